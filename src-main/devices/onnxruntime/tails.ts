/**
 * Fuses what follows a convolution or an image-sized tensor: per-channel scale and offset (batch
 * normalisation), an addend (residual connection), a ReLU. In the blocked layout all of it is one
 * depthwise 1×1 convolution, or part of the convolution before it; with public operators it is a
 * BatchNormalization with unit statistics, an Add and a Relu.
 */
import { sameShape } from './layouts'
import type { Layouts } from './layouts'
import { Lowered } from './lowered'
import type { Layout, Tail, TailSource } from './lowered'
import type { ModelBuilder } from './model-builder'
import type { Operand } from './operand'

export class Tails {
  constructor(
    readonly builder: ModelBuilder,
    readonly layouts: Layouts,
  ) {}

  /** Whether the operand is an image in a channel layout, seen under its own shape. */
  isImage(operand: Operand): boolean {
    return operand.value.layout !== 'plain' && sameShape(operand.value.shape, operand.shape)
  }

  /** A value that a source and what is pending on it define. */
  value(shape: readonly number[], layout: Layout, tail: Tail): Lowered {
    return new Lowered('float32', shape, shape, layout, () => this.#emit(shape, layout, tail, false), tail)
  }

  /** Multiplies by a [C] tensor. */
  scale(operand: Operand, vector: string): Lowered {
    let tail = this.#extend(operand)
    if (tail.addend) tail = this.#bare(operand)
    const times = (name: string | null): string | null => name && this.builder.op('Mul', [name, vector])
    return this.value(operand.shape, operand.value.layout, {
      ...tail,
      scale: times(tail.scale) ?? vector,
      offset: times(tail.offset),
    })
  }

  /** Adds a [C] tensor. */
  offset(operand: Operand, vector: string): Lowered {
    const tail = this.#extend(operand)
    const offset = tail.offset ? this.builder.op('Add', [tail.offset, vector]) : vector
    return this.value(operand.shape, operand.value.layout, { ...tail, offset })
  }

  /** Adds two images of one shape; whichever still has something pending takes the other in. */
  add(a: Operand, b: Operand): Lowered {
    const layout = this.common([a, b])
    const [taker, given] = this.#eagerness(a, layout) >= this.#eagerness(b, layout) ? [a, b] : [b, a]
    let tail =
      taker.value.layout === layout ? this.#extend(taker) : this.#source(this.layouts.to(taker.value, layout))
    if (tail.addend) tail = this.#bare(taker)
    return this.value(taker.shape, layout, { ...tail, addend: this.layouts.to(given.value, layout) })
  }

  relu(operand: Operand): Lowered {
    const { layout } = operand.value
    const tail = this.#extend(operand)
    return new Lowered('float32', operand.shape, operand.shape, layout, () =>
      this.#emit(operand.shape, layout, tail, true),
    )
  }

  /** The layout in which several images meet: blocked if any of them is. */
  common(operands: readonly Operand[]): Layout {
    return operands.some(({ value }) => value.layout === 'blocked') ? 'blocked' : 'channels-first'
  }

  /** How much is saved when this operand takes the other one in: a convolution most, an affine some. */
  #eagerness(operand: Operand, layout: Layout): number {
    if (operand.value.layout !== layout) return 0
    const tail = this.#extend(operand)
    if (tail.addend) return 0
    if (tail.source.fused && !tail.scale) return 3
    return tail.scale || tail.offset ? 2 : 1
  }

  /**
   * What a consumer may build on. A pending affine over an existing tensor may be taken by every consumer
   * (each of them makes a pass over the tensor anyway); a convolution or an addend only by a single one.
   */
  #extend(operand: Operand): Tail {
    const { tail } = operand.value
    if (!tail) return this.#bare(operand)
    const cheap = tail.addend === null && tail.source.fused === null
    return operand.uses === 1 || cheap ? tail : this.#bare(operand)
  }

  #bare(operand: Operand): Tail {
    return this.#source(operand.value)
  }

  #source(value: Lowered): Tail {
    return { source: { bare: () => value.name, fused: null }, scale: null, offset: null, addend: null }
  }

  #emit(shape: readonly number[], layout: Layout, tail: Tail, relu: boolean): string {
    const { source, scale, offset } = tail
    const addend = tail.addend?.name ?? null
    if (source.fused && !scale) return source.fused(offset, addend, relu)
    return layout === 'blocked'
      ? this.#emitBlocked(shape, source, tail, addend, relu)
      : this.#emitPublic(shape, source, tail, addend, relu)
  }

  #emitBlocked(
    shape: readonly number[],
    source: TailSource,
    tail: Tail,
    addend: string | null,
    relu: boolean,
  ): string {
    const { builder } = this
    const channels = shape[3]!
    const bare = source.bare()
    if (!tail.scale && !tail.offset) {
      if (!addend) return relu ? builder.relu(bare) : bare
      if (!relu) return builder.op('Add', [bare, addend])
    }
    const weights = this.layouts.reshape(tail.scale ?? this.#filled(channels, 1), [channels, 1, 1, 1])
    const inputs = [bare, weights, tail.offset ?? (addend ? '' : null), addend].filter(
      (name) => name !== null,
    )
    const attributes = { kernel_shape: [1, 1], group: channels, ...(relu ? { activation: 'Relu' } : {}) }
    const sizes = { from: channels, to: channels, block: this.layouts.block!, columns: shape[2]! }
    return builder.blocked('Conv', inputs, attributes, sizes)
  }

  #emitPublic(
    shape: readonly number[],
    source: TailSource,
    tail: Tail,
    addend: string | null,
    relu: boolean,
  ): string {
    const { builder } = this
    const channels = shape[3]!
    let name = source.bare()
    if (tail.scale) {
      // A batch normalisation with mean 0 and variance 1 is an affine in one pass over the data.
      const zeros = this.#filled(channels, 0)
      const ones = this.#filled(channels, 1)
      name = builder.op('BatchNormalization', [name, tail.scale, tail.offset ?? zeros, zeros, ones], {
        epsilon: { float: 0 },
      })
    } else if (tail.offset) {
      name = builder.op('Add', [name, this.layouts.reshape(tail.offset, [1, channels, 1, 1])])
    }
    if (addend) name = builder.op('Add', [name, addend])
    return relu ? builder.relu(name) : name
  }

  #filled(channels: number, value: number): string {
    return this.builder.constant(`${channels} × ${value}`, 'float32', [channels], () =>
      new Float32Array(channels).fill(value),
    )
  }
}
