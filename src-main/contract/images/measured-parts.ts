/**
 * Which part of a data set is measured on where none is named, and how that is said. One rule for sweeps, studies,
 * trials and their estimates: the test part; where there is none, the validation part. Where there are both, the
 * validation part takes no part: a sweep keeps images of its own apart to choose an epoch by.
 */
import type { DataSetPart } from '../data-set'

/** Parts that are measured on, the first that there is: `val` of a set whose `test` has no labels. */
export const MEASURED_PARTS = ['test', 'val', 'valid', 'validation'] as const

type Part = Pick<DataSetPart, 'split'>

/** The part that accuracy is measured on; undefined where no name says one. */
export function measuredPart<P extends Part>(parts: readonly P[]): P | undefined {
  return MEASURED_PARTS.map((name) => named(parts, name)).find((part) => part !== undefined)
}

/** The validation part that nothing takes, because there is a test part; undefined: there is none. */
export function unusedPart<P extends Part>(parts: readonly P[]): P | undefined {
  if (!named(parts, 'test')) return undefined
  return measuredPart(parts.filter((part) => part !== named(parts, 'test')))
}

/**
 * What is trained on and what is measured on, in one sentence.
 * @returns null where the names leave nothing to be said: one part, or training and test
 */
export function partsWords(parts: readonly Part[]): string | null {
  const train = named(parts, 'train')
  const measured = measuredPart(parts)
  if (!train || !measured) return null
  const unused = unusedPart(parts)
  if (unused)
    return `Models are trained on "${train.split}" and accuracy is measured on "${measured.split}"; "${unused.split}" is left aside, because a sweep keeps images of "${train.split}" apart to choose an epoch by.`
  if (measured === named(parts, 'test')) return null
  return `There is no test part: models are trained on "${train.split}", and accuracy is measured on "${measured.split}", which no training sees.`
}

function named<P extends Part>(parts: readonly P[], name: string): P | undefined {
  return parts.find(({ split }) => split?.toLowerCase() === name)
}
