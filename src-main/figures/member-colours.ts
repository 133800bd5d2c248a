/**
 * Colours of models in one figure: those of one group share its hue, from light to full in the order given.
 */
import type { Group } from '../contract/model'
import type { Appearance } from './figure'
import { groupShades } from './palette'

/** One colour for each model, by the groups that they are of. */
export function memberColours(groups: readonly Group[], { theme, palette }: Appearance): string[] {
  const counts = new Map<Group, number>()
  for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1)
  const left = new Map(
    [...counts].map(([group, count]) => [group, groupShades(group, count, theme, palette).values()]),
  )
  return groups.map((group) => left.get(group)!.next().value!)
}
