import type { Lowered } from './lowered'
import type { ElementType, Values } from './values'

/** What an operator's lowering is given for each input: the lowered value, seen under the input's shape. */
export interface Operand {
  value: Lowered
  shape: number[]
  dtype: ElementType
  /** How many nodes of the plan use the value, plus one if it is an output. */
  uses: number
  /** Names the value: two operands with the same key are the same tensor. */
  key: number
  /** The data of a frozen leaf, for lowerings that rearrange weights once instead of at every run. */
  constant: Values | null
}
