/** Operands as images, for the operators that work on images. */
import type { Operand } from '../operand'
import { sameShape } from '../layouts'
import type { Lowered } from '../lowered'
import type { Lowering } from '../lowering'

/** The operand as a 4-D image value in whatever layout it lies, whatever shape it was made with. */
export function imageOf(lowering: Lowering, operand: Operand): Lowered {
  return sameShape(operand.value.shape, operand.shape) ? operand.value : lowering.view(operand, operand.shape)
}
