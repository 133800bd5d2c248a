import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { bytesAsSource } from '../../src-main/checkpoints/byte-source'
import type { OpenedCheckpoint } from '../../src-main/checkpoints/checkpoint'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import type { NpyArray } from '../../src-main/checkpoints/npy'
import { encodeNpz } from '../../src-main/checkpoints/npz'
import { openCheckpointFrom } from '../../src-main/checkpoints/open'
import { encodeSafetensors } from '../../src-main/checkpoints/safetensors'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import { UserError } from '../../src-main/contract/errors'
import { smallOnnx } from '../support/small-onnx'
import { filesToTry, surviveMutations } from './survive'

/** Deflate packs at most 1,032 to 1. */
const DEFLATE = 1032

const weights: StateDictionary = new Map([
  [
    'conv1.weight',
    { shape: [2, 3, 1, 2], dtype: 'float32', data: Float32Array.from({ length: 12 }, Math.sin) },
  ],
  ['bn1.num_batches_tracked', { shape: [], dtype: 'int32', data: Int32Array.of(7) }],
  ['fc.weight', { shape: [10, 64], dtype: 'float32', data: Float32Array.from({ length: 640 }, Math.cos) }],
  ['empty', { shape: [4, 0], dtype: 'float32', data: new Float32Array(0) }],
])
const array: NpyArray = { shape: [2, 3], dtype: 'float32', data: Float32Array.of(1, 2, 3, 4, 5, 6) }
const arrays: Record<string, NpyArray> = {
  'conv1.weight': array,
  'fc.bias': { shape: [4], dtype: 'int64', data: BigInt64Array.of(1n, -2n, 3n, -4n) },
  step: { shape: [], dtype: 'float64', data: Float64Array.of(0.5) },
}

const open = (bytes: Uint8Array): Promise<OpenedCheckpoint> =>
  openCheckpointFrom(bytesAsSource(bytes, '"fuzzed"'))

/** The same array with its axes the other way round and the bytes of each value too, as NumPy on another machine. */
function strangeNpy(): Uint8Array {
  const bytes = encodeNpy(array)
  const text = Buffer.from(bytes).toString('latin1')
  const strange = text.replace("'<f4'", "'>f4'").replace('False', 'True ')
  return Uint8Array.from(Buffer.from(strange, 'latin1'))
}

describe('mutated files open with tensors inside them or are refused in a sentence', () => {
  const cases: [string, Uint8Array, number, number][] = [
    ['safetensors', encodeSafetensors(weights, { format: 'pt' }), 100, 1],
    ['npy', encodeNpy(array), 40, 1],
    ['npy in Fortran order and big-endian', strangeNpy(), 40, 1],
    ['npz, stored', encodeNpz(arrays, { compress: false }), 30, 1],
    ['npz, deflated', encodeNpz(arrays), 30, DEFLATE],
    ['onnx', smallOnnx(), 80, 1],
  ]
  it.each(cases)('%s', { timeout: 1_200_000 }, async (name, valid, share, valuesPerByte) => {
    const checkpoint = await open(valid)
    expect(checkpoint.dictionaries[0]!.tensors.length).toBeGreaterThan(0)
    await checkpoint.close()
    const count = filesToTry(share)
    const result = await surviveMutations(valid, open, { seed: name.length, count, valuesPerByte })
    expect(result.opened + result.refused).toBe(count)
    // A mutator that broke everything, or nothing, would test nothing.
    expect(result.opened, 'opened').toBeGreaterThan(0)
    expect(result.refused, 'refused').toBeGreaterThan(0)
  })

  it('npz whose archive is whole and whose array is not', { timeout: 1_200_000 }, async () => {
    const inside = (bytes: Uint8Array) => open(zipSync({ 'w.npy': bytes }))
    const count = filesToTry(40)
    const result = await surviveMutations(encodeNpy(array), inside, { seed: 3, count, valuesPerByte: 1 })
    expect(result.opened).toBeGreaterThan(0)
    expect(result.refused).toBeGreaterThan(0)
  })

  it('an index of safetensors files, and its shards', { timeout: 1_200_000 }, async () => {
    const index = new TextEncoder().encode(
      JSON.stringify({
        metadata: { total_size: 52 },
        weight_map: Object.fromEntries([...weights.keys()].map((name) => [name, 'model-1.safetensors'])),
      }),
    )
    const shard = encodeSafetensors(weights)
    const withShard = (indexBytes: Uint8Array, shardBytes: Uint8Array) =>
      openCheckpointFrom(bytesAsSource(indexBytes, '"fuzzed"'), (path) =>
        path === 'model-1.safetensors'
          ? Promise.resolve(bytesAsSource(shardBytes, '"model-1.safetensors"'))
          : Promise.reject(new UserError('input', `There is nothing at "${path}".`)),
      )
    const whole = await withShard(index, shard)
    expect(whole.format).toBe('safetensors index')
    const options = { count: filesToTry(20), valuesPerByte: 1 + shard.length }
    const first = await surviveMutations(index, (bytes) => withShard(bytes, shard), { seed: 1, ...options })
    const second = await surviveMutations(shard, (bytes) => withShard(index, bytes), { seed: 2, ...options })
    expect(first.refused + second.refused).toBeGreaterThan(0)
    expect(first.opened + second.opened).toBeGreaterThan(0)
  })
})
