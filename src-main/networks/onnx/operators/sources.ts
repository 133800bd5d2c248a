/** Values that come from no pixel: constants, shapes, ranges. All of them are known numbers. */
import { printable } from '../../../checkpoints/printable'
import type { OnnxTensor } from '../../../checkpoints/onnx/onnx-graph'
import { UserError } from '../../../contract/errors'
import type { Call, Operator } from '../call'
import { Value, sizeOf } from '../value'
import type { Dtype, Keep } from '../value'

/** Numbers that a node may make out of nothing; more than that is a mistake or malice. */
const MOST_NUMBERS = 2 ** 24

export function dtypeOfTensor(tensor: OnnxTensor): Dtype {
  if (tensor.dtype === 'bool') return 'bool'
  return tensor.dtype.startsWith('float') || tensor.dtype === 'bfloat16' ? 'float32' : 'int32'
}

export function valueOfTensor(tensor: OnnxTensor, keep: Keep | null): Value {
  return Value.ofKnown(tensor.read(), tensor.shape, dtypeOfTensor(tensor), keep)
}

export function checkSize(call: Call, shape: readonly number[]): void {
  if (sizeOf(shape) <= MOST_NUMBERS && shape.every((side) => side >= 0)) return
  throw new UserError(
    'input',
    `The ONNX model's node "${printable(call.node.name)}" makes a value of the shape [${shape.join(', ')}] out of nothing, which is too large.`,
  )
}

const constant: Operator = (call) => {
  const tensor = call.tensor('value')
  if (tensor) return valueOfTensor(tensor, null)
  if (call.has('value_float')) return Value.ofKnown([call.number('value_float', 0)], [], 'float32')
  if (call.has('value_int')) return Value.ofKnown([call.number('value_int', 0)], [], 'int32')
  const [floats, integers] = [call.list('value_floats'), call.list('value_ints')]
  if (floats) return Value.ofKnown(floats, [floats.length], 'float32')
  if (integers) return Value.ofKnown(integers, [integers.length], 'int32')
  throw call.refuse('holds a constant that is no number')
}

const shape: Operator = (call) => {
  const sides = call.input(0).shape
  const part = sides.slice(call.number('start', 0), call.has('end') ? call.number('end', 0) : undefined)
  return Value.ofKnown(part, [part.length], 'int32')
}

const size: Operator = (call) => Value.ofKnown([call.input(0).size], [], 'int32')

const filled: Operator = (call) => {
  const sides = call.numbers(0)
  checkSize(call, sides)
  const tensor = call.tensor('value')
  const number = tensor?.read()[0] ?? 0
  const dtype = tensor ? dtypeOfTensor(tensor) : 'float32'
  const numbers = dtype === 'float32' ? new Float32Array(sizeOf(sides)) : new Float64Array(sizeOf(sides))
  return Value.ofKnown(numbers.fill(number), sides, dtype)
}

const range: Operator = (call) => {
  const [start, limit, step] = [0, 1, 2].map((i) => call.numbers(i)[0]!) as [number, number, number]
  const count = Math.max(0, Math.ceil((limit - start) / step))
  checkSize(call, [count])
  const numbers = Array.from({ length: count }, (_, i) => start + i * step)
  return Value.ofKnown(numbers, [count], call.input(0).dtype)
}

export const sourceOperators: Readonly<Record<string, Operator>> = {
  Constant: constant,
  ConstantOfShape: filled,
  Range: range,
  Shape: shape,
  Size: size,
}
