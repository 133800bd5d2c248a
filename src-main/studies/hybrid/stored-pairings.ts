/** A model's stored answers to the hybrids of one pairing, read back from its blocks. */
import { readRegular } from '../../files/regular'
import { decodeNpz, wrongArrays } from '../../checkpoints/npz'
import type { NpyArray } from '../../checkpoints/npy'
import type { SeedMeasurement } from '../../frequency/read-outs'

export interface StoredPairing extends SeedMeasurement {
  labelLow: Int32Array
  labelHigh: Int32Array
}

/** The blocks of one pairing, put together along f_mix. */
export async function readPairing(paths: readonly string[]): Promise<StoredPairing> {
  const blocks = await Promise.all(
    paths.map(async (path) => decodeNpz(await readRegular(path), { name: `"${path}"` })),
  )
  const first = blocks[0]!
  const predicted = blocks.map((block) => int16(block.predicted))
  const confidence = blocks.map((block) => float32(block.confidence))
  return {
    pairs: { low: int32(first.low), high: int32(first.high) },
    labelLow: int32(first.label_low),
    labelHigh: int32(first.label_high),
    predicted: Int16Array.from(predicted.flatMap((values) => Array.from(values))),
    confidence: Float32Array.from(confidence.flatMap((values) => Array.from(values))),
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

function int16(array: NpyArray | undefined): Int16Array {
  if (array?.data instanceof Int16Array) return array.data
  throw wrongArrays('A block of a hybrid study', 'lacks an int16 array')
}

function int32(array: NpyArray | undefined): Int32Array {
  if (array?.data instanceof Int32Array) return array.data
  throw wrongArrays('A block of a hybrid study', 'lacks an int32 array')
}

function float32(array: NpyArray | undefined): Float32Array {
  if (array?.data instanceof Float32Array) return array.data
  throw wrongArrays('A block of a hybrid study', 'lacks a float32 array')
}
