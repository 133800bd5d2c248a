/**
 * Rearranges convolution filters from tfjs's order [kh, kw, I, O] into the orders that ONNX Runtime
 * wants. Frozen filters are rearranged here, once; variable ones by operators at every run.
 */
import type { Operand } from './operand'
import type { Lowering } from './lowering'

/** A rearrangement: optionally turn the kernel by 180°, view under `split`, permute, view under `shape`. */
interface Arrangement {
  turn: boolean
  split: number[]
  permutation: number[]
  shape: number[]
}

function arrange(lowering: Lowering, filter: Operand, arrangement: Arrangement): string {
  const { turn, split, permutation, shape } = arrangement
  const [kh, kw, inputs, outputs] = filter.shape as [number, number, number, number]
  const data = filter.constant
  if (data) {
    const key = `filter ${filter.key} ${turn} ${split.join()} ${permutation.join()}`
    return lowering.builder.constant(key, 'float32', shape, () => {
      const source = turn ? turned(data as Float32Array, kh * kw, inputs * outputs) : (data as Float32Array)
      return permuted(source, split, permutation)
    })
  }
  const { layouts, builder } = lowering
  let name = layouts.whole(filter)
  if (turn && kh * kw > 1) {
    const taps = layouts.reshape(name, [kh * kw, inputs * outputs])
    const backwards = Array.from({ length: kh * kw }, (_, i) => kh * kw - 1 - i)
    name = lowering.op('Gather', [taps, builder.integers(backwards)], { axis: 0 })
  }
  const viewed = layouts.reshape(name, split)
  return layouts.reshape(lowering.op('Transpose', [viewed], { perm: permutation }), shape)
}

/** [O, I, kh, kw]: ONNX's order for Conv, and for the ConvTranspose that maps O channels back to I. */
export function publicFilter(lowering: Lowering, filter: Operand): string {
  const [kh, kw, i, o] = filter.shape as [number, number, number, number]
  return arrange(lowering, filter, {
    turn: false,
    split: [kh, kw, i, o],
    permutation: [3, 2, 0, 1],
    shape: [o, i, kh, kw],
  })
}

/** The filter of the gradient with respect to the input: turned by 180°, inputs and outputs exchanged. */
export function publicBackwardFilter(lowering: Lowering, filter: Operand): string {
  const [kh, kw, i, o] = filter.shape as [number, number, number, number]
  return arrange(lowering, filter, {
    turn: true,
    split: [kh, kw, i, o],
    permutation: [2, 3, 0, 1],
    shape: [i, o, kh, kw],
  })
}

/** Depthwise filters [kh, kw, C, M] as [C·M, 1, kh, kw]. */
export function depthwiseFilter(lowering: Lowering, filter: Operand, turn = false): string {
  const [kh, kw, c, m] = filter.shape as [number, number, number, number]
  return arrange(lowering, filter, {
    turn,
    split: [kh, kw, c, m],
    permutation: [2, 3, 0, 1],
    shape: [c * m, 1, kh, kw],
  })
}

/** For the blocked layout: [O/b, I/b, kh, kw, b(I), b(O)], or [O/b, I, kh, kw, b(O)] when the input is not blocked. */
export function blockedFilter(
  lowering: Lowering,
  filter: Operand,
  block: number,
  blockedInput: boolean,
): string {
  const [kh, kw, i, o] = filter.shape as [number, number, number, number]
  const shape = [o, i, kh, kw]
  if (!blockedInput) {
    return arrange(lowering, filter, {
      turn: false,
      split: [kh, kw, i, o / block, block],
      permutation: [3, 2, 0, 1, 4],
      shape,
    })
  }
  return arrange(lowering, filter, {
    turn: false,
    split: [kh, kw, i / block, block, o / block, block],
    permutation: [4, 2, 0, 1, 3, 5],
    shape,
  })
}

/** The blocked filter of the gradient with respect to the input. */
export function blockedBackwardFilter(lowering: Lowering, filter: Operand, block: number): string {
  const [kh, kw, i, o] = filter.shape as [number, number, number, number]
  return arrange(lowering, filter, {
    turn: true,
    split: [kh, kw, i / block, block, o / block, block],
    permutation: [2, 4, 0, 1, 5, 3],
    shape: [i, o, kh, kw],
  })
}

function turned(data: Float32Array, taps: number, size: number): Float32Array {
  const result = new Float32Array(data.length)
  for (let tap = 0; tap < taps; tap++)
    result.set(data.subarray((taps - 1 - tap) * size, (taps - tap) * size), tap * size)
  return result
}

function permuted(
  data: Float32Array,
  shape: readonly number[],
  permutation: readonly number[],
): Float32Array {
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1))
  const target = permutation.map((axis) => shape[axis]!)
  const steps = permutation.map((axis) => strides[axis]!)
  const result = new Float32Array(data.length)
  const position = target.map(() => 0)
  let offset = 0
  for (let i = 0; i < result.length; i++) {
    result[i] = data[offset]!
    for (let axis = target.length - 1; axis >= 0; axis--) {
      offset += steps[axis]!
      if (++position[axis]! < target[axis]!) break
      offset -= position[axis]! * steps[axis]!
      position[axis] = 0
    }
  }
  return result
}
