/** Operators that move numbers: views under other shapes, transposition, slices, padding, joining. */
import * as tf from '../../../../src-main/devices/tf'
import { amongst } from '../bounds'
import type { Builder, Rule, Value } from '../builder'
import type { Choices } from '../choices'

type Move = (x: Value, choices: Choices) => { text: string; run: (x: tf.Tensor) => tf.Tensor } | null

function moving(move: Move, fits: (value: Value) => boolean = () => true): Rule {
  return (builder, choices) => {
    const x = builder.pick(choices, fits)
    const found = x && move(x, choices)
    if (!x || !found) return null
    return builder.add(
      found.text.replace('(x', `(t${x.index}`),
      [x],
      ([tensor]) => found.run(tensor!),
      (result) => ({ ...amongst([x], result), magnitude: x.magnitude }),
    )
  }
}

const expandDims = moving(
  ({ shape }, choices) => {
    const axis = choices.integer(shape.length + 1) - (choices.integer(2) === 0 ? shape.length + 1 : 0)
    return { text: `expandDims(x, ${axis})`, run: (x) => tf.expandDims(x, axis) }
  },
  ({ shape }) => shape.length < 6,
)

const squeeze = moving(
  () => ({ text: 'squeeze(x)', run: (x) => tf.squeeze(x) }),
  ({ shape }) => shape.includes(1),
)

/** Dimensions split in two, joined, and ones put in between. */
const reshape = moving(({ shape }, choices) => {
  const sides = [...shape]
  for (let changes = 1 + choices.integer(3); changes > 0; changes--) {
    const i = choices.integer(sides.length + 1)
    const factor = choices.pick([2, 3, 4, 5, 7, 8])
    if (choices.integer(2) === 0 && i + 1 < sides.length) sides.splice(i, 2, sides[i]! * sides[i + 1]!)
    else if (i < sides.length && sides[i]! % factor === 0) sides.splice(i, 1, sides[i]! / factor, factor)
    else if (sides.length < 6) sides.splice(i, 0, 1)
  }
  if (sides.length > 6) return null
  return { text: `reshape(x, [${sides.join()}])`, run: (x) => tf.reshape(x, sides) }
})

/** As an image again: what follows may be blocked. */
const asImage = moving(
  ({ shape }) => {
    const channels = shape.at(-1) ?? 1
    const [first, ...rest] = shape.slice(0, -1)
    const sides = [1, first ?? 1, rest.reduce((product, side) => product * side, 1), channels]
    return { text: `reshape(x, [${sides.join()}])`, run: (x) => tf.reshape(x, sides) }
  },
  ({ shape }) => shape.length !== 4,
)

const transpose = moving(({ shape }, choices) => {
  const order = choices.permutation(shape.length)
  return { text: `transpose(x, [${order.join()}])`, run: (x) => tf.transpose(x, order) }
})

const slice = moving(
  ({ shape }, choices) => {
    const begin = shape.map((side) => choices.integer(side))
    const size = shape.map((side, i) => 1 + choices.integer(side - begin[i]!))
    return { text: `slice(x, [${begin.join()}], [${size.join()}])`, run: (x) => tf.slice(x, begin, size) }
  },
  ({ shape }) => shape.length > 0,
)

const stridedSlice = moving(
  ({ shape }, choices) => {
    const strides = shape.map(() => 1 + choices.integer(2))
    return {
      text: `stridedSlice(x, 0, [${shape.join()}], [${strides.join()}])`,
      run: (x) =>
        tf.stridedSlice(
          x,
          shape.map(() => 0),
          [...shape],
          strides,
        ),
    }
  },
  // tfjs's own check of strides knows no more.
  ({ shape }) => shape.length > 0 && shape.length < 5,
)

const pad = moving(
  ({ shape }, choices) => {
    const amounts = shape.map((): [number, number] => [choices.integer(2), choices.integer(2)])
    const text = amounts.map((pair) => `[${pair.join()}]`).join()
    return { text: `pad(x, [${text}])`, run: (x) => tf.pad(x, amounts) }
  },
  ({ shape }) => shape.length > 0 && shape.length < 5,
)

const mirrorPad = moving(
  ({ shape }, choices) => {
    const mode = choices.pick(['reflect', 'symmetric'] as const)
    const amounts = shape.map((side): [number, number] =>
      side > 1 ? [choices.integer(2), choices.integer(2)] : [0, 0],
    )
    const text = amounts.map((pair) => `[${pair.join()}]`).join()
    return { text: `mirrorPad(x, [${text}], ${mode})`, run: (x) => tf.mirrorPad(x, amounts, mode) }
  },
  ({ shape }) => shape.length > 0 && shape.length < 5,
)

const tile = moving(
  ({ shape }, choices) => {
    const times = shape.map((side) => (side === 1 ? 1 + choices.integer(4) : 1 + choices.integer(2)))
    return { text: `tile(x, [${times.join()}])`, run: (x) => tf.tile(x, times) }
  },
  ({ shape }) => shape.length > 0,
)

const broadcastTo = moving(
  ({ shape }, choices) => {
    const wider = shape.map((side) => (side === 1 ? 1 + choices.integer(8) : side))
    return { text: `broadcastTo(x, [${wider.join()}])`, run: (x) => tf.broadcastTo(x, wider) }
  },
  ({ shape }) => shape.includes(1),
)

const reverse = moving(
  ({ shape }, choices) => {
    const axes = choices.subset(shape.length)
    return { text: `reverse(x, [${axes.join()}])`, run: (x) => tf.reverse(x, axes) }
  },
  ({ shape, dtype }) => shape.length > 0 && dtype !== 'bool',
)

const gather = moving(
  ({ shape }, choices) => {
    const axis = choices.integer(shape.length)
    const indices = Array.from({ length: 1 + choices.integer(4) }, () => choices.integer(shape[axis]!))
    return {
      text: `gather(x, [${indices.join()}], ${axis})`,
      run: (x) => tf.gather(x, tf.tensor1d(indices, 'int32'), axis),
    }
  },
  ({ shape }) => shape.length > 0,
)

const unstack = moving(
  ({ shape }, choices) => {
    const axis = choices.integer(shape.length)
    const part = choices.integer(shape[axis]!)
    return { text: `unstack(x, ${axis})[${part}]`, run: (x) => tf.unstack(x, axis)[part]! }
  },
  ({ shape }) => shape.length > 0,
)

const split = moving(
  ({ shape }, choices) => {
    const axis = choices.integer(shape.length)
    const first = 1 + choices.integer(shape[axis]! - 1)
    const sizes = [first, shape[axis]! - first]
    const part = choices.integer(2)
    return {
      text: `split(x, [${sizes.join()}], ${axis})[${part}]`,
      run: (x) => tf.split(x, sizes, axis)[part]!,
    }
  },
  ({ shape }) => shape.length > 0 && shape.every((side) => side > 1),
)

/** Two values side by side, or on top of each other. */
function joining(name: 'concat' | 'stack'): Rule {
  return (builder: Builder, choices) => {
    const x = builder.pick(choices, ({ shape }) => (name === 'stack' ? shape.length < 6 : shape.length > 0))
    if (!x) return null
    const fits = (value: Value): boolean => value.dtype === x.dtype && value.shape.join() === x.shape.join()
    const y = builder.pick(choices, fits)!
    const axis = choices.integer(x.shape.length + (name === 'stack' ? 1 : 0))
    return builder.add(
      `${name}([t${x.index}, t${y.index}], ${axis})`,
      [x, y],
      (tensors) => (name === 'stack' ? tf.stack(tensors, axis) : tf.concat(tensors, axis)),
      (result) => ({ ...amongst([x, y], result), magnitude: Math.max(x.magnitude, y.magnitude) }),
    )
  }
}

export const viewRules: Rule[] = [
  expandDims,
  reshape,
  squeeze,
  transpose,
  asImage,
  slice,
  pad,
  tile,
  broadcastTo,
  joining('concat'),
  joining('stack'),
  mirrorPad,
  reverse,
  gather,
  unstack,
  split,
  stridedSlice,
]
