/** Operators that work number by number, with broadcasting. */
import * as tf from '../../../../src-main/devices/tf'
import {
  TAME_MAGNITUDE,
  amongst,
  approximately,
  isExact,
  largestOf,
  productsOf,
  sumOf,
  wholeNumbers,
} from '../bounds'
import type { Bound } from '../bounds'
import { MOST_NUMBERS, broadcast } from '../builder'
import type { Builder, Content, DataType, Rule, Value } from '../builder'
import type { Choices } from '../choices'

/** A shape that broadcasts with the given one: leading dimensions dropped or added, others 1. */
function related(shape: readonly number[], choices: Choices): number[] {
  const dropped = shape.slice(choices.integer(shape.length + 1))
  const bits = choices.next()
  const thinned = dropped.map((size, i) => (((bits >> i) & 1) === 1 ? 1 : size))
  const isWider = choices.integer(8) === 7 && thinned.length === shape.length && shape.length < 6
  return isWider ? [2, ...thinned] : thinned
}

/** A second operand: a value that is there and fits, or a new one. */
function partner(
  builder: Builder,
  choices: Choices,
  x: Value,
  dtype: DataType = x.dtype,
  content: Content = 'integers',
): Value {
  const fits = ({ shape, dtype: type, magnitude }: Value): boolean => {
    const result = broadcast(shape, x.shape)
    const size = result?.reduce((product, side) => product * side, 1) ?? Infinity
    return type === dtype && magnitude <= TAME_MAGNITUDE && size <= MOST_NUMBERS
  }
  if (content === 'integers' && choices.integer(2) === 1) {
    const found = builder.pick(choices, fits)
    if (found) return found
  }
  return builder.leaf(related(x.shape, choices), choices, dtype, content)
}

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor

interface Pair {
  name: string
  run: Binary
  types: readonly DataType[]
  /** Whether operands must be exact: a small difference could become a large one. */
  exact?: boolean
  content?: Content
  bound(a: Value, b: Value, result: tf.Tensor): Bound
}

const NUMBERS = ['float32', 'int32'] as const
const whole = (_a: Value, _b: Value, result: tf.Tensor): Bound => wholeNumbers(result)
const either = (a: Value, b: Value, result: tf.Tensor): Bound => amongst([a, b], result)

const sums: Pair[] = [
  { name: 'add', run: tf.add, types: NUMBERS, bound: (a, b) => sumOf([a, b]) },
  { name: 'sub', run: tf.sub, types: NUMBERS, bound: (a, b) => sumOf([a, b]) },
]
const products: Pair[] = [{ name: 'mul', run: tf.mul, types: NUMBERS, bound: (a, b) => productsOf(a, b) }]
const others: Pair[] = [
  { name: 'maximum', run: tf.maximum, types: NUMBERS, bound: either },
  { name: 'minimum', run: tf.minimum, types: NUMBERS, bound: either },
  {
    name: 'squaredDifference',
    run: tf.squaredDifference,
    types: NUMBERS,
    bound: (a, b) => productsOf(sumOf([a, b]), sumOf([a, b])),
  },
  {
    name: 'div',
    run: tf.div,
    types: ['float32'],
    content: 'nonzero',
    bound: (a, _b, result) => approximately(a, largestOf(result)),
  },
  {
    name: 'prelu',
    run: tf.prelu,
    types: ['float32'],
    content: 'halves',
    // Continuous at 0, where the slope changes.
    bound: (a, b) => productsOf(a, { ...b, magnitude: Math.max(1, b.magnitude) }),
  },
  { name: 'floorDiv', run: tf.floorDiv, types: NUMBERS, exact: true, content: 'nonzero', bound: whole },
  { name: 'mod', run: tf.mod, types: NUMBERS, exact: true, content: 'nonzero', bound: either },
  { name: 'greater', run: tf.greater, types: NUMBERS, exact: true, bound: whole },
  { name: 'greaterEqual', run: tf.greaterEqual, types: NUMBERS, exact: true, bound: whole },
  { name: 'less', run: tf.less, types: NUMBERS, exact: true, bound: whole },
  { name: 'lessEqual', run: tf.lessEqual, types: NUMBERS, exact: true, bound: whole },
  { name: 'equal', run: tf.equal, types: NUMBERS, exact: true, bound: whole },
  { name: 'notEqual', run: tf.notEqual, types: NUMBERS, exact: true, bound: whole },
  { name: 'logicalAnd', run: tf.logicalAnd, types: ['bool'], bound: whole },
  { name: 'logicalOr', run: tf.logicalOr, types: ['bool'], bound: whole },
  { name: 'logicalXor', run: tf.logicalXor, types: ['bool'], bound: whole },
]

function binary(pairs: readonly Pair[]): Rule {
  return (builder, choices) => {
    const { name, run, types, exact, content, bound } = choices.pick(pairs)
    const fits = (value: Value): boolean => types.includes(value.dtype) && (!exact || isExact(value))
    const found = builder.pick(choices, fits)
    if (!found) return null
    const x = builder.tamed(found)
    const y = partner(builder, choices, x, x.dtype, content)
    if (exact && !isExact(y)) return null
    const isTurned = content === undefined && choices.integer(2) === 1
    const [a, b] = isTurned ? [y, x] : [x, y]
    return builder.add(
      `${name}(t${a.index}, t${b.index})`,
      [a, b],
      ([left, right]) => run(left!, right!),
      (result) => bound(a, b, result),
    )
  }
}

const select: Rule = (builder, choices) => {
  const x = builder.pick(choices, () => true)
  if (!x) return null
  const y = partner(builder, choices, x)
  const shape = broadcast(x.shape, y.shape)!
  const condition = partner(builder, choices, { ...x, shape }, 'bool')
  return builder.add(
    `where(t${condition.index}, t${x.index}, t${y.index})`,
    [condition, x, y],
    ([c, a, b]) => tf.where(c!, a!, b!),
    (result) => amongst([x, y], result),
  )
}

const addMany: Rule = (builder, choices) => {
  const found = builder.pick(choices, ({ dtype }) => dtype !== 'bool')
  if (!found) return null
  const x = builder.tamed(found)
  const same = builder.pick(
    choices,
    ({ shape, dtype, magnitude }) =>
      dtype === x.dtype && shape.join() === x.shape.join() && magnitude <= TAME_MAGNITUDE,
  )
  const terms = [x, same ?? x, builder.leaf(x.shape, choices, x.dtype)]
  return builder.add(
    `addN([${terms.map(({ index }) => `t${index}`).join(', ')}])`,
    terms,
    (tensors) => tf.addN(tensors),
    () => sumOf(terms),
  )
}

interface Single {
  name: string
  run: (x: tf.Tensor) => tf.Tensor
  types: readonly DataType[]
  exact?: boolean
  bound(x: Value, result: tf.Tensor): Bound
}

const REAL = ['float32'] as const
/** Functions that change by at most `slope` per unit between -4 and 4. */
const smooth = (name: string, run: Single['run'], slope: number): Single => ({
  name: `${name}∘clip`,
  run: (x) => run(tf.clipByValue(x, -4, 4)),
  types: REAL,
  bound: (x, result) => approximately(x, largestOf(result), slope),
})
const same = (x: Value, result: tf.Tensor): Bound => ({ ...amongst([x], result), magnitude: x.magnitude })

const rectifiers: Single[] = [
  { name: 'relu', run: tf.relu, types: NUMBERS, bound: same },
  { name: 'relu6', run: tf.relu6, types: NUMBERS, bound: (x, result) => amongst([x], result) },
  {
    name: 'leakyRelu(1/4)',
    run: (x) => tf.leakyRelu(x, 0.25),
    types: REAL,
    bound: (x, result) => ({ ...same(x, result), ...productsOf(x, { magnitude: 1, grain: 2, error: 0 }) }),
  },
]
const singles: Single[] = [
  { name: 'neg', run: tf.neg, types: NUMBERS, bound: same },
  { name: 'abs', run: tf.abs, types: NUMBERS, bound: same },
  { name: 'square', run: tf.square, types: NUMBERS, bound: (x) => productsOf(x, x) },
  { name: 'sign', run: tf.sign, types: REAL, exact: true, bound: (_x, result) => wholeNumbers(result) },
  { name: 'floor', run: tf.floor, types: REAL, exact: true, bound: (_x, result) => wholeNumbers(result) },
  { name: 'ceil', run: tf.ceil, types: REAL, exact: true, bound: (_x, result) => wholeNumbers(result) },
  { name: 'round', run: tf.round, types: REAL, exact: true, bound: (_x, result) => wholeNumbers(result) },
  {
    name: 'step',
    run: (x) => tf.step(x),
    types: REAL,
    exact: true,
    bound: (_x, result) => wholeNumbers(result),
  },
  { name: 'logicalNot', run: tf.logicalNot, types: ['bool'], bound: (_x, result) => wholeNumbers(result) },
  {
    name: 'onesLike',
    run: (x) => tf.onesLike(x),
    types: NUMBERS,
    bound: (_x, result) => wholeNumbers(result),
  },
  {
    name: 'fill(2)',
    run: (x) => tf.fill(x.shape, 2),
    types: NUMBERS,
    bound: (_x, result) => wholeNumbers(result),
  },
  smooth('exp', tf.exp, Math.exp(4)),
  smooth('sigmoid', tf.sigmoid, 0.25),
  smooth('tanh', tf.tanh, 1),
  smooth('softplus', tf.softplus, 1),
  smooth('elu', tf.elu, 1),
  smooth('erf', tf.erf, 1.2),
  smooth('sin', tf.sin, 1),
  smooth('rsqrt of square + 1', (x) => tf.rsqrt(tf.add(tf.square(x), 1)), 1),
]

function unary(list: readonly Single[]): Rule {
  return (builder, choices) => {
    const { name, run, types, exact, bound } = choices.pick(list)
    const found = builder.pick(choices, (value) => types.includes(value.dtype) && (!exact || isExact(value)))
    if (!found) return null
    const x = builder.tamed(found)
    return builder.add(
      `${name}(t${x.index})`,
      [x],
      ([tensor]) => run(tensor!),
      (result) => bound(x, result),
    )
  }
}

const cast: Rule = (builder, choices) => {
  const dtype = choices.pick(['float32', 'int32', 'bool'] as const)
  const x = builder.pick(choices, (value) => value.dtype !== dtype && (dtype === 'float32' || isExact(value)))
  if (!x) return null
  return builder.add(`cast(t${x.index}, ${dtype})`, [x], ([tensor]) => tf.cast(tensor!, dtype), wholeNumbers)
}

export const elementwiseRules: Rule[] = [
  binary(sums),
  binary(products),
  unary(rectifiers),
  binary(others),
  unary(singles),
  select,
  addMany,
  cast,
]
