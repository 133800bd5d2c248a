/**
 * Turns a plan into an ONNX model: lowers each node in order, hands every operator its operands, and
 * declares the outputs. Operators (`operators/`) do the rest with the help of `layouts.ts` and `tails.ts`.
 */
import { plain } from './lowered'
import { nodesForProcessor } from './placement'
import type { Val } from './graph'
import type { Lowered } from './lowered'
import type { Lowering } from './lowering'
import type { Operand } from './operand'
import type { Plan } from './plan'

export interface LoweredModel {
  model: Uint8Array
  constantBytes: number
  /** Names of the model's inputs, in the order of the plan's variable leaves. */
  inputs: string[]
  /** Names of the model's outputs, in the order of the plan's outputs. */
  outputs: string[]
  /** Names of operators that the provider must leave to the processor. */
  onProcessor: string[]
}

/** @param lowering a fresh one */
export function lowerPlan(plan: Plan, lowering: Lowering): LoweredModel {
  const values = new Map<Val, Lowered>()
  const inputs: string[] = []
  for (const leaf of plan.leaves) {
    if (leaf.frozen) {
      const name = (): string =>
        lowering.builder.constant(`leaf ${leaf.id}`, leaf.dtype, leaf.shape, () => leaf.data!)
      values.set(leaf, plain(leaf.dtype, leaf.shape, name))
    } else {
      const name = lowering.builder.input(leaf.dtype, leaf.shape)
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
    const results = node.operator.lower(lowering, operands, node.attributes, node.outputs)
    results.forEach((result, i) => values.set(node.outputs[i]!, result))
  }
  const outputs = plan.outputs.map((val) => {
    const value = values.get(val)!
    const whole = lowering.layouts.whole({
      value,
      shape: val.shape,
      dtype: val.dtype,
      uses: 1,
      constant: null,
      key: val.id,
    })
    return lowering.builder.output(whole, val.dtype, val.shape)
  })
  const { builder, options } = lowering
  const onProcessor = nodesForProcessor(options.provider, builder.nodes, builder.negative)
  return { model: builder.encode(), constantBytes: builder.constantBytes, inputs, outputs, onProcessor }
}
