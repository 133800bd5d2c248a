/**
 * Whether the data of a stored result are what a unit of its kind leaves: whoever reads a result takes anything else for
 * damage, because a sum only says that nobody changed a file by accident. What each leaves, its kind of study says.
 */
import { STUDY_KINDS } from './kinds'
import type { ResultFile } from '../contract/studies'
import type { Unit, UnitData } from './study'

const UNIT_DATA: ReadonlyMap<string, UnitData> = new Map(
  Object.values(STUDY_KINDS).flatMap(({ unitData }) => Object.entries<UnitData>(unitData)),
)

/**
 * @param unit that is to be read, where it is known: the images of its plan
 * @returns what is wrong, in words; null: nothing, also of a kind that is not known here
 */
export function dataFault({ kind, data }: Pick<ResultFile, 'kind' | 'data'>, unit?: Unit): string | null {
  const known = UNIT_DATA.get(kind)
  const checked = known?.schema.safeParse(data)
  if (checked && !checked.success) {
    const { path, message } = checked.error.issues[0]!
    return `"${path.map(String).join('.')}": ${message}`
  }
  if (unit === undefined) return null
  if (unit.task.kind !== kind) return `it is of another kind ("${kind}")`
  const [found, planned] = known?.images?.(data, unit) ?? [0, 0]
  return found === planned ? null : `it is of ${found} images, and ${planned} were planned`
}
