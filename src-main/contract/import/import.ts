/**
 * Models from other programs and for other programs. Opening one that was made elsewhere has three steps: look at
 * the file, try what it could be on images that the user knows the answers to, then store it. The file is named
 * again in every step; nothing is kept between them.
 * Invariant: what the file does not say (the normaliser, mostly) is chosen by the user, never here.
 */
import { z } from 'zod'
import { ARCHITECTURE_NAMES } from '../architectures'
import { checkpointDescriptionSchema } from './checkpoint'
import { imagesSchema } from '../data-set'
import { groupSchema, importedProvenanceSchema, networkConfigurationSchema, weightsSchema } from '../model'
import {
  countSchema,
  deviceNameSchema,
  hashSchema,
  positiveCountSchema,
  proportionSchema,
  sigmaSchema,
} from '../primitives'
import { readingSchema } from './readings'

const name = z.string().min(1)

/** A normaliser by name: (x − mean) / std per channel, of images in [0,1]. */
export const normaliserPresetSchema = z.object({
  name: z.string(),
  mean: z.array(z.number()),
  std: z.array(z.number().positive()),
  /** Who uses it, in one sentence. */
  why: z.string(),
})
export type NormaliserPreset = z.infer<typeof normaliserPresetSchema>

/** One way to read a file as a model. */
export const importCandidateSchema = z.object({
  /** Its place in the list: what the next steps name it by. */
  number: countSchema,
  /** The dictionary of the file, and what was taken off the names in it. */
  dictionary: z.array(z.string()),
  prefix: z.string(),
  architecture: z.enum(ARCHITECTURE_NAMES),
  /** As a scientist writes it, e.g. `ResNet-18, width 8`. */
  title: z.string(),
  /** Whether the file has every tensor of the architecture, in its shape. */
  fits: z.boolean(),
  /** Why it is this architecture, and what speaks against it; one sentence each. */
  reasons: z.array(z.string()),
  missing: z.array(z.string()),
  unexpected: z.array(z.string()),
  wrongShapes: z.array(
    z.object({ name: z.string(), found: z.array(countSchema), expected: z.array(countSchema) }),
  ),
  /** Tensors that the model does not need, e.g. of a neural readout. */
  leftAside: z.array(z.string()),
  /** Of both: what the images or the logits may pass; it is stored only when somebody says that they do not. */
  inTheWay: z.array(z.string()),
  /** What names and shapes leave open, as this candidate reads it; {} where nothing is. */
  reading: readingSchema,
  classes: positiveCountSchema.nullable(),
  channels: positiveCountSchema.nullable(),
  /** Gray images are given to it as three equal channels: its normaliser has one number or three. */
  expandsGray: z.boolean(),
  parameters: positiveCountSchema.nullable(),
  /** Side length of the input in pixels, as far as the file tells; null: the user has to say it. */
  size: z.object({ pixels: positiveCountSchema, why: z.string() }).nullable(),
  /** Blur found in the file, in pixels of the input. */
  sigma: sigmaSchema,
  /** Leading principal components of a front end found in the file. */
  components: positiveCountSchema.nullable(),
  /** The normaliser that the file holds; null when it holds none. */
  normaliser: z
    .object({ mean: z.array(z.number()), std: z.array(z.number().positive()), entries: z.string() })
    .nullable(),
  /** Whose means those of its own normaliser are, in the order blue, green, red; null: red first, or not known. */
  blueFirst: z.string().nullable(),
  /** The output of an ONNX graph that this reading takes as logits; null for everything else. */
  output: z.string().nullable(),
  /** What its kind of model usually uses, when the file holds none. */
  presets: z.array(normaliserPresetSchema),
  /** The same where it is given gray images (`gray`); empty where it cannot be. */
  grayPresets: z.array(normaliserPresetSchema),
})
export type ImportCandidate = z.infer<typeof importCandidateSchema>

export const inspectedFileSchema = z.object({
  file: z.string(),
  checkpoint: checkpointDescriptionSchema,
  /** Best first; empty when nothing that is known comes near, and then `verdict` says what the file seems to be. */
  candidates: z.array(importCandidateSchema),
  /** One sentence: what to do next. */
  verdict: z.string(),
})
export type InspectedFile = z.infer<typeof inspectedFileSchema>

export const normaliserChoiceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file') }),
  z.object({ kind: z.literal('preset'), name }),
  z.object({
    kind: z.literal('given'),
    mean: z.array(z.number()).min(1),
    std: z.array(z.number().positive()).min(1),
  }),
])
export type NormaliserChoice = z.infer<typeof normaliserChoiceSchema>

/** What is chosen about a file; what is absent is what the file says, and refused where it says nothing. */
export const importChoiceSchema = z.object({
  file: name,
  /** Number of the candidate; absent: the only one that fits. */
  candidate: countSchema.optional(),
  /** Or: the best candidate of this architecture. */
  architecture: z.enum(ARCHITECTURE_NAMES).optional(),
  /** Or: the candidate that takes this output of an ONNX graph as logits. */
  output: name.optional(),
  /** What is known of what the weights do not say; with `candidate`, what that one is read with. */
  reading: readingSchema.optional(),
  /** The logits do not pass the tensors that the file has besides (`inTheWay`). */
  leaveAside: z.boolean().optional(),
  /** Side length of the input in pixels. */
  size: positiveCountSchema.optional(),
  /** A blur to put in front of a model whose file holds none; null and absent: none. */
  sigma: sigmaSchema.optional(),
  /** Standard deviation of Gaussian noise that every pass adds to its images, in [0,1] of their intensities; absent: none. */
  noise: z.number().positive().max(1).optional(),
  normaliser: normaliserChoiceSchema.optional(),
  /** Gray images are given to a network of three channels, each value to all of them. */
  gray: z.boolean().optional(),
  /** It was trained on blue, green, red: the first convolution is turned around, and takes red, green, blue. */
  reverseChannels: z.boolean().optional(),
})
export type ImportChoice = z.infer<typeof importChoiceSchema>

/** How a candidate does on images whose classes are known. */
export const triedFileSchema = z.object({
  images: positiveCountSchema,
  /** Passes whose mean logits decide: several of a stochastic model, else 1. */
  passes: positiveCountSchema,
  /** The ways to read the file that were tried, where none was chosen, the best first; [] where there is one. */
  readings: z.array(
    z.object({
      number: countSchema,
      /** What the candidate is to be read with; null: as it is. */
      reading: readingSchema.nullable(),
      title: z.string(),
      normaliser: z.string(),
      accuracy: proportionSchema,
    }),
  ),
  /** One per normaliser: the file's own, or each preset. */
  normalisers: z.array(
    z.object({
      name: z.string(),
      choice: normaliserChoiceSchema,
      accuracy: proportionSchema,
      /**
       * By how much it is less often right than the best of them, on the same images, with the 95 % interval of paired
       * answers (statistics/paired-proportions.ts); null: it is the best, the first of equals.
       */
      behind: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
    }),
  ),
  /** What the answers say about range, order and number of channels; one sentence each. */
  remarks: z.array(z.string()),
  classes: positiveCountSchema,
})
export type TriedFile = z.infer<typeof triedFileSchema>

export const importInputSchema = importChoiceSchema.extend({
  /** Absent: the file's name. */
  name: z.string().optional(),
  group: groupSchema.optional(),
  /** Names of its classes; absent: those of the data set it was tried on, or numbers. */
  dataSet: name.optional(),
  device: deviceNameSchema.optional(),
})

export const tryInputSchema = importChoiceSchema.extend({
  dataSet: name,
  /** What can be read in several ways is refused, and not tried in each. */
  chosenOnly: z.boolean().optional(),
  split: name.optional(),
  /** Class-balanced, as everywhere; absent: what is usual for the size. */
  limit: positiveCountSchema.optional(),
  device: deviceNameSchema.optional(),
})

/** What the job process is asked in these steps (tasks.ts). */
export const importRequests = [
  z.object({ request: z.literal('inspect file'), file: name }),
  z.object({
    request: z.literal('try file'),
    choice: importChoiceSchema,
    chosenOnly: z.boolean().optional(),
    images: imagesSchema,
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
  }),
  z.object({
    request: z.literal('import file'),
    choice: importChoiceSchema,
    /** Where the weights are written: a temporary file's path. */
    weightsPath: z.string(),
    /** What a foreign graph is run on once, before it is stored. */
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
  }),
  /** Writes a model in another program's format. */
  z.object({
    request: z.literal('export model'),
    model: weightsSchema,
    name: z.string(),
    classNames: z.array(z.string()),
    as: z.enum(['onnx', 'safetensors']),
    /** Name that the file will have, for its README. */
    fileName: z.string(),
    /** Of Halfpower. */
    version: z.string(),
    /** A temporary file's path. */
    path: z.string(),
  }),
] as const
export type ImportRequest = z.output<(typeof importRequests)[number]>
export type ImportRequestOf<Name extends ImportRequest['request']> = Extract<ImportRequest, { request: Name }>

export const importMessages = [
  z.object({ message: z.literal('inspected file'), inspected: inspectedFileSchema }),
  z.object({ message: z.literal('tried file'), tried: triedFileSchema }),
  z.object({
    message: z.literal('imported file'),
    configuration: networkConfigurationSchema,
    parameters: positiveCountSchema,
    /** The names of its classes, where the file has them. */
    classNames: z.array(z.string()).exactOptional(),
    /** SHA-256 of the weights that were written. */
    weights: hashSchema,
    provenance: importedProvenanceSchema.omit({ imported: true }),
  }),
  z.object({
    message: z.literal('exported model'),
    /** How to load the file elsewhere. */
    readme: z.string(),
  }),
] as const
export type ImportMessage = z.output<(typeof importMessages)[number]>
export type ImportMessageOf<Name extends ImportMessage['message']> = Extract<ImportMessage, { message: Name }>
