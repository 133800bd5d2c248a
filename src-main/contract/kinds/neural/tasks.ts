/** The units of measurements of populations, as the job process is asked for them. */
import { z } from 'zod'
import { imagesSchema } from '../../data-set'
import { weightsSchema } from '../../model'
import { populationChoiceSchema } from '../../population'
import { countSchema, positiveCountSchema, seedSchema } from '../../primitives'
import { tuningRuleSchema } from './results'
import { scalingSchema } from './scaling'

const shown = {
  population: populationChoiceSchema,
  /** Null: the recording's own. */
  images: imagesSchema.nullable(),
  /** Of a recording's own images so many; null: all. */
  most: positiveCountSchema.nullable(),
  batchSize: positiveCountSchema,
}

export const tuningTaskSchema = z.object({
  kind: z.literal('neural tuning'),
  population: populationChoiceSchema,
  rule: tuningRuleSchema,
  frequencies: z.array(z.number()).nullable(),
})
export type TuningTask = z.infer<typeof tuningTaskSchema>

export const manifoldTaskSchema = z.object({
  kind: z.literal('neural manifold'),
  ...shown,
  components: positiveCountSchema,
  scaling: scalingSchema,
  seed: seedSchema,
})
export type ManifoldTask = z.infer<typeof manifoldTaskSchema>

/** Products of the images by the population's responses. */
export const populationProductsTaskSchema = z.object({
  kind: z.literal('neural products'),
  ...shown,
  scaling: scalingSchema,
  seed: seedSchema,
})
export type PopulationProductsTask = z.infer<typeof populationProductsTaskSchema>

/** One model's layers against them. */
export const layerSimilarityTaskSchema = z.object({
  kind: z.literal('neural similarity'),
  ...shown,
  model: weightsSchema,
  layers: z.array(z.string()).nullable(),
  spatialMean: z.boolean(),
  /** Arrays of the unit with the population's products. */
  products: z.string(),
  seed: seedSchema,
})
export type LayerSimilarityTask = z.infer<typeof layerSimilarityTaskSchema>

/** Some neurons' tuning curves and the images that drive them most. */
export const maximalTaskSchema = z.object({
  kind: z.literal('neural maximal'),
  population: populationChoiceSchema,
  neurons: z.array(countSchema).min(1),
  norm: z.number().positive(),
  steps: positiveCountSchema,
  seed: seedSchema,
  /** Arrays of the unit with the tuning of all. */
  curves: z.string(),
})
export type MaximalTask = z.infer<typeof maximalTaskSchema>

export const neuralTaskSchemas = [
  tuningTaskSchema,
  manifoldTaskSchema,
  populationProductsTaskSchema,
  layerSimilarityTaskSchema,
  maximalTaskSchema,
] as const
