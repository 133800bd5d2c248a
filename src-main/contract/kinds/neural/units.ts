/** What the units of measurements of populations leave in their results: the shapes of `data`. */
import { z } from 'zod'
import {
  manifoldFoundSchema,
  maximalNeuronSchema,
  modelSimilaritySchema,
  populationSimilaritySchema,
  tuningFoundSchema,
} from './results'

export const tuningDataSchema = tuningFoundSchema
export const manifoldDataSchema = manifoldFoundSchema
/** Of the population's own products; its arrays are those. */
export const productsDataSchema = populationSimilaritySchema
export const layersDataSchema = modelSimilaritySchema.pick({ layers: true, chosen: true })
export type LayersData = z.infer<typeof layersDataSchema>
/** Of some neurons; its arrays are their images and spectra. */
export const maximalDataSchema = z.object({ neurons: z.array(maximalNeuronSchema) })

export const neuralUnits = {
  'neural tuning': tuningDataSchema,
  'neural manifold': manifoldDataSchema,
  'neural products': productsDataSchema,
  'neural similarity': layersDataSchema,
  'neural maximal': maximalDataSchema,
} as const
