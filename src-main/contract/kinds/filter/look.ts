/** Pictures of low- and high-passed images, as the job process is asked for them. */
import { z } from 'zod'
import { imagesSchema } from '../../data-set'
import { countSchema } from '../../primitives'
import { filterKindSchema } from './options'

export const filterPictures = [
  z.object({
    kind: z.literal('filtered'),
    images: imagesSchema,
    index: countSchema,
    filter: filterKindSchema,
    /** Fraction of Nyquist. */
    cutOff: z.number().min(0).max(1),
  }),
] as const
