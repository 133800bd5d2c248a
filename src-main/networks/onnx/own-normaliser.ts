/**
 * Whether an ONNX graph normalises its images itself, and for which pixels: found by looking at what is done to the
 * input before anything mixes pixels. Shifts and scales are followed as one line, y = scale · x + shift (of the mean
 * over channels and places), because the constants give the range away: nobody divides pixels of [0,1] by 255, or
 * takes 123.7 off them.
 */
import type { OnnxGraph, OnnxNode } from '../../checkpoints/onnx/onnx-graph'
import { blueFirst } from '../recognition/blue-first'
import { constantValue } from './constant-value'
import { graphIndex } from './graph-index'
import type { GraphIndex } from './graph-index'
import { needed, usesBatchStatistics } from './rewrite'

export interface OwnNormaliser {
  /** In their order, e.g. `['Sub', 'Div']`; [] where the graph takes the images as they come. */
  operators: string[]
  /** The pixels that it is made for; null where its constants do not say it. */
  range: '0–1' | '0–255' | null
  /** Whose means are taken off in the order blue, green, red (recognition/blue-first.ts); null: not known. */
  blueFirst: string | null
}

interface Line {
  scale: number
  shift: number
}

/** Lines of one image. */
interface Lines {
  /** Of the mean over channels and places. */
  mean: Line
  /** Of each of three channels; null where constants are for single places, or channels may have been moved. */
  channels: readonly Line[] | null
}

const SHIFTS_AND_SCALES = ['Sub', 'Div', 'Mul', 'Add', 'Neg', 'ImageScaler']
/** They move pixels or channels, or change how a number is written. */
const WITHOUT_EFFECT = [
  ...['Identity', 'Cast', 'CastLike', 'Transpose', 'Gather', 'Slice', 'Dropout', 'Clip'],
  ...['Unsqueeze', 'Squeeze', 'Reshape'],
]
/** A mean beyond this is one of pixels up to 255. */
const LARGEST_UNIT_MEAN = 1.5
/** Pixels up to 255 are divided by 58 and more; those up to 1 are multiplied, or halved at most. */
const BYTE_SCALE = 0.1
const UNIT_SCALE = 0.5
/** A mean of pixels up to 1 is between these; a learnt factor or shift, of images that were normalised before, is not. */
const UNIT_MEANS = [0.05, 0.95] as const
/** Nothing but pixels up to 1 is multiplied by as much. */
const TO_BYTES = 50
/** Steps that are followed: no normaliser has a tenth of them. */
const MOST_STEPS = 64
const NONE: OwnNormaliser = { operators: [], range: null, blueFirst: null }
const LARGEST_BYTE = 255
/** They may put the channels into another order, which is then the graph's own matter. */
const MOVES_CHANNELS = ['Gather', 'Slice']

export function ownNormaliser(graph: OnnxGraph): OwnNormaliser {
  const nodes = needed(
    graph,
    graph.outputs.slice(0, 1).map(({ name }) => name),
  )
  const operators: string[] = []
  const same: Line = { scale: 1, shift: 0 }
  let lines: Lines = { mean: same, channels: [same, same, same] }
  let value = graph.inputs[0]?.name
  const index = graphIndex(nodes)
  const shapeOnly = new Map<OnnxNode, boolean>()
  for (let step = 0; step < MOST_STEPS && value !== undefined; step++) {
    const read: string = value
    const readers = index.readers(read).filter((node) => !looksAtShapeOnly(node, index, shapeOnly))
    const [reader] = readers
    if (!reader || readers.length > 1) break
    const ofLayer = ofNormalisation(graph, reader, read, lines)
    if (ofLayer !== null) return { operators: [...operators, reader.operator], ...ofLayer }
    const next: Lines | null = SHIFTS_AND_SCALES.includes(reader.operator)
      ? followed(graph, reader, read, lines)
      : null
    if (next) {
      operators.push(reader.operator)
      lines = next
    } else if (!WITHOUT_EFFECT.includes(reader.operator) || reader.inputs[0] !== read) break
    if (MOVES_CHANNELS.includes(reader.operator)) lines = { ...lines, channels: null }
    value = reader.outputs[0]
  }
  const changesNothing = lines.mean.scale === 1 && lines.mean.shift === 0
  return operators.length === 0 || changesNothing ? NONE : { operators, ...meaningOf(lines) }
}

/** A node whose result only tells a shape: it reads no pixel. `found` keeps what was found, by node. */
function looksAtShapeOnly(
  node: OnnxNode,
  index: GraphIndex,
  found: Map<OnnxNode, boolean>,
  depth = 0,
): boolean {
  if (node.operator === 'Shape' || node.operator === 'Size') return true
  if (!WITHOUT_EFFECT.includes(node.operator) || depth > 8) return false
  const known = found.get(node)
  if (known !== undefined) return known
  const readers = node.outputs.flatMap((name) => index.readers(name))
  const only =
    readers.length > 0 && readers.every((reader) => looksAtShapeOnly(reader, index, found, depth + 1))
  found.set(node, only)
  return only
}

/** The lines behind one more operator; null where its other operand depends on the pixels. */
function followed(graph: OnnxGraph, node: OnnxNode, value: string, lines: Lines): Lines | null {
  const { operator, inputs, attributes } = node
  if (operator === 'Neg') return after(lines, [], ({ scale, shift }) => ({ scale: -scale, shift: -shift }))
  if (operator === 'ImageScaler') {
    const factor = typeof attributes['scale'] === 'number' ? attributes['scale'] : 1
    const biases = Array.isArray(attributes['bias']) ? attributes['bias'].map(Number) : []
    return after(lines, biases, ({ scale, shift }, bias) => ({
      scale: scale * factor,
      shift: shift * factor + bias,
    }))
  }
  const isFirst = inputs[0] === value
  const other = inputs.length === 2 ? inputs[isFirst ? 1 : 0]! : ''
  const numbers = other === value ? null : constantValue(graph, other)?.known
  if (!numbers) return null
  const constants = Array.from(numbers)
  switch (operator) {
    case 'Add':
      return after(lines, constants, ({ scale, shift }, constant) => ({ scale, shift: shift + constant }))
    case 'Sub':
      return after(lines, constants, ({ scale, shift }, constant) =>
        isFirst ? { scale, shift: shift - constant } : { scale: -scale, shift: constant - shift },
      )
    case 'Mul':
      return after(lines, constants, ({ scale, shift }, constant) => ({
        scale: scale * constant,
        shift: shift * constant,
      }))
    default:
      return isFirst && constants.every((constant) => constant !== 0)
        ? after(lines, constants, ({ scale, shift }, constant) => ({
            scale: scale / constant,
            shift: shift / constant,
          }))
        : null
  }
}

/** @param constants none (0), one for all channels, or one for each */
function after(
  { mean, channels }: Lines,
  constants: readonly number[],
  step: (line: Line, constant: number) => Line,
): Lines {
  const one = average(constants)
  const each = constants.length <= 1 ? [one, one, one] : constants
  return {
    mean: step(mean, one),
    channels:
      channels && each.length === channels.length
        ? channels.map((line, channel) => step(line, each[channel]!))
        : null,
  }
}

type Meaning = Pick<OwnNormaliser, 'range' | 'blueFirst'>

function meaningOf({ mean, channels }: Lines): Meaning {
  const range = rangeOf(mean)
  const means = channels?.map(({ scale, shift }) => -shift / scale)
  return { range, blueFirst: means && range !== null ? blueFirst(inUnits(means, range)) : null }
}

/** Means of pixels as ones of [0,1]. */
function inUnits(means: readonly number[], range: '0–1' | '0–255'): number[] {
  return means.map((value) => value / (range === '0–255' ? LARGEST_BYTE : 1))
}

function rangeOf({ scale, shift }: Line): OwnNormaliser['range'] {
  if (Math.abs(shift / scale) > LARGEST_UNIT_MEAN || Math.abs(scale) <= BYTE_SCALE) return '0–255'
  const mean = -shift / scale
  if (Math.abs(scale) >= UNIT_SCALE && mean >= UNIT_MEANS[0] && mean <= UNIT_MEANS[1]) return '0–1'
  return Math.abs(scale) >= TO_BYTES ? '0–1' : null
}

/**
 * A batch normalisation of the images says by its mean and variance what they were; null for every other node, and
 * where the images seem to have been normalised before (mean 0, deviation 1).
 */
function ofNormalisation(
  graph: OnnxGraph,
  node: OnnxNode,
  value: string,
  { mean: { scale, shift }, channels }: Lines,
): Meaning | null {
  if (node.operator !== 'BatchNormalization' || node.inputs[0] !== value) return null
  if (usesBatchStatistics(node, graph.opset)) return null
  const [means, variances] = [3, 4].map((i) => constantValue(graph, node.inputs[i] ?? '')?.known)
  if (!means || !variances) return null
  const mean = (average(means) - shift) / scale
  const deviation = Math.sqrt(average(variances)) / Math.abs(scale)
  const isBytes = mean > 20 && deviation > 10
  if (!isBytes && !(mean > 0.15 && mean < 0.85 && deviation < 0.5)) return null
  const each = channels?.map((line, channel) => (means[channel]! - line.shift) / line.scale)
  const range = isBytes ? '0–255' : '0–1'
  return { range, blueFirst: each?.length === means.length ? blueFirst(inUnits(each, range)) : null }
}

function average(numbers: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]!
  return numbers.length === 0 ? 0 : sum / numbers.length
}
