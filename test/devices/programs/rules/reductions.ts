/** Sums, means and extremes over axes, running sums, softmax, matrix products. */
import * as tf from '../../../../src-main/devices/tf'
import {
  amongst,
  approximately,
  isExact,
  largestOf,
  meanOf,
  productsOf,
  totalOf,
  wholeNumbers,
} from '../bounds'
import type { Bound } from '../bounds'
import type { Builder, Rule, Value } from '../builder'
import type { Choices } from '../choices'

interface Axes {
  axes: number[]
  keepDims: boolean
  /** How many numbers become one. */
  count: number
}

function axesOf({ shape }: Value, choices: Choices): Axes {
  // Over pixels, and over images and pixels, where an image may lie in blocks.
  const common = shape.length === 4 ? choices.integer(5) : 0
  const axes =
    common === 1 ? [1, 2] : common === 2 ? [0, 1, 2] : shape.length === 0 ? [] : choices.subset(shape.length)
  const count = axes.reduce((product, axis) => product * shape[axis]!, 1)
  return { axes, keepDims: choices.integer(2) === 1, count }
}

function reduction(
  name: string,
  run: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor,
  fits: (value: Value) => boolean,
  bound: (x: Value, axes: Axes, result: tf.Tensor) => Bound,
): Rule {
  return (builder, choices) => {
    const found = builder.pick(choices, fits)
    if (!found) return null
    const x = builder.tamed(found)
    const axes = axesOf(x, choices)
    return builder.add(
      `${name}(t${x.index}, [${axes.axes.join()}]${axes.keepDims ? ', keepDims' : ''})`,
      [x],
      ([tensor]) => run(tensor!, axes.axes, axes.keepDims),
      (result) => bound(x, axes, result),
    )
  }
}

const isNumber = ({ dtype }: Value): boolean => dtype !== 'bool'
const isReal = ({ dtype }: Value): boolean => dtype === 'float32'
const isTruth = ({ dtype }: Value): boolean => dtype === 'bool'

const product: Rule = (builder, choices) => {
  const x = builder.pick(choices, ({ shape, magnitude }) => shape.length > 0 && magnitude <= 8)
  if (!x) return null
  const axis = choices.integer(x.shape.length)
  const count = x.shape[axis]!
  if (count > 6) return null
  return builder.add(
    `prod(t${x.index}, ${axis})`,
    [x],
    ([tensor]) => tf.prod(tensor!, axis),
    () =>
      Array.from({ length: count - 1 }).reduce<Bound>(
        (bound) => productsOf(bound, { ...x, magnitude: Math.max(1, x.magnitude) }),
        x,
      ),
  )
}

function position(name: 'argMax' | 'argMin'): Rule {
  return (builder, choices) => {
    const x = builder.pick(choices, (value) => value.shape.length > 0 && isExact(value) && isNumber(value))
    if (!x) return null
    const axis = choices.integer(x.shape.length)
    return builder.add(
      `${name}(t${x.index}, ${axis})`,
      [x],
      ([tensor]) => tf[name](tensor!, axis),
      wholeNumbers,
    )
  }
}

const runningSum: Rule = (builder, choices) => {
  const x = builder.pick(choices, (value) => value.shape.length > 0 && isNumber(value))
  if (!x) return null
  const axis = choices.integer(x.shape.length)
  const [exclusive, reverse] = [choices.integer(2) === 1, choices.integer(2) === 1]
  return builder.add(
    `cumsum(t${x.index}, ${axis}, ${exclusive}, ${reverse})`,
    [x],
    ([tensor]) => tf.cumsum(tensor!, axis, exclusive, reverse),
    () => totalOf(x, x.shape[axis]!),
  )
}

function softmax(name: 'softmax' | 'logSoftmax', slope: number): Rule {
  return (builder, choices) => {
    const x = builder.pick(choices, (value) => value.shape.length > 0 && isReal(value))
    if (!x) return null
    return builder.add(
      `${name}∘clip(t${x.index})`,
      [x],
      ([tensor]) => tf[name](tf.clipByValue(tensor!, -4, 4)),
      (result) => approximately(x, largestOf(result), slope),
    )
  }
}

/** With a matrix, transposed or not, on either side. */
const matrixProduct: Rule = (builder, choices) => {
  const found = builder.pick(choices, (value) => value.shape.length >= 2 && isReal(value))
  if (!found) return null
  const x = builder.tamed(found)
  const [transposeX, transposeY] = [choices.integer(2) === 1, choices.integer(2) === 1]
  const inner = x.shape.at(transposeX ? -2 : -1)!
  const other = 1 + choices.integer(9)
  const batch = choices.integer(2) === 1 ? x.shape.slice(0, -2) : []
  const y = builder.leaf([...batch, ...(transposeY ? [other, inner] : [inner, other])], choices)
  return builder.add(
    `matMul(t${x.index}, t${y.index}, ${transposeX}, ${transposeY})`,
    [x, y],
    ([a, b]) => tf.matMul(a!, b!, transposeX, transposeY),
    () => productsOf(x, y, inner),
  )
}

const oneHot: Rule = (builder: Builder, choices) => {
  const x = builder.pick(choices, ({ dtype, shape }) => dtype === 'int32' && shape.length < 6)
  if (!x) return null
  const depth = 2 + choices.integer(4)
  return builder.add(
    `oneHot(t${x.index}, ${depth})`,
    [x],
    ([indices]) => tf.oneHot(indices!, depth),
    wholeNumbers,
  )
}

export const reductionRules: Rule[] = [
  reduction('sum', tf.sum, isNumber, (x, { count }) => totalOf(x, count)),
  reduction('mean', tf.mean, isNumber, (x, { count }) => meanOf(x, count)),
  reduction('max', tf.max, isNumber, (x, _axes, result) => amongst([x], result)),
  reduction('min', tf.min, isNumber, (x, _axes, result) => amongst([x], result)),
  matrixProduct,
  reduction('all', tf.all, isTruth, (_x, _axes, result) => wholeNumbers(result)),
  reduction('any', tf.any, isTruth, (_x, _axes, result) => wholeNumbers(result)),
  product,
  position('argMax'),
  position('argMin'),
  runningSum,
  softmax('softmax', 2),
  softmax('logSoftmax', 2),
  oneHot,
]
