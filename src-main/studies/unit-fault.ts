/**
 * Whether a stored result is that of a unit: of its kind, and of as many images as were planned. That it holds what a unit
 * of its kind finds was seen when it was read (contract/stored-result.ts).
 */
import { STUDY_KINDS } from './kinds'
import type { ResultFile } from '../contract/studies'
import type { Unit, UnitImages } from './study'

const UNIT_IMAGES: ReadonlyMap<string, UnitImages> = new Map(
  Object.values(STUDY_KINDS).flatMap(({ unitImages = {} }) => Object.entries<UnitImages>(unitImages)),
)

/** @returns what is wrong, in words; null: nothing */
export function unitFault({ kind, data }: Pick<ResultFile, 'kind' | 'data'>, unit: Unit): string | null {
  if (unit.task.kind !== kind) return `it is of another kind ("${kind}")`
  const [found, planned] = UNIT_IMAGES.get(kind)?.(data, unit) ?? [0, 0]
  return found === planned ? null : `it is of ${found} images, and ${planned} were planned`
}
