/** Computes the accuracy of one model on one cell; corrupted images stream through, nothing of them is stored. */
import { evaluate } from '../../training/evaluate'
import { wilson } from '../../statistics/wilson'
import { encodeCell } from './cell-file'
import { openCell } from './cells'
import type { CorruptionTask } from '../../contract/kinds/corruption/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { UnitContext } from '../context'
import type { CellData } from './data'

export async function runCorruption(task: CorruptionTask, context: UnitContext): Promise<UnitOutcome> {
  const { type, severity } = task.cell
  const { data, indices } = await openCell(context, task.images, task.cell, task.shared)
  const model = await context.model(task.model)
  const began = performance.now()
  const { predictions, confidence, accuracy, images } = await evaluate(model, data, {
    batchSize: task.batchSize,
    onProgress: (done) =>
      context.progress({
        work: done,
        imagesPerSecond: (done / (performance.now() - began)) * 1000,
        label: null,
      }),
  })
  const arrays = await context.writeArrays(
    encodeCell({
      predicted: Int16Array.from(predictions),
      confidence,
      label: Int16Array.from(data.labels),
      index: indices,
    }),
  )
  const found: CellData = {
    type,
    severity,
    accuracy: wilson(accuracy, images),
    confidence: confidence.reduce((sum, value) => sum + value, 0) / images,
  }
  return { data: found, arrays }
}
