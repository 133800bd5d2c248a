/** What the units of a corruption study leave in their results: the shapes of `data`. */
import { z } from 'zod'
import { corruptionIntervalsSchema } from './study'
import { corruptionTypeSchema, severitySchema } from './corruptions'
import { positiveCountSchema, proportionSchema } from '../../primitives'
import { withPossibleAccuracy } from '../../possible-accuracy'

const place = { type: corruptionTypeSchema, severity: severitySchema }

/** Of a cell; its arrays are predicted (int16), confidence, label, index [images]. */
export const cellDataSchema = z.object({
  ...place,
  accuracy: proportionSchema,
  /** Mean softmax probability of the answer. */
  confidence: z.number(),
  /** Images that there are, where the cell ended at a precision. */
  of: positiveCountSchema.exactOptional(),
})
export type CellData = z.infer<typeof cellDataSchema>

/** Of all cells of a model. */
export const meansDataSchema = z.object({ intervals: corruptionIntervalsSchema })

/** Of a spectrum; its arrays are power [height, width] (un-shifted, DC NaN), thresholds, cumulative. */
export const spectrumDataSchema = z.object({
  ...place,
  images: positiveCountSchema,
  /** Cycles/pixel. */
  thresholds: z.array(z.number()),
  /** 0 … 1; null where there is no power at all. */
  cumulative: z.array(z.number().nullable()),
  /** Per coefficient, DC left out. */
  meanPower: z.number(),
})
export type SpectrumData = z.infer<typeof spectrumDataSchema>

export const corruptionUnits = {
  corruption: withPossibleAccuracy(cellDataSchema),
  'corruption means': meansDataSchema,
  'corrupted images': spectrumDataSchema.pick({ type: true, severity: true, images: true }),
  'corruption spectrum': spectrumDataSchema,
} as const
