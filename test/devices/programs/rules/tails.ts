/**
 * What follows a convolution: scales, offsets, addends and ReLUs, in any order and on any of the results so far, so
 * that one value is often used by several of them, or read as well. That is where fusing goes wrong
 * (programs/mutations.mjs lists how, and which faults these programs were seen to find).
 */
import * as tf from '../../../../src-main/devices/tf'
import { productsOf, sumOf } from '../bounds'
import { MOST_WEIGHTS } from '../builder'
import type { Builder, Rule, Value } from '../builder'
import type { Choices } from '../choices'
import { imagesOf } from './images'

type Images = tf.Tensor4D

/** A convolution that keeps the size, of images that are there or of new ones. */
function convolved(builder: Builder, choices: Choices): Value | null {
  const x = imagesOf(builder, choices)
  const side = choices.pick([1, 3])
  const isDepthwise = choices.integer(4) === 3
  const [inputs, outputs] = [x.shape[3]!, isDepthwise ? 1 : builder.channels(choices)]
  if (side * side * inputs * outputs > MOST_WEIGHTS) return null
  const filter = builder.leaf([side, side, inputs, outputs], choices)
  return builder.add(
    `${isDepthwise ? 'depthwiseConv2d' : 'conv2d'}(t${x.index}, t${filter.index}, same)`,
    [x, filter],
    ([a, w]) =>
      isDepthwise
        ? tf.depthwiseConv2d(a as Images, w as Images, 1, 'same')
        : tf.conv2d(a as Images, w as Images, 1, 'same'),
    () => productsOf(x, filter, side * side * (isDepthwise ? 1 : inputs)),
  )
}

function withVector(builder: Builder, x: Value, choices: Choices, isScale: boolean): Value | null {
  const vector = builder.leaf([x.shape[3]!], choices, 'float32', 'nonzero')
  return isScale
    ? builder.add(
        `mul(t${x.index}, t${vector.index})`,
        [x, vector],
        ([a, v]) => tf.mul(a!, v!),
        () => productsOf(x, vector),
      )
    : builder.add(
        `add(t${x.index}, t${vector.index})`,
        [x, vector],
        ([a, v]) => tf.add(a!, v!),
        () => sumOf([x, vector]),
      )
}

function withAddend(builder: Builder, x: Value, other: Value): Value | null {
  return builder.add(
    `add(t${x.index}, t${other.index})`,
    [x, other],
    ([a, b]) => tf.add(a!, b!),
    () => sumOf([x, other]),
  )
}

/** Which of two images takes the other in must not hang on which is named first. */
function inEitherOrder(builder: Builder, x: Value, other: Value, choices: Choices): Value | null {
  return choices.integer(2) === 0 ? withAddend(builder, x, other) : withAddend(builder, other, x)
}

/** Another convolution's result of the same shape, in blocks or not: what meets a residual connection. */
function projection(builder: Builder, { shape }: Value, choices: Choices): Value | null {
  // 17 lie in no blocks, so their convolution gives images that lie in another layout.
  const channels = choices.integer(2) === 0 ? 17 : builder.channels(choices)
  const outputs = shape[3]!
  if (choices.integer(4) === 3) return null
  // Images of one channel may have more places than would be given 17.
  if (shape[0]! * shape[1]! * shape[2]! * channels > MOST_WEIGHTS) return null
  const image = builder.leaf([...shape.slice(0, 3), channels], choices)
  const filter = builder.leaf([1, 1, channels, outputs], choices)
  return builder.add(
    `conv2d(t${image.index}, t${filter.index}, same)`,
    [image, filter],
    ([a, w]) => tf.conv2d(a as Images, w as Images, 1, 'same'),
    () => productsOf(image, filter, channels),
  )
}

/** The next step of a tail, on the newest result or an earlier one. */
function step(builder: Builder, made: readonly Value[], choices: Choices): Value | null {
  const x = builder.tamed(made.at(-1 - choices.pick([0, 0, choices.integer(made.length)]))!)
  const kind = choices.integer(8)
  if (kind < 2) return withVector(builder, x, choices, kind === 0)
  if (kind === 2) return withAddend(builder, x, made[choices.integer(made.length)]!)
  if (kind < 6)
    return inEitherOrder(
      builder,
      x,
      projection(builder, x, choices) ?? builder.leaf(x.shape, choices),
      choices,
    )
  return builder.add(
    `relu(t${x.index})`,
    [x],
    ([a]) => tf.relu(a!),
    () => ({ ...x }),
  )
}

const tails: Rule = (builder, choices) => {
  const first = convolved(builder, choices)
  if (!first) return null
  const made = [first]
  for (let left = 2 + choices.integer(4); left > 0; left--) {
    const next = step(builder, made, choices)
    if (next) made.push(next)
  }
  if (choices.integer(2) === 1) builder.read(made[choices.integer(made.length)]!)
  return made.at(-1)!
}

export const tailRules: Rule[] = [tails]
