/**
 * Turns a plan into an ONNX model: lowers each node in order, hands every operator its operands, and
 * declares the outputs. Operators (`operators/`) do the rest with the help of `layouts.ts` and `tails.ts`.
 */
import type { Operand, Val } from './graph'
import { Layouts } from './layouts'
import type { Lowered } from './lowered'
import { plain } from './lowered'
import { ModelBuilder } from './model-builder'
import type { Plan } from './plan'
import { Tails } from './tails'

/** What decides how a graph is lowered, besides the graph; part of every session's key. */
export interface LoweringOptions {
  /** Channels per block of ONNX Runtime's internal layout, or null for public operators only. */
  block: number | null
}

export interface LoweredModel {
  model: Uint8Array
  constantBytes: number
  /** Names of the model's inputs, in the order of the plan's variable leaves. */
  inputs: string[]
  /** Names of the model's outputs, in the order of the plan's outputs. */
  outputs: string[]
}

export class Lowering {
  readonly builder = new ModelBuilder()
  readonly layouts: Layouts
  readonly tails: Tails

  constructor(readonly options: LoweringOptions) {
    this.layouts = new Layouts(this.builder, options.block)
    this.tails = new Tails(this.builder, this.layouts)
  }

  /** Shorthand for the commonest case: an operator with one output. */
  op: ModelBuilder['op'] = (type, inputs, attributes, domain) =>
    this.builder.op(type, inputs, attributes, domain)

  /** The operand's numbers in row-major order under another shape of the same size. */
  view(operand: Operand, shape: readonly number[]): Lowered {
    return plain(operand.dtype, shape, () => this.layouts.reshape(this.layouts.whole(operand), shape))
  }

  lower(plan: Plan): LoweredModel {
    const values = new Map<Val, Lowered>()
    const inputs: string[] = []
    for (const leaf of plan.leaves) {
      if (leaf.frozen) {
        const name = (): string =>
          this.builder.constant(`leaf ${leaf.id}`, leaf.dtype, leaf.shape, () => leaf.data!)
        values.set(leaf, plain(leaf.dtype, leaf.shape, name))
      } else {
        const name = this.builder.input(leaf.dtype, leaf.shape)
        inputs.push(name)
        values.set(leaf, plain(leaf.dtype, leaf.shape, name))
      }
    }
    for (const node of plan.nodes) {
      const operands = node.inputs.map(({ val, shape }): Operand => {
        const value = values.get(val)!
        return {
          value,
          shape,
          dtype: val.dtype,
          uses: plan.uses(val),
          constant: val.frozen ? val.data : null,
          key: val.id,
        }
      })
      const results = node.operator.lower(this, operands, node.attributes, node.outputs)
      results.forEach((result, i) => values.set(node.outputs[i]!, result))
    }
    const outputs = plan.outputs.map((val) => {
      const value = values.get(val)!
      const whole = this.layouts.whole({
        value,
        shape: val.shape,
        dtype: val.dtype,
        uses: 1,
        constant: null,
        key: val.id,
      })
      return this.builder.output(whole, val.dtype, val.shape)
    })
    return { model: this.builder.encode(), constantBytes: this.builder.constantBytes, inputs, outputs }
  }
}
