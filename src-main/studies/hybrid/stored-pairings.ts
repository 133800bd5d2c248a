/** A model's stored answers to the hybrids of one pairing, read back from its blocks. */
import { readRegular } from '../../files/regular'
import { decodeHybridBlock } from './block-file'
import type { SeedMeasurement } from '../../frequency/read-outs'

export interface StoredPairing extends SeedMeasurement {
  labelLow: Int32Array
  labelHigh: Int32Array
}

/** The blocks of one pairing, put together along f_mix. */
export async function readPairing(paths: readonly string[]): Promise<StoredPairing> {
  const blocks = await Promise.all(
    paths.map(async (path) => decodeHybridBlock(await readRegular(path), path)),
  )
  const { low, high, labelLow, labelHigh } = blocks[0]!
  return {
    ...{ pairs: { low, high }, labelLow, labelHigh },
    predicted: Int16Array.from(blocks.flatMap(({ predicted }) => Array.from(predicted))),
    confidence: Float32Array.from(blocks.flatMap(({ confidence }) => Array.from(confidence))),
  }
}

/** Labels by data-set index, as far as the pairs know them. */
export function labelsOf(seeds: readonly StoredPairing[]): Int32Array {
  const indices = seeds.flatMap(({ pairs }) => [pairs.low, pairs.high])
  const labels = new Int32Array(
    indices.reduce((most, values) => values.reduce((a, b) => Math.max(a, b), most), -1) + 1,
  ).fill(-1)
  for (const { pairs, labelLow, labelHigh } of seeds) {
    pairs.low.forEach((index, i) => (labels[index] = labelLow[i]!))
    pairs.high.forEach((index, i) => (labels[index] = labelHigh[i]!))
  }
  return labels
}
