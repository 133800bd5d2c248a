import type { Lowered } from './lowered'
import type { Lowering } from './lowering'
import type { Operand } from './operand'
import type { Attributes, Specification } from './values'

/** One tfjs kernel: how its outputs look, and which ONNX operators compute them. */
export interface Operator {
  /** tfjs's kernel name. */
  name: string
  /** Names of the inputs in tfjs's map, in order; `'*'` takes an array of inputs. */
  inputs: readonly string[]
  /** True when the kernel returns a list even of one output. */
  several?: boolean
  /** Shapes and types of the outputs; throws a sentence when the inputs do not fit. */
  infer(inputs: Specification[], attributes: Attributes): Specification[]
  lower(lowering: Lowering, inputs: Operand[], attributes: Attributes, outputs: Specification[]): Lowered[]
}
