/**
 * Results that an earlier version of a method has made. When a method's version is raised, or that of something before it, the
 * keys of its units change, and what was stored lies under keys that no plan comes to any more: it is neither damaged nor gone,
 * and must not be said to be.
 */
import { canonicalJson } from '../contract/json'
import { unitKey } from '../project/keys'
import type { JsonObject } from '../contract/json'
import type { UnitInputs } from '../project/keys'
import type { ResultStore } from '../project/results'
import type { Unit } from '../studies/study'

/**
 * @param units all of a study, each behind those that it needs
 * @param gone those of them of which there is no result
 * @returns those of `gone` whose result is there as an earlier version made it
 */
export async function madeEarlier(
  results: Pick<ResultStore, 'inspect'>,
  units: readonly Unit[],
  gone: readonly Unit[],
): Promise<Unit[]> {
  const wanted = new Set(gone.map(({ key }) => key))
  if (wanted.size === 0) return []
  /** Keys of the present version, and those under which an earlier one has the same unit. */
  const earlier = new Map<string, string>()
  const found: Unit[] = []
  for (const unit of units) {
    if (!wanted.has(unit.key)) continue
    for (const key of earlierKeys(unit, earlier)) {
      if ((await results.inspect(key, null)).state !== 'whole') continue
      earlier.set(unit.key, key)
      found.push(unit)
      break
    }
  }
  return found
}

/** The newest first. What a unit needs stands in its settings by key, so that a change before it changes it, too. */
function* earlierKeys({ key, inputs, needs }: Unit, earlier: ReadonlyMap<string, string>): Generator<string> {
  const { settings, methodVersion, ...rest } = inputs as unknown as UnitInputs
  const now = canonicalJson(settings)
  const then = needs.reduce((text, need) => text.replaceAll(need, earlier.get(need) ?? need), now)
  for (const text of new Set([then, now]))
    for (let version = methodVersion; version >= 1; version--) {
      const other = unitKey({ ...rest, methodVersion: version, settings: JSON.parse(text) as JsonObject })
      if (other !== key) yield other
    }
}
