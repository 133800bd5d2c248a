/**
 * Kernels that work number by number: arithmetic, comparisons, selection. Additions and
 * multiplications of images by per-channel vectors become tails (tails.ts) and are fused later.
 */
import type { ElementType, Specification } from '../values'
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { sameShape } from '../layouts'
import type { Lowered } from '../lowered'
import type { Lowering } from '../lowering'
import { binary, broadcastSpecification, elementwise, likeInput, unary } from './define'

/** The operand as a name of a [C] tensor if it holds one number per channel of the image, else null. */
function channelVector(lowering: Lowering, operand: Operand, image: Operand): string | null {
  const channels = image.shape[3]!
  const { stored, name } = lowering.layouts.broadcastable(operand)
  const isVector = stored.at(-1) === channels && stored.slice(0, -1).every((size) => size === 1)
  if (!isVector || stored.length > 4) return null
  return stored.length === 1 ? name : lowering.layouts.reshape(name, [channels])
}

type Pair = [Operand, Operand]

/** The operands as (image, other) when the first is an image of the result's shape in a channel layout. */
function imageFirst(lowering: Lowering, [a, b]: Pair, output: Specification): Pair | null {
  const fits = (operand: Operand): boolean =>
    output.dtype === 'float32' && lowering.tails.isImage(operand) && sameShape(operand.shape, output.shape)
  return fits(a) ? [a, b] : fits(b) ? [b, a] : null
}

function addOrScale(
  lowering: Lowering,
  operands: Pair,
  output: Specification,
  type: 'Add' | 'Mul',
): Lowered | null {
  const pair = imageFirst(lowering, operands, output)
  if (!pair) return null
  const [image, other] = pair
  const isAlike = lowering.tails.isImage(other) && sameShape(other.shape, image.shape)
  if (type === 'Add' && isAlike) return lowering.tails.add(image, other)
  const vector = lowering.tails.isImage(other) ? null : channelVector(lowering, other, image)
  if (!vector) return null
  return type === 'Add' ? lowering.tails.offset(image, vector) : lowering.tails.scale(image, vector)
}

function arithmetic(name: string, type: 'Add' | 'Mul'): Operator {
  return {
    name,
    inputs: ['a', 'b'],
    infer: (inputs) => broadcastSpecification(inputs),
    lower: (lowering, inputs, _attributes, [output]) => [
      addOrScale(lowering, inputs as Pair, output!, type) ??
        elementwise(lowering, inputs, output!, ([a, b]) =>
          output!.dtype === 'bool' ? logical(lowering, type, a!, b!) : lowering.op(type, [a!, b!]),
        ),
    ],
  }
}

/** Sums and products of bools saturate, as in tfjs. */
function logical(lowering: Lowering, type: 'Add' | 'Mul', a: string, b: string): string {
  return lowering.op(type === 'Add' ? 'Or' : 'And', [a, b])
}

const subtract: Operator = {
  name: 'Sub',
  inputs: ['a', 'b'],
  infer: (inputs) => broadcastSpecification(inputs),
  lower: (lowering, inputs, _attributes, [output]) => {
    const [image, other] = imageFirst(lowering, inputs as Pair, output!) ?? []
    if (image === inputs[0] && other && !lowering.tails.isImage(other)) {
      const vector = channelVector(lowering, other, image!)
      if (vector) return [lowering.tails.offset(image!, lowering.op('Neg', [vector]))]
    }
    return [elementwise(lowering, inputs, output!, ([a, b]) => lowering.op('Sub', [a!, b!]))]
  },
}

const addMany: Operator = {
  name: 'AddN',
  inputs: ['*'],
  infer: ([first]) => [{ shape: first!.shape, dtype: first!.dtype }],
  lower: (lowering, inputs, _attributes, [output]) => {
    if (output!.dtype === 'float32')
      return [
        elementwise(lowering, inputs, output!, (names) =>
          names.length === 1 ? names[0]! : lowering.op('Sum', names),
        ),
      ]
    return [
      elementwise(lowering, inputs, output!, (names) =>
        names.reduce((sum, name) => lowering.op('Add', [sum, name])),
      ),
    ]
  },
}

const relu: Operator = {
  name: 'Relu',
  inputs: ['x'],
  infer: likeInput(),
  lower: (lowering, [x], _attributes, [output]) => {
    if (lowering.tails.isImage(x!) && x!.dtype === 'float32') return [lowering.tails.relu(x!)]
    // A bool or int32 is always a number.
    const isReal = x!.dtype === 'float32'
    const emit = ([name]: string[]): string =>
      isReal ? lowering.builder.relu(name!) : lowering.op('Relu', [name!])
    return [elementwise(lowering, [x!], output!, emit)]
  },
}

/** ONNX Runtime's Where takes numbers only. */
function chosen(lowering: Lowering, condition: string, a: string, b: string, dtype: ElementType): string {
  if (dtype !== 'bool') return lowering.op('Where', [condition, a, b])
  const left = lowering.op('And', [condition, a])
  return lowering.op('Or', [left, lowering.op('And', [lowering.op('Not', [condition]), b])])
}

const select: Operator = {
  name: 'Select',
  inputs: ['condition', 't', 'e'],
  infer: ([, t]) => [{ shape: t!.shape, dtype: t!.dtype }],
  lower: (lowering, [condition, t, e], _attributes, [output]) => {
    // tfjs lets a vector choose whole rows of what follows.
    const rows = condition!.shape.length < t!.shape.length
    const shape = rows
      ? [...condition!.shape, ...Array<number>(t!.shape.length - condition!.shape.length).fill(1)]
      : condition!.shape
    const chooser: Operand = rows
      ? { ...condition!, value: lowering.view(condition!, shape), shape }
      : condition!
    return [
      elementwise(lowering, [chooser, t!, e!], output!, ([c, a, b]) =>
        chosen(lowering, c!, a!, b!, output!.dtype),
      ),
    ]
  },
}

/** tfjs's integer division rounds down; its result is int32. */
const floorDivide = binary(
  'FloorDiv',
  (lowering, a, b, dtype) => {
    const quotient =
      dtype === 'float32'
        ? lowering.op('Div', [a, b])
        : lowering.op('Div', [lowering.layouts.cast(a, 'float32'), lowering.layouts.cast(b, 'float32')])
    return lowering.layouts.cast(lowering.op('Floor', [quotient]), 'int32')
  },
  'int32',
)

/** The remainder with the sign of the divisor. */
const modulo = binary('Mod', (lowering, a, b, dtype) => {
  if (dtype === 'int32') return lowering.op('Mod', [a, b])
  const quotient = lowering.op('Floor', [lowering.op('Div', [a, b])])
  return lowering.op('Sub', [a, lowering.op('Mul', [quotient, b])])
})

const divide: Operator = binary('RealDiv', (lowering, a, b) => lowering.op('Div', [a, b]))
const power = binary('Pow', (lowering, a, b) => lowering.op('Pow', [a, b]))
const squaredDifference = binary('SquaredDifference', (lowering, a, b) => {
  const difference = lowering.op('Sub', [a, b])
  return lowering.op('Mul', [difference, difference])
})

/** The angle of the point (b, a), from -π to π; of the origin 0. */
const angle = binary('Atan2', (lowering, a, b) => {
  const { builder } = lowering
  const zero = builder.scalar(0)
  const [half, whole] = [builder.scalar(Math.PI / 2), builder.scalar(Math.PI)]
  const isOrigin = lowering.op('And', [lowering.op('Equal', [a, zero]), lowering.op('Equal', [b, zero])])
  const slope = lowering.op('Atan', [
    lowering.op('Div', [a, lowering.op('Where', [isOrigin, builder.scalar(1), b])]),
  ])
  const isBelow = lowering.op('Less', [a, zero])
  const turned = lowering.op('Where', [
    isBelow,
    lowering.op('Sub', [slope, whole]),
    lowering.op('Add', [slope, whole]),
  ])
  const quadrant = lowering.op('Where', [lowering.op('Less', [b, zero]), turned, slope])
  // On the vertical axis the sign of a zero denominator must not matter.
  const upright = lowering.op('Where', [isBelow, lowering.op('Neg', [half]), half])
  const isUpright = lowering.op('And', [
    lowering.op('Equal', [b, zero]),
    lowering.op('Not', [lowering.op('Equal', [a, zero])]),
  ])
  return lowering.op('Where', [
    lowering.op('And', [isUpright, lowering.op('Equal', [a, a])]),
    upright,
    quadrant,
  ])
})

function extreme(name: string, type: 'Max' | 'Min'): Operator {
  return binary(name, (lowering, a, b, dtype) => {
    if (dtype !== 'bool') return lowering.op(type, [a, b])
    return lowering.op(type === 'Max' ? 'Or' : 'And', [a, b])
  })
}

/** ONNX compares numbers only; bools are compared as int32. */
function comparison(name: string, type: string, negated = false): Operator {
  return binary(
    name,
    (lowering, a, b, dtype) => {
      const number = (value: string): string =>
        dtype === 'bool' ? lowering.layouts.cast(value, 'int32') : value
      const result = lowering.op(type, [number(a), number(b)])
      return negated ? lowering.op('Not', [result]) : result
    },
    'bool',
  )
}

export const elementwiseOperators: Operator[] = [
  arithmetic('Add', 'Add'),
  arithmetic('Multiply', 'Mul'),
  subtract,
  addMany,
  divide,
  floorDivide,
  modulo,
  power,
  squaredDifference,
  angle,
  extreme('Maximum', 'Max'),
  extreme('Minimum', 'Min'),
  comparison('Equal', 'Equal'),
  comparison('NotEqual', 'Equal', true),
  comparison('Greater', 'Greater'),
  comparison('GreaterEqual', 'GreaterOrEqual'),
  comparison('Less', 'Less'),
  comparison('LessEqual', 'LessOrEqual'),
  binary('LogicalAnd', (lowering, a, b) => lowering.op('And', [a, b])),
  binary('LogicalOr', (lowering, a, b) => lowering.op('Or', [a, b])),
  binary('BitwiseAnd', (lowering, a, b) => lowering.op('BitwiseAnd', [a, b])),
  unary('LogicalNot', (lowering, x) => lowering.op('Not', [x])),
  relu,
  select,
]
