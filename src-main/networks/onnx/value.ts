/**
 * A value while an ONNX graph is computed. Its shape is always ONNX's (images [n, c, h, w]); how it lies on the
 * device is its own affair: images stay channels last, as every layer of tfjs wants them, until somebody asks
 * for ONNX's order. Values that are known without computing (shapes, axes, weights) are plain numbers and get a
 * tensor only when one is needed.
 * Invariant: `known`, `plain` and `last` are the same numbers.
 */
import { UserError } from '../../contract/errors'
import * as tf from '../../devices/tf'
import type { Tensor } from '../../devices/tf'

export type Dtype = 'float32' | 'int32' | 'bool'
export type Numbers = Float32Array | Float64Array

/** Keeps tensors beyond the run in which they are made: the owner of a graph's constants. */
export type Keep = (tensor: Tensor) => Tensor

/** Channels last for any number of channel axes: [n, c…, h, w] lies as [n, h, w, c…]. */
export function lastOrder(rank: number): number[] {
  return [0, rank - 2, rank - 1, ...Array.from({ length: rank - 3 }, (_, i) => i + 1)]
}

function firstOrder(rank: number): number[] {
  const order = lastOrder(rank)
  return order.map((_, axis) => order.indexOf(axis))
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

const LARGEST_INT32 = 2 ** 31 - 1
/** As NumPy and PyTorch allow. */
const MOST_SIDES = 64

export class Value {
  private plain: Tensor | null = null
  private last: Tensor | null = null
  private readonly vectors = new Map<number, Tensor>()

  private constructor(
    readonly shape: readonly number[],
    readonly dtype: Dtype,
    /** The numbers, row-major in ONNX's order, where they are known without computing. */
    readonly known: Numbers | null,
    /** Null for what depends on the images. */
    private readonly keep: Keep | null,
  ) {
    // Every entry is found by all sides, so that thousands of them would cost as much as thousands of entries.
    if (shape.length > MOST_SIDES)
      throw new UserError(
        'input',
        `The ONNX model makes a value of ${shape.length} sides, where at most ${MOST_SIDES} are computed: it is damaged, or was made to deceive.`,
      )
  }

  /** A tensor in ONNX's order. */
  static of(tensor: Tensor): Value {
    const value = new Value(tensor.shape, dtypeOf(tensor), null, null)
    value.plain = tensor
    return value
  }

  /** A tensor [n, h, w, c…] that stands for [n, c…, h, w]. */
  static ofLast(tensor: Tensor): Value {
    const shape = firstOrder(tensor.rank).map((axis) => tensor.shape[axis]!)
    const value = new Value(shape, dtypeOf(tensor), null, null)
    value.last = tensor
    return value
  }

  /** Numbers; with `keep` they are a constant of the graph, whose tensors outlive the run. */
  static ofKnown(
    numbers: ArrayLike<number>,
    shape: readonly number[],
    dtype: Dtype,
    keep: Keep | null = null,
  ): Value {
    const known =
      numbers instanceof Float32Array || numbers instanceof Float64Array
        ? numbers
        : dtype === 'float32'
          ? Float32Array.from(numbers)
          : Float64Array.from(numbers)
    return new Value(shape, dtype, known, keep)
  }

  /** This value as a constant of the graph: its tensor is kept. */
  constant(keep: Keep): Value {
    const value = new Value(this.shape, this.dtype, this.known, keep)
    value.plain = this.plain && keep(this.plain)
    value.last = this.last && keep(this.last)
    return value
  }

  get isConstant(): boolean {
    return this.keep !== null
  }

  get rank(): number {
    return this.shape.length
  }

  get size(): number {
    return sizeOf(this.shape)
  }

  /** Whether it lies channels last and not also in ONNX's order. */
  get isLast(): boolean {
    return this.last !== null && this.plain === null
  }

  /** In ONNX's order. */
  tensor(): Tensor {
    if (this.plain) return this.plain
    if (this.last) {
      const order = firstOrder(this.rank)
      return (this.plain = this.kept(reorder(this.last, order, [...this.shape])))
    }
    return (this.plain = this.kept(tf.tensor(this.numbers(), [...this.shape], this.dtype)))
  }

  /** Channels last; only for four axes or more. */
  tensorLast(): Tensor {
    if (this.last) return this.last
    const order = lastOrder(this.rank)
    const shape = order.map((axis) => this.shape[axis]!)
    return (this.last = this.kept(reorder(this.tensor(), order, shape)))
  }

  /**
   * What broadcasts against channels-last images of `rank` axes as this value broadcasts in ONNX's order: a
   * number, a vector of one entry per channel, or the whole.
   */
  tensorBeside(rank: number): Tensor {
    if (this.rank === rank && (this.last ?? !this.isVectorOf(rank))) return this.tensorLast()
    const known = this.vectors.get(rank)
    if (known) return known
    const padded = [...Array.from({ length: rank - this.rank }, () => 1), ...this.shape]
    const shape = lastOrder(rank).map((axis) => padded[axis]!)
    const whole = reorder(tf.reshape(this.tensor(), padded), lastOrder(rank), shape)
    const channels = shape[rank - 1]!
    const vector =
      this.size === 1 ? tf.reshape(whole, []) : this.size === channels ? tf.reshape(whole, [channels]) : whole
    const result = this.kept(vector)
    this.vectors.set(rank, result)
    return result
  }

  private isVectorOf(rank: number): boolean {
    return this.size === 1 || this.size === this.shape[rank - 3]
  }

  private numbers(): Float32Array | Int32Array | Uint8Array {
    const { known, dtype } = this
    if (!known) throw new Error('A value without numbers has no tensor.')
    if (dtype === 'float32') return Float32Array.from(known)
    if (dtype === 'bool') return Uint8Array.from(known)
    // "To the end" is written as the largest 64-bit number.
    return Int32Array.from(known, (value) => Math.max(-LARGEST_INT32, Math.min(LARGEST_INT32, value)))
  }

  private kept(tensor: Tensor): Tensor {
    return this.keep ? this.keep(tensor) : tensor
  }
}

/** A transposition, as a reshape where nothing moves. */
function reorder(tensor: Tensor, order: readonly number[], shape: number[]): Tensor {
  const moved = order.filter((axis) => tensor.shape[axis] !== 1)
  if (moved.every((axis, i) => i === 0 || axis > moved[i - 1]!)) return tf.reshape(tensor, shape)
  return tf.transpose(tensor, [...order])
}

function dtypeOf(tensor: Tensor): Dtype {
  const { dtype } = tensor
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype
  throw new Error(`A tensor of ${dtype} cannot come from an ONNX graph.`)
}
