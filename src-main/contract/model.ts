/**
 * A model as it is stored (`models/ID/model.json`): what rebuilds it (configuration + weights), where it
 * came from, and how well it does on clean images. The normaliser and the blur are part of it.
 */
import { z } from 'zod'
import { ARCHITECTURE_NAMES } from './architectures'
import { trainingSplitSchema } from './images/selection'
import { startFromOfModelSchema } from './kinds/sweep/start-from'
import {
  countSchema,
  hashSchema,
  idSchema,
  momentSchema,
  positiveCountSchema,
  proportionSchema,
  seedSchema,
  sigmaSchema,
  wordsSchema,
  noteSchema,
} from './primitives'
import {
  ACTIVATIONS,
  DILATED_SECTIONS,
  PADDING_MODES,
  SECTION_POOLINGS,
  SHORTCUT_INPUTS,
  SHORTCUT_PIXELS,
  SHORTCUT_ZEROS,
  STEM_POOLINGS,
} from './import/readings'
import { shown } from './shown'

/** The groups of models; each has a colour of its own in every figure. */
export const groupSchema = z.enum([
  'baseline',
  'blur',
  'mouse-regularised',
  'monkey-regularised',
  'regularised (simulated)',
  'adversarially trained',
  'corruption-robust',
  'PCA',
  'stochastic',
  'control',
  'other',
])
export type Group = z.infer<typeof groupSchema>

export const architectureSchema = z.enum(ARCHITECTURE_NAMES)
export const trainableArchitectureSchema = architectureSchema.exclude(['onnx'])

/**
 * Everything that determines a network's structure. What `ArchitectureDetails` names is absent where it means
 * nothing for the architecture, so that the configurations of older files stay what they were.
 */
export const networkConfigurationSchema = z.object({
  architecture: architectureSchema,
  /** Channels of the first section (64 in the paper); of the stem in the wide ResNets. */
  width: z.int().min(1).max(1024),
  /** `cifar`: 3×3, usually stride 1 and no pooling. `imagenet`: 7×7, usually stride 2 and max pooling. */
  stem: z.enum(['cifar', 'imagenet']),
  classes: z.int().min(2),
  /** Of the images. */
  channels: z.union([z.literal(1), z.literal(3)]),
  /** Side length of the square input, in pixels. */
  size: z.int().min(1).max(4096),
  /** Normaliser, one entry per channel; with `expandsGray` one for the gray value or three for its copies. */
  mean: z.array(z.number()),
  std: z.array(z.number().positive()),
  /** Standard deviation of the Gaussian blur in pixels of the input; null: no blur. */
  sigma: sigmaSchema,
  /** Gray images are given to the network as three equal channels. */
  expandsGray: z.literal(true).exactOptional(),
  /** Images are projected onto so many principal components of the training images (methods A.5). */
  components: positiveCountSchema.exactOptional(),
  /** Standard deviation of the Gaussian noise that each pass adds to the image, in [0,1] of its intensities; absent: none. */
  noise: z.number().positive().max(1).exactOptional(),
  /** The network itself draws random numbers: an ONNX graph with random operators or dropout in training mode. */
  drawsNoise: z.literal(true).exactOptional(),
  depth: positiveCountSchema.exactOptional(),
  widen: positiveCountSchema.exactOptional(),
  shortcut: z.enum(['A', 'B']).exactOptional(),
  shortcutInput: z.enum(SHORTCUT_INPUTS).exactOptional(),
  finalNormalisation: z.boolean().exactOptional(),
  activation: z.enum(ACTIVATIONS).exactOptional(),
  pooling: z.enum(STEM_POOLINGS).exactOptional(),
  stemStride: z.union([z.literal(1), z.literal(2)]).exactOptional(),
  lastStride: z.literal(1).exactOptional(),
  dilatedSections: z.enum(DILATED_SECTIONS).exclude(['none']).exactOptional(),
  strideIn: z.literal('first').exactOptional(),
  antialias: z.enum(['blur', 'average']).exactOptional(),
  shortcutZeros: z.enum(SHORTCUT_ZEROS).exclude(['both']).exactOptional(),
  shortcutPixels: z.enum(SHORTCUT_PIXELS).exclude(['even']).exactOptional(),
  sectionPooling: z.enum(SECTION_POOLINGS).exclude(['max']).exactOptional(),
  paddingMode: z.enum(PADDING_MODES).exclude(['zeros']).exactOptional(),
  readOutBy: z.literal('max').exactOptional(),
  epsilon: z.literal([2e-5, 1e-4, 1e-3]).exactOptional(),
  cardinality: positiveCountSchema.exactOptional(),
  baseWidth: positiveCountSchema.exactOptional(),
  batchNormalisation: z.boolean().exactOptional(),
  readOut: z.enum(['linear', 'convolution']).exactOptional(),
  readOutHidden: z.array(positiveCountSchema).max(8).exactOptional(),
  readOutPooling: positiveCountSchema.nullable().exactOptional(),
})
export type StoredNetworkConfiguration = z.infer<typeof networkConfigurationSchema>

/** Whether two passes of one image through the model give different answers. */
export function isStochastic({
  noise,
  drawsNoise,
}: Pick<StoredNetworkConfiguration, 'noise' | 'drawsNoise'>): boolean {
  return noise !== undefined || drawsNoise === true
}

/** One line of training.jsonl: one epoch. `seconds` is null where another run had already made the epoch. */
/** How fast images were decoded and learnt from, per second, and the share of the time without a batch, in [0, 1]. */
const supplySchema = z.object({
  trainedPerSecond: z.number(),
  /** That all decoding threads could deliver together; null: none was decoded, or not in threads. */
  decodedPerSecond: z.number().nullable(),
  waiting: z.number(),
})

export const epochLineSchema = z.object({
  epoch: positiveCountSchema,
  learningRate: z.number(),
  trainLoss: z.number(),
  trainAccuracy: z.number(),
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
  images: countSchema,
  /** Mean of the neural term over the epoch's steps (neural N.6), α left out; absent without one. */
  neuralLoss: z.number().exactOptional(),
  seconds: z.number().nullable(),
  /** How the images came; absent where nobody knows any more. */
  supply: supplySchema.exactOptional(),
})
export type EpochLine = z.infer<typeof epochLineSchema>

/** Of a stochastic model: how its accuracy differs between single passes over the same images. */
export const passSpreadSchema = z.object({
  /** Passes whose mean logits decide. */
  passes: positiveCountSchema,
  /** Mean and standard deviation (n − 1) of the accuracy of single passes, in [0, 1]. */
  mean: z.number(),
  sd: z.number(),
})
export type PassSpread = z.infer<typeof passSpreadSchema>

/** An accuracy; with its spread where the model is stochastic. */
export const passAccuracySchema = proportionSchema.extend({ overPasses: passSpreadSchema.exactOptional() })

export type PassAccuracy = z.infer<typeof passAccuracySchema>

export const cleanAccuracySchema = passAccuracySchema.extend({
  /** The part that was classified, e.g. `test`, or `validation` where the data set has no other. */
  on: z.string(),
  /** Whether these are the images that chose the epoch whose weights were kept; absent: not said (see `choseEpoch`). */
  choseEpoch: z.boolean().exactOptional(),
})

/** What is said of an accuracy on such images. */
export const CHOSE_EPOCH = 'validation images, which chose the epoch'

/** Accuracies of older versions say it by the name of their part only. */
export function choseEpoch(
  accuracy: Pick<z.infer<typeof cleanAccuracySchema>, 'on' | 'choseEpoch'>,
): boolean {
  return accuracy.choseEpoch ?? accuracy.on === 'validation'
}

/** What of a simulated population its networks are compared by (methods N.8). */
export const simulatedTermSchema = z.object({
  /** Median preferred frequency, cycles/degree. */
  preferred: z.number().positive(),
  /** Of a square image that is shown to it, in degrees. */
  fieldOfView: z.number().positive(),
  /** Populations with the same word differ in their preferred frequency only. */
  like: z.string().min(1),
})

/** Which population, or control, drew the network to its similarities while it was trained. */
export const neuralTermOfModelSchema = z.object({
  population: idSchema,
  /** As the population was called then; absent in models of older versions. */
  name: z.string().exactOptional(),
  identity: hashSchema,
  alpha: z.number(),
  control: z.enum(['none', 'shuffled', 'pixels', 'blurred']),
  layers: z.array(wordsSchema),
  /** Responses were co-trained (methods N.7), and α means nothing; absent: similarities (N.6). */
  method: z.literal('co-training').exactOptional(),
  simulated: simulatedTermSchema.exactOptional(),
})
export type NeuralTermOfModel = z.infer<typeof neuralTermOfModelSchema>

/** Trained here, by a sweep. */
export const trainedProvenanceSchema = z.object({
  kind: z.literal('trained'),
  study: idSchema,
  /** Key of the unit that made the weights. */
  key: hashSchema,
  dataSet: idSchema,
  dataHash: hashSchema,
  /** Which images of that data it learnt from; absent in models of older versions, as is the split's own seed. */
  split: trainingSplitSchema
    .omit({ seed: true })
    .extend({ seed: seedSchema.exactOptional() })
    .exactOptional(),
  /** Of its initial weights and the order of the images; where the split has no seed of its own, of that, too. */
  seed: seedSchema,
  epochs: positiveCountSchema,
  /** Epoch whose weights were kept (lowest validation loss, or the last one without validation). */
  keptEpoch: positiveCountSchema,
  /** Its neural term (neural N.6); absent: none. */
  neural: neuralTermOfModelSchema.exactOptional(),
  /** The model whose weights it went on from, and what became of them (methods B.4); absent: random ones. */
  from: startFromOfModelSchema.exactOptional(),
  device: z.string(),
})
export type TrainedProvenance = z.infer<typeof trainedProvenanceSchema>

/** Where the numbers of a normaliser come from: the file itself, a named preset, or the user. */
export const normaliserOriginSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), entries: z.string() }),
  z.object({ kind: z.literal('preset'), name: z.string() }),
  z.object({ kind: z.literal('given') }),
])
export type NormaliserOrigin = z.infer<typeof normaliserOriginSchema>

/** Read from a file that was made elsewhere. */
export const importedProvenanceSchema = z.object({
  kind: z.literal('imported'),
  /** Name of the file, without its folders. */
  file: wordsSchema,
  bytes: countSchema,
  /** SHA-256 of the file. */
  hash: hashSchema,
  /** What the file is, in one sentence. */
  description: wordsSchema,
  /** Where the weights stood in it: names of the dictionaries, outermost first. */
  dictionary: z.array(wordsSchema),
  /** What was taken off the names of the tensors, e.g. `module.`. */
  prefix: wordsSchema,
  /** Why this architecture. */
  reasons: z.array(wordsSchema),
  /** Tensors of the file that the model does not use. */
  leftAside: z.array(wordsSchema),
  normaliser: normaliserOriginSchema,
  /** Whether its σ stands in the file, proved value by value; absent in files of before that was kept. */
  blur: z.enum(['none', 'proved', 'given']).exactOptional(),
  imported: momentSchema,
})

export const provenanceSchema = z.discriminatedUnion('kind', [
  trainedProvenanceSchema,
  importedProvenanceSchema,
])

export const modelFileSchema = z.object({
  format: z.literal('halfpower model'),
  version: z.literal(1),
  id: idSchema,
  name: z.string().min(1).overwrite(shown),
  /** What its user writes about it; it reaches the methods text. Absent: nothing. */
  note: noteSchema.exactOptional(),
  group: groupSchema,
  configuration: networkConfigurationSchema,
  parameters: positiveCountSchema,
  classNames: z.array(wordsSchema),
  /** SHA-256 of the file of its weights (`weightsFileName`). */
  weights: hashSchema,
  accuracy: cleanAccuracySchema.nullable(),
  provenance: provenanceSchema,
})
export type ModelFile = z.infer<typeof modelFileSchema>

export const modelDetailsSchema = modelFileSchema.extend({
  training: z.array(epochLineSchema),
  /** Lines of its training.jsonl that are damaged. */
  trainingLeftOut: z.int().min(0),
})
export type ModelDetails = z.infer<typeof modelDetailsSchema>

/** Name of the file, beside model.json, that holds a model's weights: an ONNX model is kept as it came. */
export function weightsFileName(configuration: {
  architecture: string
}): 'weights.onnx' | 'weights.safetensors' {
  return configuration.architecture === 'onnx' ? 'weights.onnx' : 'weights.safetensors'
}

/** A model as a job process loads it: the file of its weights, the hash that it must have, what it makes. */
export const weightsSchema = z.object({
  path: z.string(),
  hash: hashSchema,
  configuration: networkConfigurationSchema,
  /** For each class of the images, the index of the model's own; absent: the same order. */
  classOrder: z.array(countSchema).exactOptional(),
})
export type WeightsChoice = z.infer<typeof weightsSchema>
