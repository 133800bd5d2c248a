/**
 * Between PyTorch's order of axes (in files and state dictionaries) and TensorFlow's (on the device).
 * The rank decides: convolution weights OIHW ↔ HWIO, linear weights [outputs, inputs] ↔ [inputs,
 * outputs], everything else stays. Only values move, none changes, so a round trip is bit-identical.
 */
import type { StateEntry } from '../checkpoints/state-dictionary'

/** Shape and values of a state entry as the device wants them. */
export function toDeviceLayout(
  shape: readonly number[],
  data: Float32Array,
): { shape: number[]; data: Float32Array } {
  if (shape.length === 4) {
    const [outputs, inputs, height, width] = shape as [number, number, number, number]
    return { shape: [height, width, inputs, outputs], data: permute(data, shape, [2, 3, 1, 0]) }
  }
  if (shape.length === 2) return { shape: [shape[1]!, shape[0]!], data: permute(data, shape, [1, 0]) }
  return { shape: [...shape], data: Float32Array.from(data) }
}

/** The reverse of `toDeviceLayout`: a state entry in PyTorch's order, with its own copy of the values. */
export function fromDeviceLayout(shape: readonly number[], data: Float32Array): StateEntry {
  if (shape.length === 4) {
    const [height, width, inputs, outputs] = shape as [number, number, number, number]
    return {
      shape: [outputs, inputs, height, width],
      dtype: 'float32',
      data: permute(data, shape, [3, 2, 0, 1]),
    }
  }
  if (shape.length === 2) {
    return { shape: [shape[1]!, shape[0]!], dtype: 'float32', data: permute(data, shape, [1, 0]) }
  }
  return { shape: [...shape], dtype: 'float32', data: Float32Array.from(data) }
}

/** Transposes row-major values: axis i of the result is axis order[i] of the input. */
function permute(data: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1))
  const sides = order.map((axis) => shape[axis]!)
  const steps = order.map((axis) => strides[axis]!)
  const result = new Float32Array(data.length)
  let target = 0
  const walk = (depth: number, offset: number): void => {
    const side = sides[depth]!
    const step = steps[depth]!
    if (depth === sides.length - 1) {
      for (let i = 0; i < side; i++) result[target++] = data[offset + i * step]!
    } else {
      for (let i = 0; i < side; i++) walk(depth + 1, offset + i * step)
    }
  }
  walk(0, 0)
  return result
}
