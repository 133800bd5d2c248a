/**
 * What an operator (`operators/`) is lowered with: the model that is being written, layouts and tails. What calls the
 * operators is lower-plan.ts.
 */
import type { Operand } from './operand'
import { Layouts } from './layouts'
import type { Lowered } from './lowered'
import { plain } from './lowered'
import { ModelBuilder } from './model-builder'
import { Tails } from './tails'

/** What decides how a graph is lowered, besides the graph; part of every session's key. */
export interface LoweringOptions {
  /** Channels per block of ONNX Runtime's internal layout, or null for public operators only. */
  block: number | null
  /** Execution provider of ONNX Runtime (session-options.ts). */
  provider: string
}

export class Lowering {
  readonly builder: ModelBuilder
  readonly layouts: Layouts
  readonly tails: Tails

  constructor(readonly options: LoweringOptions) {
    this.builder = new ModelBuilder(options.provider === 'webgpu')
    this.layouts = new Layouts(this.builder, options.block)
    this.tails = new Tails(this.builder, this.layouts)
  }

  /** Shorthand for the commonest case: an operator with one output. */
  op: ModelBuilder['op'] = (type, inputs, attributes, domain) =>
    this.builder.op(type, inputs, attributes, domain)

  /**
   * The image and attributes of a convolution of channels-first images. The WebGPU provider forgets the padding at the bottom and
   * right of an image that is as large as the filter: uneven padding is written out for it.
   */
  padded<Window extends { pads: number[] }>(image: string, window: Window): [string, Window] {
    const [top = 0, left = 0, bottom = 0, right = 0] = window.pads
    if (this.options.provider !== 'webgpu' || (top === bottom && left === right)) return [image, window]
    const amounts = this.builder.integers([0, 0, top, left, 0, 0, bottom, right])
    return [this.op('Pad', [image, amounts, this.builder.scalar(0)]), { ...window, pads: [0, 0, 0, 0] }]
  }

  /** The operand's numbers in row-major order under another shape of the same size. */
  view(operand: Operand, shape: readonly number[]): Lowered {
    return plain(operand.dtype, shape, () => this.layouts.reshape(this.layouts.whole(operand), shape))
  }
}
