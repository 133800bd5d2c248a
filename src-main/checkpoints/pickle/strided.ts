/**
 * Tensors and arrays of a pickle as tensors of a checkpoint, whose values are read when they are asked for:
 * one run of the file where they lie in order, otherwise the range they span, rearranged.
 */
import type { ByteSource } from '../byte-source'
import type { CheckpointScalar, CheckpointTensor } from '../checkpoint'
import { toRowMajor } from '../row-major'
import { SCALARS } from '../scalar-types'
import { allocateValues, countValues, readValues } from '../values'
import { sourceOfBytes } from './lazy-source'
import type { NumpyArray, Tensor } from './values'

interface Layout {
  dtype: CheckpointScalar
  shape: readonly number[]
  /** Numbers, not bytes; never negative. */
  strides: readonly number[]
  /** Of the first number, in numbers. */
  offset: number
  littleEndian: boolean
}

/** A tensor of a PyTorch file; its storage has been found by then. */
export function tensorOfStorage(name: string, tensor: Tensor, file: string): CheckpointTensor {
  const { scalar, shape, strides, offset, storage } = tensor
  const layout = { dtype: scalar, shape, strides, offset, littleEndian: storage.littleEndian }
  return {
    name,
    shape,
    dtype: scalar,
    read() {
      if (!storage.data) throw new Error(`The storage "${storage.key}" of "${name}" was never found.`)
      return readStrided(storage.data, layout, `"${name}" in ${file}`)
    },
  }
}

/**
 * A NumPy array.
 * @param dtype what PyTorch should make of it, where the file says so (jarvis); default the array's own type.
 */
export function tensorOfArray(
  name: string,
  array: NumpyArray,
  file: string,
  dtype?: CheckpointScalar | null,
): CheckpointTensor | undefined {
  const { type, shape, data, fortranOrder } = array
  if (!type?.scalar || !data) return undefined
  const layout = {
    dtype: type.scalar,
    shape,
    strides: shape.map((_, axis) => countValues(fortranOrder ? shape.slice(0, axis) : shape.slice(axis + 1))),
    offset: 0,
    littleEndian: type.littleEndian,
  }
  return {
    name,
    shape,
    dtype: dtype ?? type.scalar,
    read: async () => readStrided(await sourceOfBytes(data, file), layout, `"${name}" in ${file}`),
  }
}

async function readStrided(source: ByteSource, layout: Layout, what: string): Promise<Float32Array> {
  const { dtype, shape, strides, offset, littleEndian } = layout
  const count = countValues(shape)
  const start = offset * SCALARS[dtype].size
  if (count === 0) return new Float32Array(0)
  if (isContiguous(shape, strides)) return readValues(source, start, dtype, count, what, littleEndian)
  const span = shape.reduce((last, length, axis) => last + (length - 1) * strides[axis]!, 0) + 1
  const values = await readValues(source, start, dtype, span, what, littleEndian)
  return toRowMajor(values, shape, strides, allocateValues(count, what))
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false
    expected *= shape[axis]!
  }
  return true
}
