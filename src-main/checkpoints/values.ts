/**
 * Numbers as files store them, in row-major order, widened to float32: every scalar type, either byte order,
 * in pieces, so that a tensor needs its result and a few megabytes. Not here: strides and shapes.
 * Invariant: memory is taken only for as many values as the source holds bytes for.
 */
import { UserError } from '../contract/errors'
import { readPieces } from './byte-source'
import type { ByteSource } from './byte-source'
import type { CheckpointScalar } from './checkpoint'
import { SCALARS } from './scalar-types'

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** The most values that one tensor may have in memory: 2^29, 2 GiB as float32. VGG-19's largest has 10^8. */
export const LARGEST_TENSOR = 2 ** 29

/** How many values a shape holds; 1 for []. May be beyond 2^53, then inexact. */
export function countValues(shape: readonly number[]): number {
  // A side of 0 first: Infinity · 0 would be no number.
  return shape.includes(0) ? 0 : shape.reduce((product, side) => product * side, 1)
}

/**
 * Room for a tensor's values.
 * @param what how sentences call the tensor, e.g. `"conv1.weight" in "model.pt"`.
 * @throws UserError('input') beyond LARGEST_TENSOR, or when this machine has no room.
 */
export function allocateValues(count: number, what: string): Float32Array {
  if (count > LARGEST_TENSOR) {
    throw new UserError(
      'input',
      `${what} has ${count} numbers; at most ${LARGEST_TENSOR} are read: no classifier of images has a tensor of that size, choose another file.`,
    )
  }
  try {
    return new Float32Array(count)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UserError(
      'input',
      `${what} needs ${4 * count} bytes of memory, which are not free; close other programs and open the file again.`,
      { cause: error },
    )
  }
}

/**
 * Widens stored numbers into a part of `target`, of single or double precision.
 * @param bytes whole numbers only, one after another.
 * @param at where in `target` the first one goes.
 */
export function widen(
  dtype: CheckpointScalar,
  bytes: Uint8Array,
  littleEndian: boolean,
  target: Float32Array | Float64Array,
  at: number,
): void {
  const { size, read } = SCALARS[dtype]
  if (dtype === 'float32' && littleEndian === HOST_IS_LITTLE_ENDIAN && bytes.byteOffset % size === 0) {
    target.set(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / size), at)
    return
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0, offset = 0; offset < bytes.length; i++, offset += size)
    target[at + i] = read(view, offset, littleEndian)
}

/**
 * `count` numbers that lie one after another in a source.
 * @param offset where the first one begins, in bytes.
 * @param what how sentences call the tensor.
 * @throws UserError('input') when they are not all inside the source, or too many.
 */
export async function readValues(
  source: ByteSource,
  offset: number,
  dtype: CheckpointScalar,
  count: number,
  what: string,
  littleEndian = true,
): Promise<Float32Array> {
  const { size } = SCALARS[dtype]
  if (offset + count * size > source.size) {
    throw new UserError(
      'input',
      `${what} should have ${count} numbers of ${dtype}, but ${source.name} ends before: it is truncated; download or copy it again.`,
    )
  }
  const values = allocateValues(count, what)
  let at = 0
  for await (const piece of readPieces(source, offset, count * size)) {
    widen(dtype, piece, littleEndian, values, at)
    at += piece.length / size
  }
  return values
}
