/** What the page of filters asks beyond the studies' results. Invariant: pictures are addresses (`image/…`). */
import { z } from 'zod'
import { method } from '../../method'
import { fractionSchema } from '../../primitives'
import { chosenImages, imageUrl, shownImageSchema } from '../../shown-things'

export const filterPreviewSchema = z.object({
  images: z.array(shownImageSchema),
  /** Per cut-off, `urls` in the order of the images. */
  cutOffs: z.array(
    z.object({
      /** Fraction of Nyquist. */
      cutOff: fractionSchema,
      lowPass: z.array(imageUrl),
      highPass: z.array(imageUrl),
    }),
  ),
})

export const filterMethods = {
  'filter.preview': method(
    z.strictObject({ ...chosenImages, cutOffs: z.array(fractionSchema).min(1).max(30) }),
    filterPreviewSchema,
  ),
} as const
