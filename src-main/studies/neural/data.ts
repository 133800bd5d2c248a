/** What the units of measurements of populations leave in their results: the shapes of `data`. */
import type { z } from 'zod'
import {
  manifoldFoundSchema,
  modelSimilaritySchema,
  populationSimilaritySchema,
  tuningFoundSchema,
} from '../../contract/kinds/neural/results'

export const tuningDataSchema = tuningFoundSchema
export const manifoldDataSchema = manifoldFoundSchema
/** Of the population's own products; its arrays are those. */
export const productsDataSchema = populationSimilaritySchema
export const layersDataSchema = modelSimilaritySchema.pick({ layers: true })
export type LayersData = z.infer<typeof layersDataSchema>
