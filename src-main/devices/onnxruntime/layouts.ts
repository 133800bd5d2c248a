/**
 * Conversions between the layouts of `lowered.ts`, each written at most once per value.
 * The blocked layout exists only where the probe has found its block size (blocked-probe.ts).
 */
import { sizeOf } from './values'
import type { ElementType } from './values'
import type { Operand } from './operand'
import { Lowered } from './lowered'
import type { Layout } from './lowered'
import type { ModelBuilder } from './model-builder'

export const ONNX_ELEMENT: Record<ElementType, number> = { float32: 1, int32: 6, bool: 9 }

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i])
}

/** The shape of a numpy-style broadcast; the operands are known to be compatible. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const left = a[a.length - rank + i] ?? 1
    const right = b[b.length - rank + i] ?? 1
    return left === 1 ? right : left
  })
}

export class Layouts {
  readonly #converted = new Map<Lowered, Map<Layout, Lowered>>()

  constructor(
    readonly builder: ModelBuilder,
    /** Channels per block, or null where the blocked layout is not available. */
    readonly block: number | null,
  ) {}

  /** Whether images of this many channels can lie blocked. */
  canBlock(channels: number): boolean {
    return this.block !== null && channels % this.block === 0
  }

  /** The operand in row-major order with exactly its shape: nothing broadcast, nothing pending. */
  whole(operand: Operand): string {
    const value = this.to(operand.value, 'plain')
    if (sameShape(value.stored, operand.shape)) return value.name
    if (!value.isBroadcast) return this.reshape(value.name, operand.shape)
    if (sizeOf(value.stored) === 1)
      return this.#expand(this.#ones(value, operand.shape.length), operand.shape)
    const expanded = this.#expand(value.name, value.shape)
    return sameShape(value.shape, operand.shape) ? expanded : this.reshape(expanded, operand.shape)
  }

  /** The operand in row-major order for operators that broadcast: dimensions of 1 may stand for larger ones. */
  broadcastable(operand: Operand): { name: string; stored: readonly number[] } {
    const value = this.to(operand.value, 'plain')
    if (sameShape(value.shape, operand.shape)) return { name: value.name, stored: value.stored }
    if (sizeOf(value.stored) === 1 && value.isBroadcast) {
      return { name: this.#ones(value, operand.shape.length), stored: operand.shape.map(() => 1) }
    }
    return { name: this.whole(operand), stored: operand.shape }
  }

  reshape(name: string, shape: readonly number[]): string {
    return this.builder.op('Reshape', [name, this.builder.integers(shape)], { allowzero: 1 })
  }

  cast(name: string, dtype: ElementType): string {
    return this.builder.op('Cast', [name], { to: ONNX_ELEMENT[dtype] })
  }

  /** The same value in another layout. A broadcast value becomes whole on its way to a channel layout. */
  to(value: Lowered, layout: Layout): Lowered {
    if (value.layout === layout) return value
    let known = this.#converted.get(value)
    if (!known) this.#converted.set(value, (known = new Map<Layout, Lowered>()))
    let result = known.get(layout)
    if (!result) {
      const emit =
        value.dtype === 'float32' || (value.layout !== 'blocked' && layout !== 'blocked')
          ? this.#convert(value, layout)
          : this.#convertAsFloat(value, layout)
      known.set(layout, (result = new Lowered(value.dtype, value.shape, value.shape, layout, emit)))
    }
    return result
  }

  /** ONNX Runtime reorders blocks of float32 only; 0/1 masks survive the trip through it. */
  #convertAsFloat(value: Lowered, layout: Layout): () => string {
    const asFloat = new Lowered('float32', value.shape, value.stored, value.layout, () =>
      this.cast(value.name, 'float32'),
    )
    return () => this.cast(this.to(asFloat, layout).name, value.dtype)
  }

  #convert(value: Lowered, layout: Layout): () => string {
    const { builder } = this
    const [n, h, w, c] = value.shape as [number, number, number, number]
    const sameOrder = c === 1 || h * w === 1
    const sizes = { from: c, to: c, block: this.block ?? 1, columns: w }
    // One block is all the channels there are: the blocked order is the plain one.
    if (
      c === this.block &&
      (layout === 'plain' || value.layout === 'plain') &&
      layout !== 'channels-first' &&
      value.layout !== 'channels-first'
    ) {
      const target = layout === 'plain' ? value.shape : [n, c, h, w]
      return () =>
        this.reshape(value.isBroadcast ? this.#expand(value.name, value.shape) : value.name, target)
    }
    if (value.layout === 'blocked') {
      if (h * w === 1) return () => this.reshape(value.name, layout === 'plain' ? value.shape : [n, c, 1, 1])
      const channelsLast = layout === 'plain' ? { channels_last: 1 } : {}
      return () => builder.blocked('ReorderOutput', [value.name], { channels: c, ...channelsLast }, sizes)
    }
    if (layout === 'plain') {
      if (sameOrder) return () => this.reshape(value.name, value.shape)
      return () => builder.op('Transpose', [value.name], { perm: [0, 2, 3, 1] })
    }
    const whole = (): string => (value.isBroadcast ? this.#expand(value.name, value.shape) : value.name)
    if (layout === 'channels-first') {
      if (sameOrder) return () => this.reshape(whole(), [n, c, h, w])
      return () => builder.op('Transpose', [whole()], { perm: [0, 3, 1, 2] })
    }
    if (h * w === 1) return () => this.reshape(whole(), [n, c, 1, 1])
    const channelsLast = value.layout === 'plain' ? { channels_last: 1 } : {}
    return () => builder.blocked('ReorderInput', [whole()], channelsLast, sizes)
  }

  #expand(name: string, shape: readonly number[]): string {
    return this.builder.op('Expand', [name, this.builder.integers(shape)])
  }

  /** A single number under a shape of ones. */
  #ones(value: Lowered, rank: number): string {
    return value.stored.length === rank
      ? value.name
      : this.reshape(
          value.name,
          Array.from({ length: rank }, () => 1),
        )
  }
}
