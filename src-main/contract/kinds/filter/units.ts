/** What the units of a filter study leave in their results: the shapes of `data`. */
import { z } from 'zod'
import { filterPointSchema } from './study'
import { positiveCountSchema } from '../../primitives'

/** Of a block of cut-offs; its arrays are cut_off, predicted, confidence [cut-offs, images], label, index [images]. */
export const filterDataSchema = z.object({ points: z.array(filterPointSchema) })
export type FilterData = z.infer<typeof filterDataSchema>

/** One set of images. */
export const measuredSetSchema = z.object({
  /** Counts of pixel values in equal bins of [0,1]. */
  histogram: z.array(z.number()),
  /** Mean power of each ring. */
  power: z.array(z.number()),
})
export type MeasuredSet = z.infer<typeof measuredSetSchema>

/** Of natural images, or of what a cut-off makes of them. */
export const statisticsDataSchema = z.object({
  images: positiveCountSchema,
  /** Radii of the rings in cycles/pixel. */
  frequencies: z.array(z.number()),
  sets: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('natural'),
      all: measuredSetSchema,
      /** Every other image, from the first and from the second. */
      halves: z.tuple([measuredSetSchema, measuredSetSchema]),
    }),
    z.object({
      kind: z.literal('cut-off'),
      hybrid: measuredSetSchema,
      'low-pass': measuredSetSchema,
      'high-pass': measuredSetSchema,
    }),
  ]),
})
export type StatisticsData = z.infer<typeof statisticsDataSchema>

export const filterUnits = {
  filter: filterDataSchema,
  'image statistics': statisticsDataSchema,
} as const
