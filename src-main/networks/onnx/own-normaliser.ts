/**
 * Whether an ONNX graph normalises its images itself, and for which pixels: found by looking at what is done to the
 * input before anything mixes pixels. Shifts and scales are followed as one line, y = scale · x + shift (of the mean
 * over channels and places), because the constants give the range away: nobody divides pixels of [0,1] by 255, or
 * takes 123.7 off them.
 */
import type { OnnxGraph, OnnxNode } from '../../checkpoints/onnx/onnx-graph'
import { constantValue } from './constant-value'
import { graphIndex } from './graph-index'
import type { GraphIndex } from './graph-index'
import { needed, usesBatchStatistics } from './rewrite'

export interface OwnNormaliser {
  /** In their order, e.g. `['Sub', 'Div']`; [] where the graph takes the images as they come. */
  operators: string[]
  /** The pixels that it is made for; null where its constants do not say it. */
  range: '0–1' | '0–255' | null
}

interface Line {
  scale: number
  shift: number
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
const NONE: OwnNormaliser = { operators: [], range: null }

export function ownNormaliser(graph: OnnxGraph): OwnNormaliser {
  const nodes = needed(
    graph,
    graph.outputs.slice(0, 1).map(({ name }) => name),
  )
  const operators: string[] = []
  let line: Line = { scale: 1, shift: 0 }
  let value = graph.inputs[0]?.name
  const index = graphIndex(nodes)
  const shapeOnly = new Map<OnnxNode, boolean>()
  for (let step = 0; step < MOST_STEPS && value !== undefined; step++) {
    const read: string = value
    const readers = index.readers(read).filter((node) => !looksAtShapeOnly(node, index, shapeOnly))
    const [reader] = readers
    if (!reader || readers.length > 1) break
    const ofLayer = normalisationRange(graph, reader, read, line)
    if (ofLayer !== null) return { operators: [...operators, reader.operator], range: ofLayer }
    const next: Line | null = SHIFTS_AND_SCALES.includes(reader.operator)
      ? followed(graph, reader, read, line)
      : null
    if (next) {
      operators.push(reader.operator)
      line = next
    } else if (!WITHOUT_EFFECT.includes(reader.operator) || reader.inputs[0] !== read) break
    value = reader.outputs[0]
  }
  const changesNothing = line.scale === 1 && line.shift === 0
  return operators.length === 0 || changesNothing ? NONE : { operators, range: rangeOf(line) }
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

/** The line behind one more operator; null where its other operand depends on the pixels. */
function followed(graph: OnnxGraph, node: OnnxNode, value: string, { scale, shift }: Line): Line | null {
  const { operator, inputs, attributes } = node
  if (operator === 'Neg') return { scale: -scale, shift: -shift }
  if (operator === 'ImageScaler') {
    const factor = typeof attributes['scale'] === 'number' ? attributes['scale'] : 1
    const bias = Array.isArray(attributes['bias']) ? average(attributes['bias'].map(Number)) : 0
    return { scale: scale * factor, shift: shift * factor + bias }
  }
  const isFirst = inputs[0] === value
  const other = inputs.length === 2 ? inputs[isFirst ? 1 : 0]! : ''
  const numbers = other === value ? null : constantValue(graph, other)?.known
  if (!numbers) return null
  const constant = average(numbers)
  switch (operator) {
    case 'Add':
      return { scale, shift: shift + constant }
    case 'Sub':
      return isFirst ? { scale, shift: shift - constant } : { scale: -scale, shift: constant - shift }
    case 'Mul':
      return { scale: scale * constant, shift: shift * constant }
    default:
      return isFirst && constant !== 0 ? { scale: scale / constant, shift: shift / constant } : null
  }
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
function normalisationRange(
  graph: OnnxGraph,
  node: OnnxNode,
  value: string,
  { scale, shift }: Line,
): OwnNormaliser['range'] {
  if (node.operator !== 'BatchNormalization' || node.inputs[0] !== value) return null
  if (usesBatchStatistics(node, graph.opset)) return null
  const [means, variances] = [3, 4].map((i) => constantValue(graph, node.inputs[i] ?? '')?.known)
  if (!means || !variances) return null
  const mean = (average(means) - shift) / scale
  const deviation = Math.sqrt(average(variances)) / Math.abs(scale)
  if (mean > 20 && deviation > 10) return '0–255'
  return mean > 0.15 && mean < 0.85 && deviation < 0.5 ? '0–1' : null
}

function average(numbers: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]!
  return numbers.length === 0 ? 0 : sum / numbers.length
}
