/** Frequencies in stored files and messages: a number outside its range is refused, and one inside carries its unit from there on. */
import { z } from 'zod'

/** f_mix, or the cut-off of a filter: a fraction of Nyquist from 0 to 1 (methods C.1), of the type `FractionOfNyquist`. */
export const mixingFrequencySchema = z.number().min(0).max(1).brand<'fraction of Nyquist'>()
