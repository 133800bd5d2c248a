/** A picture itself, where an address would be of no use: in a figure that is printed. */
import { z } from 'zod'
import { positiveCountSchema } from '../primitives'

/** Pictures of one question: those of a panel of images. */
export const MOST_FILES = 1000

export const pictureFileSchema = z.object({
  /** `data:image/png;base64,…`, one pixel for each of the image's. */
  source: z.string().startsWith('data:image/png;base64,'),
  height: positiveCountSchema,
  width: positiveCountSchema,
})
export type PictureFile = z.infer<typeof pictureFileSchema>
