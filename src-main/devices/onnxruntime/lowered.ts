/**
 * A value inside the ONNX model that is being written: where it is (a name), how it lies in memory (a
 * layout), and what is still pending on it (a "tail": a per-channel affine and an addend), so that a
 * convolution, a bias, a residual connection and a ReLU become one operator.
 * Emission is lazy: a value that nobody asks for costs nothing.
 *
 * Shapes are in tfjs's order (images N, H, W, C). Where `stored` has a 1 and `shape` has more, the value
 * is broadcast only when somebody needs it whole. Values in a channel layout are always whole.
 */
import { sizeOf } from './values'
import type { ElementType } from './values'

/**
 * `plain`: row-major in tfjs's order. `channels-first`: [N, C, H, W]. `blocked`: [N, C/b, H, W, b],
 * which ONNX Runtime's internal operators present as [N, C, H, W].
 */
export type Layout = 'plain' | 'channels-first' | 'blocked'

export class Lowered {
  #name: string | null = null
  readonly #emit: () => string

  constructor(
    readonly dtype: ElementType,
    readonly shape: readonly number[],
    readonly stored: readonly number[],
    readonly layout: Layout,
    emit: string | (() => string),
    /** What this value is made of, for consumers that can fuse. */
    readonly tail: Tail | null = null,
  ) {
    this.#emit = typeof emit === 'string' ? () => emit : emit
  }

  /** The value's name in the model; emits it at the first call. */
  get name(): string {
    return (this.#name ??= this.#emit())
  }

  get isBroadcast(): boolean {
    return sizeOf(this.stored) !== sizeOf(this.shape)
  }
}

/** A whole value in row-major order. */
export function plain(dtype: ElementType, shape: readonly number[], emit: string | (() => string)): Lowered {
  return new Lowered(dtype, shape, shape, 'plain', emit)
}

/** scale · source + offset + addend, everything but the source optional; scale and offset are names of [C] tensors. */
export interface Tail {
  source: TailSource
  scale: string | null
  offset: string | null
  addend: Lowered | null
}

/** Either a tensor that exists, or a convolution that can still take the tail into itself. */
export interface TailSource {
  /** The bare source, for those who need it without the tail. */
  bare: () => string
  /** Emits the convolution with what it takes in; null when the source is an ordinary tensor or is used elsewhere too. */
  fused: ((bias: string | null, addend: string | null, relu: boolean) => string) | null
}
