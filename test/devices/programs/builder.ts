/**
 * A program while it is being written: its values are computed on tfjs's `cpu` backend as they are added, so
 * that every rule (rules/) knows the shapes and bounds it builds on. Steps can then be run again elsewhere.
 */
import { generator } from '../../../src-main/random/generator'
import { freeze } from '../../../src-main/devices/step'
import * as tf from '../../../src-main/devices/tf'
import { TAME_MAGNITUDE, largestOf } from './bounds'
import type { Bound } from './bounds'
import type { Choices } from './choices'

export type DataType = 'float32' | 'int32' | 'bool'

export interface Value extends Bound {
  index: number
  shape: readonly number[]
  dtype: DataType
}

export interface Step {
  /** As it would be written by hand: `add(t0, t1)`. */
  text: string
  inputs: readonly number[]
  run: (inputs: tf.Tensor[]) => tf.Tensor
}

/** A rule adds one operator to a program; null when it has no operand that it could take. */
export type Rule = (builder: Builder, choices: Choices) => Value | null

/** Numbers of a leaf. */
export type Content = 'integers' | 'halves' | 'nonzero' | 'positive'

export const MOST_NUMBERS = 4096
/** A filter of 5×5 from 32 to 32 channels. */
export const MOST_WEIGHTS = 25_600
const LIMIT_RANK = 6
/** Around the borders of blocks of 8 and 16. */
const CHANNELS = [8, 16, 7, 9, 15, 17, 1, 32] as const

export class Builder {
  readonly steps: Step[] = []
  readonly values: Value[] = []
  readonly tensors: tf.Tensor[] = []
  /** Values on the way that are read, too. */
  readonly alsoRead = new Set<number>()

  read({ index }: Value): void {
    this.alsoRead.add(index)
  }

  /** Adds a step if its result is a number everywhere and not too large. */
  add(
    text: string,
    inputs: readonly Value[],
    run: (inputs: tf.Tensor[]) => tf.Tensor,
    boundOf: (result: tf.Tensor) => Bound,
  ): Value | null {
    const result = tf.tidy(() => run(inputs.map(({ index }) => this.tensors[index]!)))
    const bound = boundOf(result)
    const isWhole = result.dtype !== 'float32'
    const isUsable =
      result.size <= (inputs.length === 0 ? MOST_WEIGHTS : MOST_NUMBERS) &&
      result.size > 0 &&
      result.rank <= LIMIT_RANK &&
      Number.isFinite(largestOf(result)) &&
      bound.magnitude <= (isWhole ? 2 ** 24 : 2 ** 30)
    if (!isUsable) {
      result.dispose()
      return null
    }
    const value: Value = {
      ...bound,
      index: this.values.length,
      shape: result.shape,
      dtype: result.dtype as DataType,
    }
    this.steps.push({ text, inputs: inputs.map(({ index }) => index), run })
    this.values.push(value)
    this.tensors.push(result)
    return value
  }

  /** The value, or its numbers clipped to ±4 when they have become large. */
  tamed(value: Value): Value {
    if (value.magnitude <= TAME_MAGNITUDE) return value
    return this.add(
      `clipByValue(t${value.index}, -4, 4)`,
      [value],
      ([x]) => tf.clipByValue(x!, -4, 4),
      (result) => ({ ...value, magnitude: largestOf(result) }),
    )!
  }

  leaf(
    shape: readonly number[],
    choices: Choices,
    dtype: DataType = 'float32',
    content: Content = 'integers',
  ): Value {
    const seed = choices.integer(100)
    const isFrozen = dtype === 'float32' && choices.integer(4) === 3
    const random = generator(seed, 'numbers of a generated program')
    const numbers = (): number => {
      if (dtype === 'bool') return random.integer(2)
      if (content === 'positive') return 1 + random.integer(4)
      if (content === 'nonzero') return (1 + random.integer(3)) * (random.integer(2) === 0 ? 1 : -1)
      if (content === 'halves' && dtype === 'float32') return (random.integer(9) - 4) / 2
      return random.integer(7) - 3
    }
    const data = Array.from({ length: tf.util.sizeFromShape([...shape]) }, numbers)
    const grain = content === 'halves' && dtype === 'float32' ? 1 : 0
    return this.add(
      `${isFrozen ? 'freeze(' : ''}${content} ${seed} as ${dtype} [${shape.join()}]${isFrozen ? ')' : ''}`,
      [],
      () => {
        const tensor = tf.tensor(data, [...shape], dtype)
        if (isFrozen) freeze([tensor])
        return tensor
      },
      (result) => ({ magnitude: largestOf(result), grain, error: 0 }),
    )!
  }

  /** Images whose channels lie around the borders of blocks. */
  image(choices: Choices): Value {
    const channels = choices.pick(CHANNELS)
    const [height, width] = [1 + choices.integer(7), 1 + choices.integer(9)]
    const count = 1 + choices.integer(Math.min(3, Math.floor(MOST_NUMBERS / (channels * height * width))))
    return this.leaf(
      [count, height, width, channels],
      choices,
      'float32',
      choices.pick(['integers', 'halves']),
    )
  }

  channels(choices: Choices): number {
    return choices.pick(CHANNELS)
  }

  /** One of the values that fit: half of the time the newest. */
  pick(choices: Choices, fits: (value: Value) => boolean): Value | null {
    const fitting = this.values.filter(fits).reverse()
    const number = choices.next()
    if (fitting.length === 0) return null
    return fitting[number % 2 === 0 ? 0 : (number >> 1) % fitting.length]!
  }

  dispose(): void {
    tf.dispose(this.tensors)
  }
}

/** The shape of a numpy-style broadcast, or null when the shapes do not fit together. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] | null {
  const rank = Math.max(a.length, b.length)
  const result: number[] = []
  for (let i = 1; i <= rank; i++) {
    const [left, right] = [a.at(-i) ?? 1, b.at(-i) ?? 1]
    if (left !== right && left !== 1 && right !== 1) return null
    result.unshift(Math.max(left, right))
  }
  return result
}
