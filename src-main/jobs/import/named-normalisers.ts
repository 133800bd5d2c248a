/** The normalisers that come into question for a model, by the names under which they are compared. */
import { chooseNormaliser } from './choose'
import type { NormaliserChoice } from '../../contract/import/import'
import type { ChosenModel } from './read-recognised'

export interface Named {
  name: string
  choice: NormaliserChoice
  mean: number[]
  std: number[]
}

/** The one that was chosen; else the file's own and the presets. */
export function normalisersOf(
  { candidate, reverseChannels }: ChosenModel,
  choice: NormaliserChoice | undefined,
): Named[] {
  const named = (chosen: NormaliserChoice): Named => {
    const { mean, std, origin } = chooseNormaliser(candidate, chosen, reverseChannels)
    const name = origin.kind === 'preset' ? origin.name : origin.kind === 'file' ? 'in the file' : 'as given'
    return { name, choice: chosen, mean, std }
  }
  if (choice !== undefined) return [named(choice)]
  return [
    ...(candidate.normaliser ? [named({ kind: 'file' })] : []),
    ...candidate.presets.map(({ name }) => named({ kind: 'preset', name })),
  ]
}
