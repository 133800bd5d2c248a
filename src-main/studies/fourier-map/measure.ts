/**
 * Computes one row of a Fourier map: one model's answers to images perturbed along each direction of the row.
 * What is compared are the logits: the one layer that every network here has.
 */
import * as tf from '../../devices/tf'
import { flush } from '../../devices/step'
import { imageBatches } from '../../datasets/batches'
import { addBasis, fourierBasis, randomSigns } from '../../frequency/fourier-basis'
import { measuredLogits } from '../../networks/front-end/noise'
import { checkFits, breathe } from '../../training/guards'
import { readLogits } from '../../training/loss'
import { chosenImages, chosenIndices } from '../context'
import type { FourierRowTask } from '../../contract/kinds/fourier-map/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { DataSet } from '../../datasets/data-set'
import type { FrozenNetwork } from '../../networks/network'
import type { UnitContext } from '../context'
import type { FourierRowData } from '../../contract/kinds/fourier-map/units'

/** One step: what was measured of one batch along one direction. */
export type OnStep = (images: number) => void

export async function runFourierRow(task: FourierRowTask, context: UnitContext): Promise<UnitOutcome> {
  const data = await chosenImages(context, task.images)
  const whole = await context.data(task.images)
  const model = await context.model(task.model)
  const began = performance.now()
  let work = 0
  const found = await measureRow(model, data, {
    ...task,
    indices: chosenIndices(whole, task.images),
    onStep: (images) => {
      work += images
      context.progress({
        work,
        imagesPerSecond: (work / (performance.now() - began)) * 1000,
        label: null,
      })
    },
  })
  return { data: { ...found }, arrays: null }
}

export interface RowQuestion extends Pick<FourierRowTask, 'norm' | 'row' | 'columns' | 'seed' | 'batchSize'> {
  /** Of the images in the whole part: an image's signs are its own, whatever else is measured. */
  indices: Int32Array
  onStep: OnStep
}

/** @throws UserError('input') when model and images do not fit, and what reading throws */
export async function measureRow(
  model: FrozenNetwork,
  data: DataSet,
  { norm, row, columns, seed, batchSize, indices, onStep }: RowQuestion,
): Promise<FourierRowData> {
  checkFits(model.configuration, data)
  const { height, width, channels, count } = data
  const { classes } = model.configuration
  const size = Math.max(1, Math.min(batchSize, count))
  const directions = columns.map((column) => ({ row, column }))
  const bases = directions.map((direction) => fourierBasis(height, width, direction))
  const wrong = new Float64Array(columns.length)
  const moved = new Float64Array(columns.length)
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for await (const batch of imageBatches(data, order, size)) {
    const rows = batch.indices.map((index) => indices[index]!)
    const clean = await logitsOf(model, batch.images, rows)
    for (const [k, direction] of directions.entries()) {
      const signs = new Float32Array(size * channels)
      for (let i = 0; i < batch.count; i++)
        signs.set(randomSigns(seed, direction, indices[batch.start + i]!, channels), i * channels)
      const perturbed = batch.images.slice()
      addBasis(perturbed, bases[k]!, channels, norm, signs)
      const logits = await logitsOf(model, perturbed, rows)
      for (let i = 0; i < batch.count; i++) {
        const label = batch.labels[i]!
        if (readLogits(logits, classes, i, label).prediction !== label) wrong[k]! += 1
        moved[k]! += distance(clean, logits, i * classes, classes)
      }
      onStep(batch.count)
      await breathe()
    }
  }
  return {
    images: count,
    errorRate: Array.from(wrong, (value) => value / count),
    featureChange: Array.from(moved, (value) => value / count),
  }
}

/** Logits [n, classes] of pixels [n, size, size, channels]. */
async function logitsOf(model: FrozenNetwork, pixels: Float32Array, rows: Int32Array): Promise<Float32Array> {
  const { size, channels } = model.configuration
  const images = tf.tensor4d(pixels, [rows.length, size, size, channels])
  const logits = tf.tidy(() => measuredLogits(model, images, rows))
  flush()
  try {
    return await logits.data<'float32'>()
  } finally {
    tf.dispose([images, logits])
  }
}

function distance(a: Float32Array, b: Float32Array, offset: number, length: number): number {
  let squares = 0
  for (let i = offset; i < offset + length; i++) squares += (a[i]! - b[i]!) ** 2
  return Math.sqrt(squares)
}
