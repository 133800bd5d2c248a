/** The Fourier spectrum of one picture that the window shows: of the numbers that it is drawn from, not of its PNG. */
import { z } from 'zod'
import { positiveCountSchema } from '../primitives'

export const pictureSpectrumSchema = z.object({
  height: positiveCountSchema,
  width: positiveCountSchema,
  /**
   * log₁₀ of |fft2|² (no factor; mean of the channels; pixel values as networks see them, black 0 and white 1), row-major, DC
   * in the centre [⌊height/2⌋, ⌊width/2⌋]; null at DC, and where there is no power beyond rounding.
   */
  values: z.array(z.number().nullable()),
  /** Of all pixel values: what DC says. */
  meanPixel: z.number(),
})
export type PictureSpectrum = z.infer<typeof pictureSpectrumSchema>
