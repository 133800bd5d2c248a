/** What the page of filters asks beyond the studies' results. Invariant: pictures are addresses (`image/…`). */
import { z } from 'zod'
import { method } from '../../method'
import { mixingFrequencySchema } from '../../frequency-schemas'
import { chosenImages, imageUrl, shownImageSchema } from '../../shown-things'

export const filterPreviewSchema = z.object({
  images: z.array(shownImageSchema),
  /** Per cut-off, `urls` in the order of the images. */
  cutOffs: z.array(
    z.object({
      /** Fraction of Nyquist. */
      cutOff: mixingFrequencySchema,
      lowPass: z.array(imageUrl),
      highPass: z.array(imageUrl),
    }),
  ),
})

export const filterMethods = {
  'filter.preview': method(
    z.strictObject({ ...chosenImages, cutOffs: z.array(mixingFrequencySchema).min(1).max(30) }),
    filterPreviewSchema,
  ),
} as const
