/**
 * Arithmetic sequences, running products, the largest entries of each row.
 */
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { plain } from '../lowered'
import type { Lowering } from '../lowering'

/** A range downwards may leave its step to be understood. */
function stepOf(start: number, stop: number, step: number): number {
  return stop < start && step === 1 ? -1 : step
}

function rangeLength(start: number, stop: number, step: number): number {
  if (start === stop || start < stop !== step > 0) return 0
  return Math.abs(Math.ceil((stop - start) / step))
}

const range: Operator = {
  name: 'Range',
  inputs: [],
  infer: (_inputs, attributes) => {
    const { start, stop, step } = attributes as { start: number; stop: number; step: number }
    return [
      {
        shape: [rangeLength(start, stop, stepOf(start, stop, step))],
        dtype: attributes['dtype'] === 'int32' ? 'int32' : 'float32',
      },
    ]
  },
  lower: (lowering, _inputs, attributes, [output]) => {
    const { shape, dtype } = output!
    const { start, stop } = attributes as { start: number; stop: number }
    const step = stepOf(start, stop, attributes['step'] as number)
    const make = (): Float32Array | Int32Array => {
      const values = Array.from({ length: shape[0]! }, (_, i) => start + i * step)
      return dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values)
    }
    const key = `range ${dtype} ${start} ${step} ${shape[0]!}`
    return [plain(dtype, shape, () => lowering.builder.constant(key, dtype, shape, make))]
  },
}

const linSpace: Operator = {
  name: 'LinSpace',
  inputs: [],
  infer: (_inputs, { num }) => [{ shape: [num as number], dtype: 'float32' }],
  lower: (lowering, _inputs, attributes, [output]) => {
    const { start, stop, num } = attributes as { start: number; stop: number; num: number }
    const step = num > 1 ? (stop - start) / (num - 1) : 0
    const make = (): Float32Array => Float32Array.from({ length: num }, (_, i) => start + i * step)
    return [
      plain('float32', output!.shape, () =>
        lowering.builder.constant(`from ${start} to ${stop} in ${num}`, 'float32', [num], make),
      ),
    ]
  },
}

/** Products of the entries up to each one: doubling the reach at each step, as ONNX has no operator for it. */
function runningProduct(
  lowering: Lowering,
  x: Operand,
  axis: number,
  exclusive: boolean,
  reverse: boolean,
): string {
  const { builder, layouts } = lowering
  const dtype = x.dtype === 'float32' ? 'float32' : 'int32'
  const size = x.shape[axis]!
  const rank = x.shape.length
  const whole = layouts.whole(x)
  /** The entries moved by `distance` along the axis, ones where they came from. */
  const moved = (name: string, distance: number): string => {
    const [start, end] = reverse ? [distance, size] : [0, size - distance]
    const kept = lowering.op('Slice', [
      name,
      ...[[start], [end], [axis], [1]].map((list) => builder.integers(list)),
    ])
    const amounts = Array<number>(2 * rank).fill(0)
    amounts[reverse ? rank + axis : axis] = distance
    return lowering.op('Pad', [kept, builder.integers(amounts), builder.scalar(1, dtype)])
  }
  let name = x.dtype === 'bool' ? layouts.cast(whole, 'int32') : whole
  if (exclusive) name = moved(name, 1)
  for (let distance = 1; distance < size; distance *= 2)
    name = lowering.op('Mul', [name, moved(name, distance)])
  return name
}

const cumprod: Operator = {
  name: 'Cumprod',
  inputs: ['x'],
  infer: ([x]) => [{ shape: x!.shape, dtype: x!.dtype === 'bool' ? 'int32' : x!.dtype }],
  lower: (lowering, [x], { axis, exclusive, reverse }, [output]) => {
    const along = (axis as number) < 0 ? (axis as number) + x!.shape.length : (axis as number)
    return [
      plain(output!.dtype, output!.shape, () =>
        runningProduct(lowering, x!, along, exclusive === true, reverse === true),
      ),
    ]
  },
}

const topK: Operator = {
  several: true,
  name: 'TopK',
  inputs: ['x'],
  infer: ([x], { k }) => {
    const shape = [...x!.shape.slice(0, -1), k as number]
    return [
      { shape, dtype: x!.dtype },
      { shape, dtype: 'int32' },
    ]
  },
  lower: (lowering, [x], { k }, outputs) => {
    const found = (): string[] =>
      lowering.builder.ops(
        'TopK',
        [lowering.layouts.whole(x!), lowering.builder.integers([k as number])],
        { axis: -1, largest: 1, sorted: 1 },
        2,
      )
    return [
      plain(outputs[0]!.dtype, outputs[0]!.shape, () => found()[0]!),
      plain('int32', outputs[1]!.shape, () => lowering.layouts.cast(found()[1]!, 'int32')),
    ]
  },
}

export const sequenceOperators: Operator[] = [range, linSpace, cumprod, topK]
