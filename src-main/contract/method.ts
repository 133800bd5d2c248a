/** How a method of the contract is declared: the schema of what is asked, and of what comes back. */
import type { z } from 'zod'

export function method<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
): { input: Input; output: Output } {
  return { input, output }
}
