/**
 * What the job process can be asked to do, and everything it says back: closed unions, checked by zod on
 * both sides. Paths are absolute; files it may write are temporary ones that the parent puts in place.
 */
import { z } from 'zod'
import { attackedImagesSchema, targetsRequestSchema } from './attack-study'
import {
  attackSummaryTaskSchema,
  attackTaskSchema,
  guardTaskSchema,
  spectrumTaskSchema,
} from './attack-tasks'
import { dataSetSpecificationSchema, imagesSchema, inspectedPartSchema } from './data-set'
import { deviceReportSchema } from './devices'
import { importMessages, importRequests } from './import'
import { selectionChoiceSchema, selectionFoundSchema, trainingSplitSchema } from './image-selection'
import { fingerprintSchema } from './fingerprint'
import { jsonObjectSchema } from './json'
import { lookMessages, lookRequests } from './look'
import { networkConfigurationSchema, weightsSchema } from './model'
import { pairListSchema } from './plans'
import { countSchema, deviceNameSchema, hashSchema, positiveCountSchema, seedSchema } from './primitives'
import { probeMessages, probeRequests, probeTasks } from './probe-tasks'
import { recipeSchema } from './recipe'
import { errorDataSchema } from './studies'

/** One epoch block of one training run. */
export const trainTaskSchema = z.object({
  kind: z.literal('train'),
  network: networkConfigurationSchema,
  recipe: recipeSchema,
  seed: seedSchema,
  /** Of the split into training and validation images; absent: the training seed. */
  splitSeed: seedSchema.exactOptional(),
  images: imagesSchema,
  /** Epochs finished before this block, and how many it adds. */
  from: countSchema,
  epochs: positiveCountSchema,
  /** Result of the block before: its JSON and its arrays; null for the first. */
  previous: z.object({ json: z.string(), arrays: z.string() }).nullable(),
  /** Principal components for the first block of a network that projects onto them. */
  components: z.string().exactOptional(),
})

/** The leading principal components of training images. */
export const componentsTaskSchema = z.object({
  kind: z.literal('components'),
  images: imagesSchema,
  count: positiveCountSchema,
})

/** The end of a training run: keeps the weights of its best epoch. */
export const keepTaskSchema = z.object({
  kind: z.literal('keep'),
  network: networkConfigurationSchema,
  previous: z.object({ json: z.string(), arrays: z.string() }),
})

/** Clean accuracy of the model that a training run has made. */
export const accuracyTaskSchema = z.object({
  kind: z.literal('accuracy'),
  network: networkConfigurationSchema,
  /** The model's weights. */
  weights: z.string(),
  test: imagesSchema.nullable(),
  /** For each class of the test images, the index of the network's own; absent: the same order. */
  classOrder: z.array(countSchema).exactOptional(),
  /** The training images: their validation split is measured when there is no test part. */
  train: imagesSchema,
  validationFraction: z.number().min(0).max(1),
  /** Of the training; with `splitSeed` absent it drew the split, too. */
  seed: seedSchema,
  splitSeed: seedSchema.exactOptional(),
})

/** Some mixing frequencies of one pairing seed (or of one list of pairs) for one model. */
export const hybridTaskSchema = z.object({
  kind: z.literal('hybrid'),
  model: weightsSchema,
  images: imagesSchema,
  /** Fractions of Nyquist. */
  fMix: z.array(z.number().min(0).max(1)).min(1),
  pairing: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('seeded'), seed: seedSchema }),
    z.object({ kind: z.literal('listed'), low: z.array(z.int()), high: z.array(z.int()) }),
  ]),
  batchSize: positiveCountSchema,
})

/** The curves and the reversal of one model, from the arrays of its hybrid units. */
export const reversalTaskSchema = z.object({
  kind: z.literal('reversal'),
  /** Per seed, the arrays of its blocks, in ascending f_mix. */
  seeds: z.array(z.array(z.string()).min(1)).min(1),
  fMix: z.array(z.number().min(0).max(1)).min(2),
  bootstrap: z.object({ resamples: positiveCountSchema, seed: seedSchema }),
})

/** Clean accuracy of one model. */
export const evaluateTaskSchema = z.object({
  kind: z.literal('evaluate'),
  model: weightsSchema,
  images: imagesSchema,
  batchSize: positiveCountSchema,
})

/** What can be a unit of a study: leaves a result under a key. */
export const unitTaskSchema = z.discriminatedUnion('kind', [
  trainTaskSchema,
  componentsTaskSchema,
  keepTaskSchema,
  accuracyTaskSchema,
  hybridTaskSchema,
  reversalTaskSchema,
  evaluateTaskSchema,
  attackTaskSchema,
  guardTaskSchema,
  attackSummaryTaskSchema,
  spectrumTaskSchema,
  ...probeTasks,
])
export type UnitTask = z.infer<typeof unitTaskSchema>
export type TrainTask = z.infer<typeof trainTaskSchema>
export type ComponentsTask = z.infer<typeof componentsTaskSchema>
export type KeepTask = z.infer<typeof keepTaskSchema>
export type AccuracyTask = z.infer<typeof accuracyTaskSchema>
export type HybridTask = z.infer<typeof hybridTaskSchema>
export type ReversalTask = z.infer<typeof reversalTaskSchema>
export type EvaluateTask = z.infer<typeof evaluateTaskSchema>
export type { AttackSummaryTask, AttackTask, GuardTask, SpectrumTask } from './attack-tasks'
export type {
  CorruptedImagesTask,
  CorruptionMeansTask,
  CorruptionSpectrumTask,
  CorruptionTask,
  FilterTask,
  FourierRowTask,
  ImageStatisticsTask,
} from './probe-tasks'
export type { ImagesChoice } from './data-set'
export type { WeightsChoice } from './model'

/** What the parent may ask: run a unit, or look something up that takes long or needs a device. */
export const jobRequestSchema = z.discriminatedUnion('request', [
  z.object({
    request: z.literal('unit'),
    task: unitTaskSchema,
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
    /** Where arrays may be written: a temporary file's path. */
    arraysPath: z.string(),
  }),
  z.object({ request: z.literal('devices'), check: z.boolean() }),
  /** What decides bits in a process that computes like this. */
  z.object({
    request: z.literal('fingerprint'),
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
  }),
  z.object({
    request: z.literal('inspect data set'),
    specifications: z.array(dataSetSpecificationSchema).min(1),
  }),
  /** Reads a CSV of pairs and checks it against the data set that it is for. */
  z.object({ request: z.literal('read pairs'), specification: dataSetSpecificationSchema, file: z.string() }),
  /** The images and targets of an attack: drawn from a part's labels, or read from a CSV and checked against them. */
  z.object({
    request: z.literal('choose targets'),
    specification: dataSetSpecificationSchema,
    selection: selectionChoiceSchema,
    /** Of a list of targets only the first so many; null: all. */
    most: positiveCountSchema.nullable(),
    /** Null: untargeted. */
    targets: targetsRequestSchema.nullable(),
  }),
  /** What a selection comes to on the images of a part. */
  z.object({
    request: z.literal('choose images'),
    specification: dataSetSpecificationSchema,
    selection: selectionChoiceSchema,
    trainedOn: z.array(trainingSplitSchema),
    /** Images that a file names instead; null: the selection chooses. */
    listed: z.array(countSchema).nullable(),
  }),
  ...lookRequests,
  ...probeRequests,
  ...importRequests,
])
export type JobRequest = z.infer<typeof jobRequestSchema>

export const unitOutcomeSchema = z.object({
  data: jsonObjectSchema,
  /** The arrays that were written to `arraysPath`; null when there are none. */
  arrays: z.object({ bytes: countSchema, sha256: hashSchema }).nullable(),
})
export type UnitOutcome = z.infer<typeof unitOutcomeSchema>

export const jobProgressSchema = z.object({
  /** Work done of this unit's work, in the unit's own measure (forward passes of one image). */
  work: z.number().min(0),
  imagesPerSecond: z.number().nullable(),
  label: z.string().nullable(),
})
export type JobProgress = z.infer<typeof jobProgressSchema>

/** Everything the job process says. `ready` once; then per request any number of `progress` and `log`, and one end. */
export const jobMessageSchema = z.discriminatedUnion('message', [
  z.object({ message: z.literal('ready') }),
  z.object({ message: z.literal('progress'), progress: jobProgressSchema }),
  z.object({
    message: z.literal('log'),
    level: z.enum(['info', 'warning']),
    text: z.string(),
    data: jsonObjectSchema.optional(),
  }),
  z.object({
    message: z.literal('unit result'),
    outcome: unitOutcomeSchema,
    fingerprint: fingerprintSchema.exactOptional(),
  }),
  z.object({ message: z.literal('fingerprint'), fingerprint: fingerprintSchema }),
  z.object({ message: z.literal('devices'), devices: z.array(deviceReportSchema) }),
  z.object({ message: z.literal('inspected'), parts: z.array(inspectedPartSchema) }),
  z.object({ message: z.literal('pairs'), pairs: pairListSchema }),
  z.object({
    message: z.literal('chosen images'),
    found: selectionFoundSchema.extend({ images: countSchema }),
  }),
  z.object({ message: z.literal('targets'), images: attackedImagesSchema }),
  ...lookMessages,
  ...probeMessages,
  ...importMessages,
  z.object({ message: z.literal('error'), error: errorDataSchema }),
])
export type JobMessage = z.infer<typeof jobMessageSchema>
