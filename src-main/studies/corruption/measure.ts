/** Computes the accuracy of one model on one cell; corrupted images stream through, nothing of them is stored. */
import { evaluate } from '../../training/evaluate'
import { subset } from '../../datasets/subset'
import { generator } from '../../random/generator'
import { isPreciseEnough, lookedAt, looksAt } from '../../statistics/looked-at'
import { wilson } from '../../statistics/wilson'
import { encodeCell } from './cell-file'
import { openCell } from './cells'
import type { CorruptionTask } from '../../contract/kinds/corruption/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { UnitContext } from '../context'
import type { DataSet } from '../../datasets/data-set'
import type { StoredCell } from './cell-file'
import type { OpenedCell } from './cells'
import type { CellData } from '../../contract/kinds/corruption/units'

export async function runCorruption(task: CorruptionTask, context: UnitContext): Promise<UnitOutcome> {
  const { type, severity } = task.cell
  const cell = await openCell(context, task.images, task.cell, task.shared)
  const answered = await answer(task, cell, context)
  const arrays = await context.writeArrays(encodeCell(answered))
  const { predicted, label, confidence } = answered
  const images = predicted.length
  const accuracy = rightIn(answered) / images
  const found: CellData = {
    type,
    severity,
    accuracy: task.precision === undefined ? wilson(accuracy, images) : lookedAt(accuracy, images),
    confidence: confidence.reduce((sum, value) => sum + value, 0) / label.length,
    ...(task.precision === undefined ? {} : { of: cell.indices.length }),
  }
  return { data: found, arrays }
}

/** Of all images in their order; to a precision, of the first ones of a drawn order, which is the same in every cell. */
async function answer(
  { model: weights, batchSize, precision }: CorruptionTask,
  { data, indices }: OpenedCell,
  context: UnitContext,
): Promise<StoredCell> {
  const model = await context.model(weights)
  const began = performance.now()
  const evaluated = (images: DataSet, before: number): ReturnType<typeof evaluate> =>
    evaluate(model, images, {
      batchSize,
      onProgress: (done) =>
        context.progress({
          work: before + done,
          imagesPerSecond: ((before + done) / (performance.now() - began)) * 1000,
          label: null,
        }),
    })
  if (precision === undefined) {
    const { predictions, confidence } = await evaluated(data, 0)
    const predicted = Int16Array.from(predictions)
    return { predicted, confidence, label: Int16Array.from(data.labels), index: indices }
  }
  const order = generator(0, 'order of a cell').permutation(data.count)
  const found: StoredCell = {
    predicted: new Int16Array(data.count),
    confidence: new Float32Array(data.count),
    label: Int16Array.from(order, (place) => data.labels[place]!),
    index: order.map((place) => indices[place]!),
  }
  let before = 0
  for (const count of looksAt(data.count)) {
    const { predictions, confidence } = await evaluated(subset(data, order.slice(before, count)), before)
    found.predicted.set(predictions, before)
    found.confidence.set(confidence, before)
    before = count
    const part = firstOf(found, count)
    if (isPreciseEnough(lookedAt(rightIn(part) / count, count), precision)) return part
  }
  return found
}

function firstOf({ predicted, confidence, label, index }: StoredCell, count: number): StoredCell {
  const first = <T extends { slice(start: number, end: number): T }>(values: T): T => values.slice(0, count)
  return {
    predicted: first(predicted),
    confidence: first(confidence),
    label: first(label),
    index: first(index),
  }
}

function rightIn({ predicted, label }: StoredCell): number {
  return predicted.reduce((sum, each, i) => sum + Number(each === label[i]), 0)
}
