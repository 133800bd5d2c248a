/**
 * Measurements of populations of neurons: which spatial frequencies they prefer (neural N.3), what their manifold responds
 * to (N.4), which models represent images as they do (N.5), what drives single neurons most (N.3).
 */
import { z } from 'zod'
import { dataChoiceSchema, modelChoiceSchema } from '../../studies/choices'
import { imageSelectionRequest, measuredImagesSchema } from '../../images/selection'
import { populationKindSchema } from '../../population'
import {
  countSchema,
  deviceNameSchema,
  hashSchema,
  idSchema,
  positiveCountSchema,
  seedSchema,
  unique,
} from '../../primitives'
import {
  manifoldFoundSchema,
  maximalFoundSchema,
  modelSimilaritySchema,
  populationSimilaritySchema,
  tuningFoundSchema,
  tuningRuleSchema,
} from './results'
import { USUAL_SCALING, scalingSchema } from './scaling'

const name = z.string().min(1)

/** What is asked of the population. */
export const neuralQuestionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tuning'),
    rule: tuningRuleSchema.default('peak'),
    /** In cycles/degree, or in cycles/image without a field of view; null: those of N.3, moved by octaves to suit. */
    frequencies: z.array(z.number().positive()).min(3).max(64).nullable().default(null),
  }),
  z.object({
    kind: z.literal('manifold'),
    components: positiveCountSchema.max(200).default(10),
    scaling: scalingSchema.default('none'),
    /** Of the random rotation and of the splits of repeats. */
    seed: seedSchema.default(0),
  }),
  z.object({
    kind: z.literal('similarity'),
    /** Null: the sections of each model. */
    layers: z
      .array(name)
      .min(1)
      .max(50)
      .refine(unique, 'each layer may be named once')
      .nullable()
      .default(null),
    scaling: scalingSchema.default(USUAL_SCALING),
    /** Maps averaged over their places before they are compared. */
    spatialMean: z.boolean().default(false),
    seed: seedSchema.default(0),
  }),
  z.object({
    kind: z.literal('maximal'),
    /** Counted from 0; null: drawn by `random` and `seed`. A plan has them. */
    neurons: z
      .array(countSchema)
      .min(1)
      .max(1000)
      .refine(unique, 'each neuron may be named once')
      .nullable()
      .default(null),
    random: positiveCountSchema.max(1000).default(24),
    /** Largest L2 norm of an image in standardised units; null: an RMS contrast of a quarter. */
    norm: z.number().positive().max(1e4).nullable().default(null),
    steps: positiveCountSchema.min(10).max(5000).default(200),
    /** Of the draw of neurons, and of the noise that the ascent begins with. */
    seed: seedSchema.default(0),
  }),
])
export type NeuralQuestion = z.infer<typeof neuralQuestionSchema>
export type NeuralQuestionKind = NeuralQuestion['kind']

export const neuralRequestSchema = z.object({
  kind: z.literal('neural'),
  title: name.optional(),
  /** By id, name or unique beginning of the id. */
  population: name,
  question: neuralQuestionSchema,
  /** Of similarity only. */
  models: z.array(name).default([]),
  /** Images to show; tuning needs none, and a recording has its own. */
  dataSet: name.optional(),
  split: name.optional(),
  /** Absent: 1000 for a manifold, 500 for similarities. */
  ...imageSelectionRequest,
  batchSize: positiveCountSchema.max(4096).default(64),
  device: deviceNameSchema.optional(),
})
export type NeuralRequest = z.output<typeof neuralRequestSchema>

/** A population and what it was when the plan was made: its content and everything that was chosen about it. */
export const plannedPopulationSchema = z.object({ id: idSchema, identity: hashSchema })

export const neuralPlanSchema = z.object({
  kind: z.literal('neural'),
  population: plannedPopulationSchema,
  question: neuralQuestionSchema,
  models: z.array(modelChoiceSchema),
  /** Null: none are needed, or the recording's own. */
  data: dataChoiceSchema.nullable(),
  /** Of a recording's own images so many, those with most repeats first; null: not asked. */
  most: positiveCountSchema.nullable(),
  batchSize: positiveCountSchema,
  device: deviceNameSchema,
})
export type NeuralPlan = z.infer<typeof neuralPlanSchema>

export const neuralResultSchema = z.object({
  kind: z.literal('neural'),
  study: idSchema,
  question: z.enum(['tuning', 'manifold', 'similarity', 'maximal']),
  population: z.object({
    id: idSchema,
    name: z.string(),
    kind: populationKindSchema,
    species: z.string().nullable(),
    area: z.string().nullable(),
    /** Degrees that a square image is wide where it is shown; null: not known, and nothing in degrees. */
    fieldOfView: z.number().nullable(),
    /** Pixels of it. */
    side: positiveCountSchema,
  }),
  /** Which images were shown; absent: gratings, or the recording's own. */
  which: measuredImagesSchema.exactOptional(),
  /** Stored results of it that cannot be read, one sentence each. */
  notices: z.array(z.string()).exactOptional(),
  tuning: tuningFoundSchema.nullable(),
  manifold: manifoldFoundSchema.nullable(),
  similarity: populationSimilaritySchema.nullable(),
  /** Single neurons and the images that drive them most. */
  maximal: maximalFoundSchema.nullable(),
  /** Of similarities only. */
  models: z.array(modelSimilaritySchema),
  /** Models that are not finished. */
  missing: z.array(idSchema),
})
export type NeuralResult = z.infer<typeof neuralResultSchema>
