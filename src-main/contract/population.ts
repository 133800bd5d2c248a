/**
 * A population of neurons as it is stored (`populations/ID/population.json`): what answers images (a predictive model,
 * recorded responses, simulated units), in which space images are shown to it, and where it came from (methods N.1).
 * Invariant: what is simulated is never called a recording, and a number in degrees needs a field of view that somebody
 * has said.
 */
import { z } from 'zod'
import { dataSetSpecificationSchema } from './data-set'
import { groupSchema } from './model'
import {
  countSchema,
  hashSchema,
  idSchema,
  momentSchema,
  positiveCountSchema,
  wordsSchema,
} from './primitives'
import { shown, shownText } from './shown'

/** A predictive model turns any image into responses; a recording has those to its own images; a simulation is ours. */
export const populationKindSchema = z.enum(['model', 'recorded', 'simulated'])

/**
 * The space of the images that a population is shown: gray, `height` × `width` pixels, standardised as
 * (v − mean) / sd of gray values v on 0 … 255. 0 in that space is the gray `mean`; the surround of a smaller image has it.
 */
export const imageSpaceSchema = z.object({
  height: z.int().min(1).max(4096),
  width: z.int().min(1).max(4096),
  /** On 0 … 255. */
  mean: z.number(),
  /** On 0 … 255. */
  sd: z.number().positive(),
})
export type ImageSpace = z.infer<typeof imageSpaceSchema>

/**
 * Visual angle of the whole shown image along one of its sides. Pixels are square, so one side gives the other. A
 * square image is shown as large as the shorter side (N.2), so that side is what N.9 calls the field of view.
 */
export const fieldOfViewSchema = z.object({
  degrees: z.number().positive().max(360),
  /** `height`: `image.height` pixels are `degrees` wide to the eye; `width`: `image.width` pixels are. */
  along: z.enum(['height', 'width']),
})
export type FieldOfView = z.infer<typeof fieldOfViewSchema>

/** What computes the responses, or where they are; with everything that was chosen about it. */
export const NONLINEARITIES = ['elu', 'identity', 'relu', 'softplus', 'exponential'] as const

/** Options of the public package that leave no trace in a file. */
export const sensoriumOptionsSchema = z.object({
  /** Of the convolutions behind the first layer, in pixels. */
  dilation: z.int().min(1).max(64),
  /** The last layer has no ELU behind it. */
  lastLinear: z.boolean(),
  /** ELU(v − x) + y between the layers. */
  coreShift: z.tuple([z.number(), z.number()]),
  /** After the read-out: ELU(v + offset) + 1, or another function of v. */
  nonlinearity: z.enum(NONLINEARITIES),
  offset: z.number(),
})
export type SensoriumOptions = z.infer<typeof sensoriumOptionsSchema>

export const USUAL_SENSORIUM: SensoriumOptions = {
  dilation: 1,
  lastLinear: false,
  coreShift: [0, 0],
  nonlinearity: 'elu',
  offset: 0,
}

export const responseSourceSchema = z.discriminatedUnion('kind', [
  /** N.2: a convolutional core and a point read-out for each neuron. */
  z.object({
    kind: z.literal('sensorium'),
    /** Of the sessions in the file; '' where the file has one without a name. */
    session: wordsSchema,
    /** No ELU in the core: cannot be told from the file. */
    linear: z.boolean(),
    /** The first layer pads its input with zeros: cannot be told from the file either. */
    padded: z.boolean(),
    /** The layers behind the first pad by so many pixels; absent: each by half of what its own kernel spans. */
    hiddenPadding: countSchema.exactOptional(),
    /** Their convolutions go on by so many pixels; absent: by one. Cannot be told from the file. */
    hiddenStride: z.int().min(2).max(64).exactOptional(),
    /** The read-out sees the maps of so many of the last layers, side by side. */
    readLayers: positiveCountSchema,
    /** Which layers these are, counted from 0; absent: the last ones. */
    stack: z.array(countSchema).min(1).max(64).exactOptional(),
    /** Which convolutions a layer has, from the first. */
    layers: z.array(z.enum(['normal', 'depth-separable'])).min(1),
    /** Input channels besides the image, held at `behaviour`; 0: none. */
    behaviourChannels: countSchema,
    /** What they are held at. */
    behaviour: z.number(),
    /** What a file cannot tell, where it is not as usual; absent: all is (`USUAL_SENSORIUM`). */
    unusual: sensoriumOptionsSchema.exactOptional(),
    /** The shifter moves the read-out as for this eye position; null: no shifter in the file. */
    eye: z.array(z.number()).nullable(),
  }),
  /** One output of an ONNX graph, [images, neurons]. */
  z.object({
    kind: z.literal('onnx'),
    output: wordsSchema,
    channels: positiveCountSchema,
    behaviour: z.number(),
  }),
  /** Responses to its own images, trial by trial. */
  z.object({
    kind: z.literal('recorded'),
    images: positiveCountSchema,
    trials: positiveCountSchema,
    /** Trials of the image with the fewest, and of that with the most. */
    repeats: z.object({ least: positiveCountSchema, most: positiveCountSchema }),
    /** Whether the images came with them; null: they are a part of a data set of the project, as it was then. */
    shown: z.object({ dataSet: idSchema, split: z.string().nullable(), hash: hashSchema }).nullable(),
  }),
  /** N.8: Gabor units drawn from these settings. */
  z.object({
    kind: z.literal('simulated'),
    /** `mouse-like`, `macaque-like`, `flat`, or null: given one by one. */
    preset: z.string().nullable(),
    /**
     * How preferred frequencies are drawn. 2: half of them on either side of the median, which is what was said. Absent, in
     * populations of older versions: what pixels cannot carry was drawn again on any side, which moved the median.
     */
    draw: z.literal(2).exactOptional(),
    /** Median preferred frequency in cycles/degree; null: uniform on a logarithmic scale (`flat`). */
    preferred: z.number().positive().nullable(),
    /** Standard deviation of log2 of the preferred frequency, in octaves; of `flat`: half of the range. */
    octaves: z.number().min(0),
    /** Bandwidth of each unit, full width at half height in octaves. */
    bandwidth: z.number().positive(),
    /** `simple`: a linear filter and the output; `energy`: the root of two squared in quadrature. */
    cells: z.enum(['simple', 'energy', 'both']),
    output: z.enum(['elu', 'squared']),
    /** Poisson noise of responses that are asked for with repeats; never of predictions. */
    seed: z.int().min(0).max(4294967295),
  }),
])
export type ResponseSource = z.infer<typeof responseSourceSchema>
export type ResponseSourceOf<Kind extends ResponseSource['kind']> = Extract<ResponseSource, { kind: Kind }>

export const populationFileSchema = z.object({
  format: z.literal('halfpower population'),
  version: z.literal(1),
  id: idSchema,
  name: z.string().min(1).overwrite(shown),
  kind: populationKindSchema,
  neurons: positiveCountSchema,
  /** E.g. `mouse`; null: not said. */
  species: wordsSchema.nullable(),
  /** E.g. `V1`; null: not said. */
  area: wordsSchema.nullable(),
  /** Which group models belong to that are regularised with it. */
  group: groupSchema,
  image: imageSpaceSchema,
  /** Null: not known, and nothing in degrees. */
  fieldOfView: fieldOfViewSchema.nullable(),
  source: responseSourceSchema,
  /** SHA-256 of the file with its weights or responses (`populationContentName`): with `source`, what keys are made of. */
  content: hashSchema,
  provenance: z.object({
    /** Name of the file or folder that it came from, without its folders; null: made here. */
    file: wordsSchema.nullable(),
    bytes: countSchema,
    /** SHA-256 of what was read; null: made here. */
    hash: hashSchema.nullable(),
    /** What it is, in one sentence. */
    description: wordsSchema,
    /** Who made it or where it can be had; null: not said. */
    origin: wordsSchema.nullable(),
    /** Text of its licence; null: not said. */
    licence: z.string().overwrite(shownText).nullable(),
    /** What was assumed, left aside or found out, one sentence each. */
    remarks: z.array(wordsSchema),
    added: momentSchema,
  }),
})
export type PopulationFile = z.infer<typeof populationFileSchema>

/** Name of the file, beside population.json, that holds a population's weights, responses or units. */
export function populationContentName({ source }: Pick<PopulationFile, 'source'>): string {
  return source.kind === 'onnx' ? 'content.onnx' : 'content.safetensors'
}

/** A population as a job process opens it: the file of its content, which must have the hash that `file` says. */
export const populationChoiceSchema = z.object({
  path: z.string(),
  file: populationFileSchema,
  /** Of a recording whose images are a part of a data set: what opens that part. */
  shown: dataSetSpecificationSchema.exactOptional(),
})
export type PopulationChoice = z.infer<typeof populationChoiceSchema>

/** Pixels per degree of visual angle of the shown image; null without a field of view (methods N.9). */
export function pixelsPerDegree({
  image,
  fieldOfView,
}: Pick<PopulationFile, 'image' | 'fieldOfView'>): number | null {
  return fieldOfView === null ? null : image[fieldOfView.along] / fieldOfView.degrees
}

/** Side in pixels that a square image has where it is shown (N.2): the shorter side of the population's image. */
export function squareSide({ image }: Pick<PopulationFile, 'image'>): number {
  return Math.min(image.height, image.width)
}

/**
 * Visual angle of a square image where it is shown, in degrees: what cycles/degree are multiplied with for cycles/image
 * (methods N.9); null without a field of view.
 */
export function squareFieldOfView(population: Pick<PopulationFile, 'image' | 'fieldOfView'>): number | null {
  const perDegree = pixelsPerDegree(population)
  return perDegree === null ? null : squareSide(population) / perDegree
}
