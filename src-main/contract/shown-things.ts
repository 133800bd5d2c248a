/** What pages show: images, as addresses that the host answers with PNG, and curves over spatial frequency. */
import { z } from 'zod'
import { countSchema } from './primitives'

export const imageUrl = z.string().regex(/^image\//)
export const shownPicture = z.object({ url: imageUrl })

/** An image of a data set; `label`: the name of its class. */
export const imageReferenceSchema = z.object({ index: countSchema, label: z.string(), url: imageUrl })

/** Images of a data set to look at. */
export const chosenImages = {
  dataSet: z.string().min(1),
  /** Null: the part that studies measure on. */
  split: z.string().nullable().default(null),
  /** Indices in that part. */
  images: z.array(countSchema).min(1).max(20),
}

/** A row of images by index, each with what was made of it. */
export const shownImageSchema = z.object({
  index: countSchema,
  /** Name of the class. */
  label: z.string(),
  clean: shownPicture,
})

export type ShownImage = z.infer<typeof shownImageSchema>

/** A curve over spatial frequency. */
export const curveOverFrequency = {
  /** Cycles per pixel, ascending. */
  frequencies: z.array(z.number()),
}
