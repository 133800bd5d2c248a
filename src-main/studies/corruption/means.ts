/**
 * The intervals of the means over cells, from the answers that each cell has stored. The same images are in every cell,
 * so that the images are the sample (statistics/clustered-proportion.ts). Needs neither images nor a device.
 */
import { readRegular } from '../../files/regular'
import { wrongArrays } from '../../checkpoints/npz'
import { decodeCell } from './cell-file'
import { corruptionGroup } from '../../contract/kinds/corruption/corruptions'
import { clusteredProportion } from '../../statistics/clustered-proportion'
import { nestedProportion } from '../../statistics/nested-proportion'
import { isBenchmark } from './aggregate'
import type { CorruptionIntervals } from '../../contract/kinds/corruption/study'
import type { CorruptionGroup, CorruptionType, Severity } from '../../contract/kinds/corruption/corruptions'
import type { CorruptionMeansTask } from '../../contract/kinds/corruption/tasks'
import type { UnitOutcome } from '../../contract/tasks'

/** Which images of a cell were answered rightly; 1 or 0, by place in the cell. */
export interface AnsweredCell {
  type: CorruptionType
  severity: Severity
  right: Uint8Array
}

export async function runCorruptionMeans(task: CorruptionMeansTask): Promise<UnitOutcome> {
  const cells: AnsweredCell[] = []
  let images: Int32Array | null = null
  for (const { type, severity, file } of task.cells) {
    const { predicted, label, index } = decodeCell(await readRegular(file), file)
    const known: Int32Array = (images ??= index)
    const alike = task.nested ? Math.min(index.length, known.length) : known.length
    if (
      (!task.nested && index.length !== known.length) ||
      index.subarray(0, alike).some((image, i) => image !== known[i])
    )
      throw wrongArrays(`\"${file}\"`, 'is not of the same images as the cells before')
    cells.push({
      type,
      severity,
      right: Uint8Array.from(predicted, (answer, i) => (answer === label[i] ? 1 : 0)),
    })
  }
  return { data: { intervals: intervalsOf(cells, task.nested) }, arrays: null }
}

/** Of the same means as `summariseCells` makes; every asked cell is there. */
export function intervalsOf(cells: readonly AnsweredCell[], nested = false): CorruptionIntervals {
  const boundsOf = nested ? nestedBounds : sameBounds
  const benchmark = cells.filter(({ type }) => isBenchmark(type))
  const group = (name: CorruptionGroup): Bounds | null =>
    boundsOf(benchmark.filter(({ type }) => corruptionGroup(type) === name))
  const severities = [...new Set(cells.map(({ severity }) => severity))]
  const types = [...new Set(cells.map(({ type }) => type))]
  return {
    mean: boundsOf(benchmark),
    groups: { low: group('low'), medium: group('medium'), high: group('high') },
    bySeverity: severities.map((severity) => ({
      severity,
      interval: boundsOf(benchmark.filter((cell) => cell.severity === severity)),
    })),
    byType: types.map((type) => ({ type, interval: boundsOf(cells.filter((cell) => cell.type === type)) })),
  }
}

interface Bounds {
  low: number
  high: number
}

function sameBounds(cells: readonly AnsweredCell[]): Bounds | null {
  const first = cells[0]
  if (!first) return null
  const right = new Float64Array(first.right.length)
  for (const cell of cells) for (let i = 0; i < right.length; i++) right[i]! += cell.right[i]!
  const { low, high } = clusteredProportion(right, cells.length)
  return { low, high }
}

/** Of cells that have come to different numbers of the same images. */
function nestedBounds(cells: readonly AnsweredCell[]): Bounds | null {
  if (cells.length === 0) return null
  const { low, high } = nestedProportion(cells.map(({ right }) => right))
  return { low, high }
}
