/** What the units of measurements of populations leave in their results: the shapes of `data`. */
import { z } from 'zod'
import {
  manifoldFoundSchema,
  maximalNeuronSchema,
  modelSimilaritySchema,
  populationSimilaritySchema,
  tuningFoundSchema,
} from '../../contract/kinds/neural/results'
import type { StudyKind } from '../study'

export const tuningDataSchema = tuningFoundSchema
export const manifoldDataSchema = manifoldFoundSchema
/** Of the population's own products; its arrays are those. */
export const productsDataSchema = populationSimilaritySchema
export const layersDataSchema = modelSimilaritySchema.pick({ layers: true, chosen: true })
export type LayersData = z.infer<typeof layersDataSchema>
/** Of some neurons; its arrays are their images and spectra. */
export const maximalDataSchema = z.object({ neurons: z.array(maximalNeuronSchema) })

export const neuralUnitData: StudyKind<'neural'>['unitData'] = {
  'neural tuning': { schema: tuningDataSchema },
  'neural manifold': { schema: manifoldDataSchema },
  'neural products': { schema: productsDataSchema },
  'neural similarity': { schema: layersDataSchema },
  'neural maximal': { schema: maximalDataSchema },
}
