/**
 * How fast this machine asks a model for gradients: a few real steps with the real images and batch size. What
 * they say about a whole attack is in studies/attack/window/estimate.ts.
 */
import * as tf from '../../../devices/tf'
import { flush } from '../../../devices/step'
import { Oracle } from '../../../attacks/oracle'
import { oneHot } from '../../../training/loss'
import { requestOf } from '../run-block'
import type { LookMessageOf, LookRequestOf } from '../../../contract/look'
import type { DataSet } from '../../../datasets/data-set'
import type { FrozenNetwork } from '../../../networks/network'

/** Measuring ends after this long (ms), or this many looks. */
const LONGEST = 3_000
const MOST_LOOKS = 10

export async function measureAttackSpeed(
  request: LookRequestOf<'attack speed'>,
  data: DataSet,
  network: FrozenNetwork,
): Promise<LookMessageOf<'attack speed'>> {
  const began = performance.now()
  const { images, indices, height, width, channels, named, criterion, batchSize } = await requestOf(
    request,
    data,
  )
  const { classes } = network.configuration
  // As many rows as a real batch has: another size is another speed.
  const rows = Array.from({ length: batchSize }, (_, i) => i % indices.length)
  const length = height * width * channels
  const pixels = new Float32Array(rows.length * length)
  rows.forEach((row, i) => pixels.set(images.subarray(row * length, (row + 1) * length), i * length))
  const batch = tf.tensor4d(pixels, [rows.length, height, width, channels])
  const wanted = tf.tensor2d(
    oneHot(
      rows.map((row) => named[row]!),
      classes,
    ),
    [rows.length, classes],
  )
  const margin = tf.tensor1d([criterion.margin])
  const oracle = new Oracle(network, { criterion, classes: wanted, margin }, 1, {
    seed: 0,
    purpose: 'speed',
    rows,
  })
  const gradient = (): tf.Tensor => tf.tidy(() => oracle.gradient(batch).gradient)
  const forward = (): tf.Tensor => tf.tidy(() => oracle.excess(batch))
  try {
    await once(gradient)
    const first = (performance.now() - began) / 1000
    const gradientSeconds = await typical(gradient)
    await once(forward)
    const forwardSeconds = await typical(forward)
    return {
      message: 'attack speed',
      startSeconds: Math.max(0, first - gradientSeconds),
      gradientImagesPerSecond: batchSize / gradientSeconds,
      forwardImagesPerSecond: batchSize / forwardSeconds,
    }
  } finally {
    tf.dispose([batch, wanted, margin])
  }
}

/** The middle one of several: another program that was busy for a moment should not count for all hours to come. */
async function typical(step: () => tf.Tensor): Promise<number> {
  const seconds: number[] = []
  const end = performance.now() + LONGEST
  do {
    const start = performance.now()
    await once(step)
    seconds.push((performance.now() - start) / 1000)
  } while (seconds.length < MOST_LOOKS && performance.now() < end)
  return Math.max(1e-5, seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)]!)
}

async function once(step: () => tf.Tensor): Promise<void> {
  const result = step()
  flush()
  try {
    await result.data()
  } finally {
    result.dispose()
  }
}
