/** How much is collected of one pickle, and the refusal of tensors that only pretend to be large. */
import { UserError } from '../../contract/errors'

/** Dictionaries inside dictionaries; training scripts nest four or five. */
export const MAX_DEPTH = 40
/** A jarvis archive has some for each of its records. */
export const MAX_DICTIONARIES = 20_000
export const MAX_NOTES = 5_000

/** Views may share numbers (tied weights, a model beside its attacked copy), but not hundreds of times. */
export function contradictoryTotal(file: string, numbers: number): UserError {
  return new UserError(
    'input',
    `${file} was made to deceive: its tensors claim ${numbers} numbers, many times more than it holds; get the file again from where it comes from.`,
  )
}
