/**
 * Colours of models in one figure: those of one group share its hue, from light to full in the order given.
 */
import type { Group } from '../contract/model'
import type { Appearance } from './figure'
import { groupShades } from './palette'

/** One colour for each model, by the groups that they are of. */
export function memberColours(groups: readonly Group[], { theme, palette }: Appearance): string[] {
  const used = new Map<Group, number>()
  return groups.map((group) => {
    const rank = used.get(group) ?? 0
    used.set(group, rank + 1)
    const count = groups.filter((other) => other === group).length
    return groupShades(group, count, theme, palette)[rank]!
  })
}
