/** To which group models belong that were drawn to a population: those drawn to simulated units are never called after an animal. */
import type { Group } from './model'
import type { PopulationFile } from './population'

const OF_ANIMALS: readonly Group[] = ['mouse-regularised', 'monkey-regularised']

/** Where nobody says it. @param species as it was typed, in Latin or English */
export function usualGroup(kind: PopulationFile['kind'], species: string | null): Group {
  if (kind === 'simulated') return 'regularised (simulated)'
  const word = species?.toLowerCase() ?? ''
  if (/\b(mouse|mice|mus)\b/.test(word)) return 'mouse-regularised'
  if (/\b(monkey|macaque|macaca|marmoset)\b/.test(word)) return 'monkey-regularised'
  return 'other'
}

/** Whether the group says that the neurons were an animal's, and they are simulated. */
export function namesAnAnimal(kind: PopulationFile['kind'], group: Group): boolean {
  return kind === 'simulated' && OF_ANIMALS.includes(group)
}

/** Of models that are drawn to it now: older versions stored simulated populations under an animal's group. */
export function groupOfDrawn({ kind, group }: Pick<PopulationFile, 'kind' | 'group'>): Group {
  return namesAnAnimal(kind, group) ? 'regularised (simulated)' : group
}
