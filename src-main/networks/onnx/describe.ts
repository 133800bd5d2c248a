/**
 * What an ONNX model is, said before it is run: what it takes, what it gives, with which operators, and in
 * whole sentences why it cannot be run or what a user should know.
 */
import { printable } from '../../checkpoints/printable'
import { UserError } from '../../contract/errors'
import type { OnnxElement, OnnxGraph } from '../../checkpoints/onnx/onnx-graph'
import { endsInFeatures } from './encoder'
import { smallestIsMeant } from './distances'
import type { SmallestIsMeant } from './distances'
import { lengthOfRows } from './row-length'
import { rowLength } from './outputs'
import { averagedProbabilities } from './probabilities'
import type { Probabilities } from './probabilities'
import { randomNodes } from './random-nodes'
import { finalSigmoid, finalSoftmax, makerBehind, needed } from './rewrite'
import { unknownOperators, unknownSentence } from './unknown-operators'
import type { UnknownOperator } from './unknown-operators'

export interface OnnxImageInput {
  name: string
  /** Whether channels come before the two sides, or after them. */
  order: 'NCHW' | 'NHWC'
  /** The number of images that the file fixes; null: any. */
  batch: number | null
  dtype: OnnxElement
  /** Null where the file leaves them free. */
  channels: number | null
  height: number | null
  width: number | null
}

export interface OnnxDescription {
  input: OnnxImageInput | null
  /** Of the first output: as many as its rows are long, two for a single number; null where the file does not say. */
  classes: number | null
  /** The first output is one number per image. */
  isBinary: boolean
  opset: number
  producer: string
  /** How many nodes use each operator, most frequent first. */
  operators: { operator: string; count: number }[]
  unknown: UnknownOperator[]
  /** The output is probabilities, and logits can be had by cutting the softmax (withoutFinalSoftmax). */
  endsInSoftmax: boolean
  /** It draws random numbers at every pass. */
  drawsNoise: boolean
  canRun: boolean
  /** Why it cannot be run. */
  reasons: string[]
  /** What a user should know although it can. */
  warnings: string[]
}

/** @throws UserError('input') where the graph does not take exactly one batch of images */
export function imageInput(graph: OnnxGraph): OnnxImageInput {
  const { inputs } = graph
  const [input] = inputs
  if (!input || inputs.length !== 1) {
    const names = inputs.map(({ name }) => `"${printable(name)}"`).join(', ')
    throw new UserError(
      'input',
      `The ONNX model takes ${inputs.length} inputs${names ? ` (${names})` : ''}, and only models of one input, the images, are run.`,
    )
  }
  if (
    input.dtype !== 'float32' &&
    input.dtype !== 'float16' &&
    input.dtype !== 'float64' &&
    input.dtype !== 'uint8'
  ) {
    throw new UserError(
      'input',
      `The ONNX model's input "${printable(input.name)}" is of the type ${input.dtype ?? 'unknown'}, and images are given as float32 or uint8; export the model with a float32 input.`,
    )
  }
  const shape = input.shape ?? [null, null, null, null]
  if (shape.length !== 4) {
    throw new UserError(
      'input',
      `The ONNX model's input "${printable(input.name)}" has ${shape.length} axes, and a batch of images has 4; it is no model of images.`,
    )
  }
  const side = (axis: number): number | null => {
    const value = shape[axis]
    return typeof value === 'number' ? value : null
  }
  const isChannels = (value: number | null): boolean => value === 1 || value === 3
  const isLast = isChannels(side(3)) && !isChannels(side(1))
  const [channels, height, width] = isLast ? [3, 1, 2] : [1, 2, 3]
  return {
    name: input.name,
    order: isLast ? 'NHWC' : 'NCHW',
    batch: side(0),
    dtype: input.dtype,
    channels: side(channels),
    height: side(height),
    width: side(width),
  }
}

const SMALLEST_WORDS: Record<Exclude<SmallestIsMeant, 'distances'>, string> = {
  lengths:
    'The output is lengths (norms): the largest is taken for the answer, as in a capsule network. If they are distances, of which the smallest is the answer, export the model with their negative; a trial on images whose classes are known shows which it is.',
  complements:
    'The last step takes numbers off a constant, as a distance is made of a similarity (1 − x): the largest of what it gives is taken for the answer. If the smallest is, export the model with the negative; a trial on images whose classes are known shows which it is.',
}

const PROBABILITIES = {
  rows: 'The output is probabilities, not logits: it comes from softmaxes, as that of an ensemble, and their logarithm is taken for the logits when it is imported.',
  each: 'The output is an average of probabilities of each class by itself (sigmoids), not logits: their log-odds, log(p / (1 − p)), are taken for the logits when it is imported.',
  costs:
    'The output is negative logarithms of probabilities, of which the smallest is the answer: their negative is taken for the logits when it is imported.',
  distances:
    'The output is distances from the classes, of which the smallest is the answer, and no logits: their negative is taken for the logits when it is imported.',
} as const

function probabilitiesWarning({ kind, mass }: Probabilities): string {
  return kind === 'each' && !(mass > 0)
    ? 'The output is probabilities of each class by itself (sigmoids), weighed by constants so that it is not known what certainty comes to: it is taken for logits as it is, over which a softmax is nearly flat; export the model without its sigmoids.'
    : PROBABILITIES[kind]
}

/** Looks at a graph without computing anything; never throws for what a file says. */
export function describeOnnxModel(graph: OnnxGraph): OnnxDescription {
  const reasons: string[] = []
  const warnings: string[] = []
  let input: OnnxImageInput | null = null
  try {
    input = imageInput(graph)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    reasons.push(error.message)
  }
  const [output] = graph.outputs
  const nodes = needed(graph, [output!.name])
  const sentence = unknownSentence(nodes)
  if (sentence) reasons.push(sentence)
  const sides = output!.shape
  const said = sides === null ? null : rowLength(sides)
  const numbers = said === null ? lengthOfRows(graph) : said
  // One number z is the logits [0, z] of two classes (outputs.ts).
  const isBinary = numbers === 1
  const classes = isBinary ? 2 : (numbers ?? null)
  if (sides && numbers === undefined)
    reasons.push(
      `The ONNX model's first output "${printable(output!.name)}" has the shape [${sides.map((side) => side ?? 'any').join(', ')}], and a classifier gives one row of logits per image.`,
    )
  if (makerBehind(graph, 'ArgMax') !== null || output!.dtype?.includes('int'))
    reasons.push(
      `The ONNX model's output "${printable(output!.name)}" is the number of a class and no logits: export the model without its last step (ArgMax).`,
    )
  if (input && input.channels !== null && input.channels !== 1 && input.channels !== 3)
    reasons.push(`The ONNX model takes images of ${input.channels} channels, and images here have 1 or 3.`)
  if (input && input.height !== input.width)
    reasons.push(
      `The ONNX model takes images of ${input.height ?? 'any'} × ${input.width ?? 'any'} pixels, and images here are square.`,
    )
  const endsInSoftmax = finalSoftmax(graph) !== null
  if (endsInSoftmax)
    warnings.push(
      'The output is probabilities, not logits: the model ends in a softmax, which is cut off when it is imported.',
    )
  if (!isBinary && finalSigmoid(graph) !== null)
    warnings.push(
      'The output is a probability of each class by itself (a sigmoid), not logits: the sigmoid is cut off when it is imported, and the largest logit is taken for the answer, also where an image may be of several classes.',
    )
  const averaged = averagedProbabilities(graph)
  if (averaged !== null) warnings.push(probabilitiesWarning(averaged))
  const smallest = averaged === null ? smallestIsMeant(graph) : null
  if (smallest !== null)
    warnings.push(smallest === 'distances' ? PROBABILITIES.distances : SMALLEST_WORDS[smallest])
  const features = averaged === null && smallest === null ? endsInFeatures(graph) : null
  if (features !== null)
    warnings.push(
      `No layer of classes ends the graph (its output "${printable(output!.name)}" comes from ${features}): if it is an encoder, its ${numbers ?? ''} numbers are features and no classes, and nothing that is measured of them as classes means anything; export it with its classifier.`,
    )
  const random = randomNodes(graph, nodes)
  if (random.length > 0)
    warnings.push(
      `The model is stochastic: it draws random numbers at every pass (${[...new Set(random.map(({ operator }) => operator))].join(', ')}); what is measured is the mean of its logits over several passes.`,
    )
  if (isBinary)
    warnings.push(
      `The model gives one number per image, z${finalSigmoid(graph) ? ' (its final sigmoid is cut)' : ''}: it is taken as two classes with the logits [0, z], so that z above 0 is the second class.`,
    )
  if (input?.dtype === 'uint8')
    warnings.push(
      'Its images are whole numbers from 0 to 255 (uint8): pixels are multiplied by 255 and not rounded, so that gradients pass.',
    )
  if (input?.batch != null)
    warnings.push(
      `The file fixes the batch at ${input.batch} image${input.batch === 1 ? '' : 's'}; other sizes are tried, and where the graph does not allow them it goes ${input.batch} at a time, which is slower.`,
    )
  if (input && (input.height === null || input.channels === null))
    warnings.push(
      'The file leaves the size or the channels of its images free: say what it was trained with.',
    )
  const counts = new Map<string, number>()
  for (const { operator } of nodes) counts.set(operator, (counts.get(operator) ?? 0) + 1)
  return {
    input,
    classes,
    isBinary,
    opset: graph.opset,
    producer: graph.producer,
    operators: [...counts]
      .map(([operator, count]) => ({ operator, count }))
      .sort((a, b) => b.count - a.count),
    unknown: unknownOperators(nodes),
    endsInSoftmax,
    drawsNoise: random.length > 0,
    canRun: reasons.length === 0,
    reasons,
    warnings,
  }
}
