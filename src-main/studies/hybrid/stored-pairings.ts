/** A model's stored answers to the hybrids of one pairing, read back from its blocks. */
import { readRegular } from '../../files/regular'
import { decodeHybridBlock } from './block-file'
import type { SeedMeasurement } from '../../frequency/read-outs'

export interface StoredPairing extends SeedMeasurement {
  /** Fractions of Nyquist, ascending: the rows of the answers. */
  fMix: number[]
  /** Blocks in which nothing was left to measure. */
  emptyBlocks: number
  labelLow: Int32Array
  labelHigh: Int32Array
}

/** The blocks of one pairing, in any order, put together along f_mix. */
export async function readPairing(paths: readonly string[]): Promise<StoredPairing> {
  const blocks = await Promise.all(
    paths.map(async (path) => decodeHybridBlock(await readRegular(path), path)),
  )
  const { low, high, labelLow, labelHigh } = blocks[0]!
  const rows = blocks.flatMap((block) => Array.from(block.fMix, (fMix, row) => ({ fMix, block, row })))
  rows.sort((a, b) => a.fMix - b.fMix)
  const pairs = low.length
  const predicted = new Int16Array(rows.length * pairs)
  const confidence = new Float32Array(rows.length * pairs)
  for (const [i, { block, row }] of rows.entries()) {
    predicted.set(block.predicted.subarray(row * pairs, (row + 1) * pairs), i * pairs)
    confidence.set(block.confidence.subarray(row * pairs, (row + 1) * pairs), i * pairs)
  }
  return {
    ...{ pairs: { low, high }, labelLow, labelHigh, predicted, confidence },
    fMix: rows.map(({ fMix }) => fMix),
    emptyBlocks: blocks.filter((block) => block.fMix.length === 0).length,
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
