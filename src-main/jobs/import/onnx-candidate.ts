/**
 * An ONNX model as a candidate for import: its graph says what is computed, so there is one,
 * or one for each output that can be the logits. */
import { countValues } from '../../checkpoints/values'
import { UserError } from '../../contract/errors'
import { describeOnnxModel } from '../../networks/onnx/describe'
import { logitOutputs, withOutput } from '../../networks/onnx/outputs'
import { ownNormaliser } from '../../networks/onnx/own-normaliser'
import type { OwnNormaliser } from '../../networks/onnx/own-normaliser'
import { normaliserCandidates } from '../../networks/recognition/normaliser-presets'
import { listOf } from '../../networks/recognition/match'
import type { OnnxGraph } from '../../checkpoints/onnx/onnx-graph'
import type { ImportCandidate } from '../../contract/import/import'

/** Standard deviation that makes 0 to 255 of 0 to 1. */
const BYTE = 1 / 255
const BYTE_PIXELS = '0–255'

/** Nodes and initialisers that are looked at for all outputs together: 60 outputs of a graph of 17,000 nodes. */
const MOST_LOOKS = 2 ** 20

/**
 * One for each output that can be the logits; it fits when every operator is known and the graph takes images.
 * @throws UserError('input') when there are too many to look at each
 */
export function onnxCandidates(graph: OnnxGraph): ImportCandidate[] {
  const outputs = logitOutputs(graph)
  if (outputs.length * (graph.nodes.length + graph.initialisers.size) > MOST_LOOKS && outputs.length > 1)
    throw new UserError(
      'input',
      `The ONNX model has ${outputs.length} outputs that could be the logits, too many to look at each: export it with the logits as its only output.`,
    )
  return outputs.map(({ name }, number) => onnxCandidate(graph, name, number))
}

function onnxCandidate(whole: OnnxGraph, output: string, number: number): ImportCandidate {
  const graph = withOutput(whole, output)
  const { input, classes, operators, canRun, reasons, warnings } = describeOnnxModel(graph)
  const channels = input?.channels === 1 ? 1 : 3
  const own =
    input?.dtype === 'uint8' ? { ...ownNormaliser(graph), range: '0–255' as const } : ownNormaliser(graph)
  const pixels = input?.height ?? null
  const known = normaliserCandidates({
    architecture: 'onnx',
    configuration: {
      architecture: 'onnx',
      width: 1,
      stem: 'cifar',
      classes: classes ?? 2,
      channels,
      sigma: null,
    },
    sizeHint: pixels === null ? null : { size: pixels, why: '' },
    normaliser: null,
  })
  const normaliser = normaliserInGraph(own, channels)
  const presets = [...known, bytePixels(channels)]
  const others = whole.outputs.filter(({ name }) => name !== output)
  const parameters = [...graph.initialisers.values()].reduce((sum, { shape }) => sum + countValues(shape), 0)
  return {
    number,
    dictionary: [],
    prefix: '',
    architecture: 'onnx',
    title: `ONNX model (${graph.nodes.length} operators)${others.length === 0 ? '' : `, output "${output}"`}`,
    fits: canRun && classes !== null,
    reasons: [
      `The graph says what is computed: ${operators
        .slice(0, 6)
        .map(({ operator, count }) => `${count} ${operator}`)
        .join(', ')}${operators.length > 6 ? ', …' : ''}.`,
      ...normaliserReasons(own),
      ...(others.length === 0
        ? []
        : [
            `The graph has ${whole.outputs.length} outputs: here "${output}" is taken as the logits, and ${listOf(others.map(({ name }) => name))} left aside.`,
          ]),
      ...warnings,
      ...reasons,
      ...(canRun && classes === null
        ? ['The file does not say how many classes there are: export it with a fixed number of outputs.']
        : []),
    ],
    missing: [],
    unexpected: [],
    wrongShapes: [],
    leftAside: [],
    inTheWay: [],
    reading: {},
    classes,
    channels: input === null ? null : channels,
    expandsGray: false,
    parameters: Math.max(1, parameters),
    size: pixels === null ? null : { pixels, why: 'The graph fixes the size of its input.' },
    sigma: null,
    components: null,
    normaliser,
    blueFirst: own.blueFirst,
    output,
    presets,
    grayPresets: [],
  }
}

/** What stands in the graph, and what is put in front of it so that pixels of [0,1] arrive as it takes them. */
function normaliserInGraph(
  { operators, range }: OwnNormaliser,
  channels: number,
): ImportCandidate['normaliser'] {
  if (range === null) return null
  const std = range === '0–255' ? BYTE : 1
  const steps = operators.length === 0 ? 'its input' : operators.join(', ')
  return {
    mean: Array<number>(channels).fill(0),
    std: Array<number>(channels).fill(std),
    entries: `in the graph: ${steps}, for pixels from ${range === '0–255' ? '0 to 255' : '0 to 1'}`,
  }
}

function normaliserReasons({ operators, range }: OwnNormaliser): string[] {
  if (operators.length === 0) return []
  const steps = `The graph normalises its images itself (${operators.join(', ')})`
  if (range === null)
    return [
      `${steps}, and its constants do not say whether for pixels from 0 to 1 ("none") or from 0 to 255 ("${BYTE_PIXELS}"): choose one.`,
    ]
  return [
    range === '0–1'
      ? `${steps}, and its constants are for pixels from 0 to 1: nothing has to be put in front of it.`
      : `${steps}, and its constants are for pixels from 0 to 255: a multiplication by 255 is put in front of it.`,
  ]
}

function bytePixels(channels: number): ImportCandidate['presets'][number] {
  return {
    name: BYTE_PIXELS,
    mean: Array<number>(channels).fill(0),
    std: Array<number>(channels).fill(BYTE),
    why: 'Pixels from 0 to 255 as they are: many graphs from Keras, TensorFlow and Caffe divide or subtract themselves.',
  }
}

/** One sentence on whether it can be imported. */
export function onnxVerdict({ fits, title, reasons }: ImportCandidate): string {
  return fits ? `It is an ${title}.` : (reasons.at(-1) ?? 'The ONNX model cannot be run.')
}
