/**
 * Populations of neurons: looking at what a path holds, adding it, simulating one, asking it for responses. What a file
 * does not say (which array is which, the session, the field of view) is chosen by the user, never here.
 */
import { z } from 'zod'
import { dataSetSpecificationSchema } from './data-set'
import { method } from './method'
import { groupSchema } from './model'
import {
  fieldOfViewSchema,
  imageSpaceSchema,
  populationChoiceSchema,
  populationFileSchema,
  responseSourceSchema,
  sensoriumOptionsSchema,
} from './population'
import { countSchema, deviceNameSchema, hashSchema, positiveCountSchema, seedSchema } from './primitives'

const name = z.string().min(1)

/** What a path holds, before anything of it is chosen. */
export const inspectedPopulationSchema = z.object({
  path: z.string(),
  what: z.enum(['sensorium', 'onnx', 'arrays', 'sensorium folder']),
  /** One sentence. */
  description: z.string(),
  /** Of a Sensorium-family file. */
  sessions: z.array(z.object({ name: z.string(), neurons: positiveCountSchema })),
  /** Its input channels besides the image, and how many coordinates its shifter takes; 0: none. */
  behaviourChannels: countSchema,
  eye: countSchema,
  /** Tensors that nobody here understands. */
  notUnderstood: z.array(z.string()),
  /** Outputs of an ONNX graph, with the length of their rows; null: the file leaves it open. */
  outputs: z.array(z.object({ name: z.string(), neurons: positiveCountSchema.nullable() })),
  arrays: z.array(z.object({ name: z.string(), shape: z.array(countSchema), dtype: z.string() })),
  /** Of NWB: tables of trials, and responses in time that are measured after their beginnings. */
  trials: z.array(z.object({ name: z.string(), trials: countSchema, columns: z.array(z.string()) })),
  timed: z.array(z.object({ name: z.string(), kind: z.enum(['spikes', 'samples']), neurons: countSchema })),
  /** What could not be read, one sentence each. */
  warnings: z.array(z.string()),
})
export type InspectedPopulation = z.infer<typeof inspectedPopulationSchema>

export const RESPONSE_AXES = ['images', 'repeats', 'neurons'] as const
export const IMAGE_AXES = ['images', 'height', 'width', 'channels'] as const

/** What is chosen about a file; what is absent is what the file says, and refused where it says nothing. */
const choiceShape = {
  path: name,
  fieldOfView: z.number().positive().max(360).optional(),
  /** Which side of the shown image it is; absent: the shorter one, or (Sensorium's 36 × 64) that which fits its scale. */
  fieldOfViewAlong: z.enum(['height', 'width']).optional(),
  /** Pixels of the images that a model takes; absent: what the file says, or 36 × 64 of the Sensorium family. */
  imageSize: z.object({ height: positiveCountSchema, width: positiveCountSchema }).optional(),
  /** On 0 … 255; absent: 113 and 60 of models (N.2), those of the images of recordings. */
  pixelMean: z.number().optional(),
  pixelSd: z.number().positive().optional(),
  session: z.string().optional(),
  linear: z.boolean().optional(),
  padded: z.boolean().optional(),
  /** Of the layers behind the first; absent: half of what the kernel of the first of them spans. */
  hiddenPadding: countSchema.max(64).optional(),
  /** Of the convolutions behind the first layer, pixels; absent: 1. */
  hiddenStride: z.int().min(1).max(64).optional(),
  /** Layers, counted from 0, that the read-out takes side by side; absent: the last ones. */
  stack: z.array(countSchema).min(1).max(64).optional(),
  ...sensoriumOptionsSchema.partial().shape,
  /** The predictor of places has no tanh at its end. */
  noPositionTanh: z.boolean().optional(),
  behaviour: z.number().optional(),
  eye: z.array(z.number()).optional(),
  leaveAside: z.boolean().optional(),
  output: name.optional(),
  responses: name.optional(),
  axes: z.array(z.enum(RESPONSE_AXES)).min(2).max(3).optional(),
  images: name.optional(),
  imagesFile: name.optional(),
  imageAxes: z.array(z.enum(IMAGE_AXES)).min(3).max(4).optional(),
  imageIndex: name.optional(),
  firstIndex: z.union([z.literal(0), z.literal(1)]).optional(),
  /** The number in the image index that stands for no image. */
  blank: z.union([z.number(), z.literal('nan')]).optional(),
  /** Table of trials, and the window after their beginnings in milliseconds, where responses are times; no window is usual. */
  trials: name.optional(),
  window: z.tuple([z.number(), z.number()]).optional(),
  tier: name.optional(),
  dropNaN: z.boolean().optional(),
}

/** What is said about a population, whatever it is made of. */
const aboutShape = {
  name: name.max(120).optional(),
  species: name.max(120).optional(),
  area: name.max(120).optional(),
  group: groupSchema.optional(),
  licence: z.string().max(100_000).optional(),
  origin: z.string().max(2000).optional(),
}

export const simulationRequestSchema = z.object({
  preset: name.optional(),
  /** Median preferred frequency, cycles/degree. */
  preferred: z.number().positive().optional(),
  /** Standard deviation of its log2. */
  octaves: z.number().min(0).optional(),
  /** Of each unit, octaves. */
  bandwidth: z.number().positive().optional(),
  neurons: positiveCountSchema.max(100_000).default(2000),
  cells: z.enum(['simple', 'energy', 'both']).default('both'),
  output: z.enum(['elu', 'squared']).default('elu'),
  fieldOfView: z.number().positive().max(360).optional(),
  /** Side of its square image in pixels. */
  size: z.int().min(8).max(512).optional(),
  seed: seedSchema.default(0),
})

/** How the numbers of a file of images are to be read. */
export const IMAGE_VALUES = ['standardised', '0-255', '0-1'] as const

export const respondedSchema = z.object({
  file: z.string(),
  /** Shape of the array that was written. */
  shape: z.array(positiveCountSchema),
  /** What was assumed, one sentence each. */
  remarks: z.array(z.string()),
})

export const populationMethods = {
  'population.inspect': method(z.strictObject({ path: name }), inspectedPopulationSchema),
  /** Refused, with what there is to choose from, where the file leaves a question open. */
  'population.add': method(
    z.strictObject({
      ...choiceShape,
      ...aboutShape,
      /** The data set whose images were shown, all of its part in order; absent: the images are in the file. */
      dataSet: name.optional(),
      split: name.optional(),
      device: deviceNameSchema.optional(),
    }),
    populationFileSchema,
  ),
  'population.simulate': method(
    z.strictObject({ ...simulationRequestSchema.shape, ...aboutShape }),
    populationFileSchema,
  ),
  /**
   * A simulated population for each preferred frequency (cycles/degree), in this order, otherwise as `like`: a simulated
   * population of the project; absent: the mouse-like preset. Those that are there already are not made again.
   */
  'population.series': method(
    z.strictObject({ like: name.optional(), preferred: z.array(z.number().positive()).min(1).max(50) }),
    z.array(populationFileSchema),
  ),
  'population.list': method(z.strictObject({}), z.array(populationFileSchema)),
  'population.get': method(z.strictObject({ population: name }), populationFileSchema),
  /** Changes what is said about it. Null: not known. */
  'population.describe': method(
    z.strictObject({
      population: name,
      ...aboutShape,
      fieldOfView: fieldOfViewSchema.nullable().optional(),
    }),
    populationFileSchema,
  ),
  /** Which data set now has the images that a recording was shown; refused where their content is another. */
  'population.relink': method(
    z.strictObject({ population: name, dataSet: name, split: name.optional() }),
    populationFileSchema,
  ),
  /** Writes responses, float32 [images, neurons], to a .npy file; of a recording its means (no images are given). */
  'population.respond': method(
    z.strictObject({
      population: name,
      dataSet: name.optional(),
      split: name.optional(),
      /** A .npy file of images. */
      input: name.optional(),
      /** Absent: found out by their type and range, and said. */
      values: z.enum(IMAGE_VALUES).optional(),
      output: name,
      /** Whether a file of that name may be replaced. */
      overwrite: z.boolean().default(false),
      limit: positiveCountSchema.optional(),
      device: deviceNameSchema.optional(),
    }),
    respondedSchema,
  ),
} as const

export const populationRequests = [
  z.object({ request: z.literal('inspect population'), path: name }),
  z.object({
    request: z.literal('add population'),
    choice: z.object(choiceShape),
    dataSet: dataSetSpecificationSchema.nullable(),
    /** Where the content is written: a temporary file's path. */
    contentPath: z.string(),
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
  }),
  z.object({
    request: z.literal('simulate population'),
    settings: simulationRequestSchema,
    contentPath: z.string(),
  }),
  z.object({
    request: z.literal('respond'),
    population: populationChoiceSchema,
    images: z
      .union([
        z.object({ dataSet: dataSetSpecificationSchema, limit: positiveCountSchema.nullable() }),
        z.object({ input: name, values: z.enum(IMAGE_VALUES).nullable() }),
      ])
      .nullable(),
    outputPath: z.string(),
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
  }),
] as const
export type PopulationRequest = z.output<(typeof populationRequests)[number]>
export type PopulationRequestOf<Name extends PopulationRequest['request']> = Extract<
  PopulationRequest,
  { request: Name }
>

/** What the job process found and wrote; the parent gives it a name and a place. */
export const addedPopulationSchema = z.object({
  kind: populationFileSchema.shape.kind,
  neurons: positiveCountSchema,
  image: imageSpaceSchema,
  fieldOfView: fieldOfViewSchema.nullable(),
  source: responseSourceSchema,
  content: hashSchema,
  /** Where nobody says another. */
  species: z.string().nullable(),
  provenance: populationFileSchema.shape.provenance.pick({
    file: true,
    bytes: true,
    hash: true,
    description: true,
    remarks: true,
  }),
})
export type AddedPopulation = z.infer<typeof addedPopulationSchema>

export const populationMessages = [
  z.object({ message: z.literal('inspected population'), inspected: inspectedPopulationSchema }),
  z.object({ message: z.literal('added population'), added: addedPopulationSchema }),
  z.object({
    message: z.literal('responded'),
    shape: z.array(positiveCountSchema),
    remarks: z.array(z.string()),
  }),
] as const
export type PopulationMessage = z.output<(typeof populationMessages)[number]>
