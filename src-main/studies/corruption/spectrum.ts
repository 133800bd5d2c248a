/** Computes where one cell has its power (methods F.4), and keeps the images of one. Needs no model. */
import { asJson } from '../../contract/json'
import { bytesOf } from '../../corruptions/corrupted-data-set'
import { indexBatches } from '../../datasets/batches'
import { corruptionSpectrum } from '../../frequency/corruption-spectrum'
import { chosenImages } from '../context'
import { openCell } from './cells'
import { encodeCellImages, encodeCellSpectrum } from './spectrum-file'
import type { CorruptedImagesTask, CorruptionSpectrumTask } from '../../contract/kinds/corruption/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { UnitContext } from '../context'
import type { SpectrumData } from '../../contract/kinds/corruption/units'

/** Images read at once. */
const BATCH = 256

export async function runCorruptionSpectrum(
  task: CorruptionSpectrumTask,
  context: UnitContext,
): Promise<UnitOutcome> {
  const { type, severity } = task.cell
  const clean = await chosenImages(context, task.images)
  const { data } = await openCell(context, task.images, task.cell, true)
  const all = Int32Array.from({ length: clean.count }, (_, i) => i)
  const { height, width, power, thresholds, cumulative, images } = await corruptionSpectrum(clean, data, all)
  const arrays = await context.writeArrays(
    encodeCellSpectrum({ height, width, power, thresholds, cumulative }),
  )
  const found: SpectrumData = {
    type,
    severity,
    images,
    thresholds,
    // JSON has no NaN: a corruption that changes nothing has no profile.
    cumulative: Array.from(cumulative, (value) => (Number.isNaN(value) ? null : value)),
    meanPower: power.subarray(1).reduce((sum, value) => sum + value, 0) / Math.max(1, power.length - 1),
  }
  return { data: asJson(found), arrays }
}

export async function runCorruptedImages(
  task: CorruptedImagesTask,
  context: UnitContext,
): Promise<UnitOutcome> {
  const { type, severity } = task.cell
  const { data, indices } = await openCell(context, task.images, task.cell, true)
  const { count, height, width, channels } = data
  const length = height * width * channels
  const images = new Uint8Array(count * length)
  for (const batch of indexBatches(
    Int32Array.from({ length: count }, (_, i) => i),
    Math.min(BATCH, count),
  )) {
    images.set(await bytesOf(data, batch.indices.subarray(0, batch.count)), batch.start * length)
    context.progress({ work: batch.start + batch.count, imagesPerSecond: null, label: null })
  }
  const arrays = await context.writeArrays(
    encodeCellImages({
      shape: [count, height, width, channels],
      images,
      labels: data.labels,
      index: indices,
    }),
  )
  return { data: { type, severity, images: count }, arrays }
}
