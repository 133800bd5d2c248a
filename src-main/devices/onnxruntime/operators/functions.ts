/** Functions of one number: powers, exponentials, angles, activations, roundings, tests for NaN and infinity. */
import type { Attributes } from '../values'
import type { Operator } from '../operator'
import type { Lowering } from '../lowering'
import { unary } from './define'

const simple = (name: string, type: string): Operator => unary(name, (lowering, x) => lowering.op(type, [x]))
/** Functions whose results are real whatever comes in. */
const real = (
  name: string,
  write: (lowering: Lowering, x: string, attributes: Attributes) => string,
): Operator =>
  unary(
    name,
    (lowering, x, attributes, dtype) =>
      write(lowering, dtype === 'float32' ? x : lowering.layouts.cast(x, 'float32'), attributes),
    'float32',
  )
const realFunction = (name: string, type: string): Operator =>
  real(name, (lowering, x) => lowering.op(type, [x]))

/** log(1 + x) without losing what 1 + x rounds away (Kahan): where 1 + x is 1, it is x. */
function logarithmOfOnePlus(lowering: Lowering, x: string): string {
  const one = lowering.builder.scalar(1)
  const sum = lowering.op('Add', [x, one])
  const logarithm = lowering.op('Log', [sum])
  const corrected = lowering.op('Mul', [logarithm, lowering.op('Div', [x, lowering.op('Sub', [sum, one])])])
  const isTiny = lowering.op('Equal', [sum, one])
  const isInfinite = lowering.op('IsInf', [sum])
  return lowering.op('Where', [isTiny, x, lowering.op('Where', [isInfinite, logarithm, corrected])])
}

/** exp(x) − 1, likewise: the rounding error of exp(x) is known from its logarithm. */
function exponentialMinusOne(lowering: Lowering, x: string): string {
  const one = lowering.builder.scalar(1)
  const power = lowering.op('Exp', [x])
  const difference = lowering.op('Sub', [power, one])
  const corrected = lowering.op('Mul', [difference, lowering.op('Div', [x, lowering.op('Log', [power])])])
  const isTiny = lowering.op('Equal', [power, one])
  // Far from zero there is nothing to correct, and at the ends of the range no logarithm either.
  const isFar = lowering.op('Greater', [lowering.op('Abs', [x]), one])
  return lowering.op('Where', [isTiny, x, lowering.op('Where', [isFar, difference, corrected])])
}

/** Functions that ONNX has for float32 only but tfjs also for int32. */
const onFloats = (name: string, type: string): Operator =>
  unary(name, (lowering, x, _attributes, dtype) => {
    if (dtype === 'float32') return lowering.op(type, [x])
    return lowering.layouts.cast(lowering.op(type, [lowering.layouts.cast(x, 'float32')]), dtype)
  })

export const functionOperators: Operator[] = [
  simple('Abs', 'Abs'),
  simple('Neg', 'Neg'),
  unary('Sign', (lowering, x, _attributes, dtype) => {
    const sign = lowering.op('Sign', [x])
    if (dtype !== 'float32') return sign
    // tfjs calls the sign of NaN 0.
    return lowering.op('Where', [lowering.op('IsNaN', [x]), lowering.builder.scalar(0), sign])
  }),
  onFloats('Ceil', 'Ceil'),
  onFloats('Floor', 'Floor'),
  onFloats('Round', 'Round'),
  realFunction('Exp', 'Exp'),
  realFunction('Log', 'Log'),
  realFunction('Sqrt', 'Sqrt'),
  realFunction('Sin', 'Sin'),
  realFunction('Cos', 'Cos'),
  realFunction('Tan', 'Tan'),
  realFunction('Asin', 'Asin'),
  realFunction('Acos', 'Acos'),
  realFunction('Atan', 'Atan'),
  realFunction('Sinh', 'Sinh'),
  realFunction('Cosh', 'Cosh'),
  realFunction('Tanh', 'Tanh'),
  realFunction('Asinh', 'Asinh'),
  realFunction('Acosh', 'Acosh'),
  realFunction('Atanh', 'Atanh'),
  realFunction('Erf', 'Erf'),
  realFunction('Sigmoid', 'Sigmoid'),
  realFunction('Softplus', 'Softplus'),
  realFunction('Reciprocal', 'Reciprocal'),
  real('Elu', (lowering, x) => lowering.op('Elu', [x], { alpha: { float: 1 } })),
  real('Selu', (lowering, x) => lowering.op('Selu', [x])),
  real('LeakyRelu', (lowering, x, { alpha }) =>
    lowering.op('LeakyRelu', [x], { alpha: { float: alpha as number } }),
  ),
  unary('Relu6', (lowering, x, _attributes, dtype) => lowering.builder.clip(x, 0, 6, dtype)),
  unary('ClipByValue', (lowering, x, { clipValueMin, clipValueMax }, dtype) =>
    lowering.builder.clip(x, clipValueMin as number, clipValueMax as number, dtype),
  ),
  unary('Square', (lowering, x) => lowering.op('Mul', [x, x])),
  real('Rsqrt', (lowering, x) => lowering.op('Reciprocal', [lowering.op('Sqrt', [x])])),
  real('Expm1', exponentialMinusOne),
  real('Log1p', logarithmOfOnePlus),
  unary('Step', (lowering, x, { alpha }, dtype) => {
    if (dtype !== 'float32') {
      const positive = lowering.op('Greater', [x, lowering.builder.scalar(0, dtype)])
      const below = lowering.builder.scalar(Math.trunc((alpha as number | undefined) ?? 0), dtype)
      return lowering.op('Where', [positive, lowering.builder.scalar(1, dtype), below])
    }
    if (!alpha) return lowering.builder.step(x)
    const positive = lowering.op('Greater', [x, lowering.builder.scalar(0)])
    const step = lowering.op('Where', [
      positive,
      lowering.builder.scalar(1),
      lowering.builder.scalar((alpha as number | undefined) ?? 0),
    ])
    return lowering.op('Where', [lowering.op('IsNaN', [x]), x, step])
  }),
  unary('IsNan', (lowering, x) => lowering.op('IsNaN', [x]), 'bool'),
  unary('IsInf', (lowering, x) => lowering.op('IsInf', [x]), 'bool'),
  unary(
    'IsFinite',
    (lowering, x) =>
      lowering.op('Not', [lowering.op('Or', [lowering.op('IsNaN', [x]), lowering.op('IsInf', [x])])]),
    'bool',
  ),
]
