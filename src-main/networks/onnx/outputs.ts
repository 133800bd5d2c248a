/**
 * Which of a graph's outputs are the logits, and the file in which they are the only ones: another output chosen, or
 * one number for two classes written as two logits. Pure.
 */
import { onnx } from 'onnx-proto'
import type { OnnxGraph, OnnxValueInformation } from '../../checkpoints/onnx/onnx-graph'
import type { Probabilities } from './probabilities'
import { finalSigmoid } from './rewrite'

const { AttributeType } = onnx.AttributeProto
const { DataType } = onnx.TensorProto
/** What names of the added values begin with. */
const OWN = 'halfpower.two_classes'

/** Outputs that can be one row of logits per image; all of them where none is described so. */
export function logitOutputs({ outputs }: OnnxGraph): OnnxValueInformation[] {
  const rows = outputs.filter(
    ({ shape, dtype }) =>
      (dtype === null || dtype.startsWith('float') || dtype === 'bfloat16') &&
      (shape === null || rowLength(shape) !== undefined),
  )
  return rows.length > 0 ? rows : [...outputs]
}

/**
 * How many numbers an image gets by an output's shape; null: the file leaves it open; undefined: it is no row.
 */
export function rowLength(shape: readonly (number | string | null)[]): number | null | undefined {
  if (shape.length === 1) return 1
  if (shape.length === 0 || shape.slice(2).some((side) => typeof side === 'number' && side !== 1))
    return undefined
  const [, side] = shape
  return typeof side === 'number' ? side : null
}

/** The same graph with one output. */
export function withOutput(graph: OnnxGraph, name: string): OnnxGraph {
  return { ...graph, outputs: graph.outputs.filter((output) => output.name === name) }
}

/**
 * The file with `output` as its only output. A final sigmoid is cut: what it was given are logits.
 * @param bytes as it came, values included
 * @param binary its one number z becomes the logits [0, z] of two classes
 * @param probabilities what the output's numbers were found to be: their logarithms, log-odds or negatives become the logits
 */
export function withLogits(
  bytes: Uint8Array,
  graph: OnnxGraph,
  output: string,
  binary: boolean,
  probabilities: Probabilities | null = null,
): Uint8Array {
  const sigmoid = finalSigmoid(withOutput(graph, output))
  if (graph.outputs[0]?.name === output && !binary && sigmoid === null && probabilities === null) return bytes
  const model = onnx.ModelProto.decode(bytes)
  const inner = onnx.GraphProto.create(model.graph ?? {})
  inner.output = inner.output.filter(({ name }) => name === output)
  for (const node of sigmoid === null ? [] : inner.node) {
    if (node.output?.[0] !== sigmoid!.outputs[0]) continue
    node.opType = 'Identity'
    node.attribute = []
  }
  const logits = probabilities === null ? output : addLogits(inner, output, probabilities, graph.opset)
  if (binary) addSecondClass(inner, logits)
  model.graph = inner
  return onnx.ModelProto.encode(model).finish()
}

function node(
  opType: string,
  input: string[],
  to: string,
  attribute: onnx.IAttributeProto[] = [],
): onnx.INodeProto {
  return { opType, name: to, input, output: [to], attribute }
}

/** The smallest normal float32, and the largest below 1: what a logarithm is taken of. */
const [SMALLEST, LARGEST] = [2 ** -126, 1 - 2 ** -24]

/** Log p, of each class by itself log (p / (1 − p)), of costs and distances their negative; returns its name, which is the graph's output from now on. */
function addLogits(
  graph: onnx.GraphProto,
  output: string,
  { kind, mass }: Probabilities,
  opset: number,
): string {
  const name = (part: string): string => `halfpower.log.${part}`
  const number = (part: string, value: number): string => {
    const rawData = new Uint8Array(Float32Array.of(value).buffer)
    graph.initializer = [
      ...graph.initializer,
      { name: name(part), dims: [], dataType: DataType.FLOAT, rawData },
    ]
    return name(part)
  }
  const add = (...nodes: onnx.INodeProto[]): void => void (graph.node = [...graph.node, ...nodes])
  const clipped = (value: string, to: string): string => {
    const bounds = { smallest: SMALLEST, ...(kind === 'each' ? { largest: LARGEST } : {}) }
    const [min, max] = ['smallest', 'largest'].map((each) => name(`${to}.${each}`))
    if (opset >= 11) {
      for (const [each, value] of Object.entries(bounds)) number(`${to}.${each}`, value)
      add(node('Clip', [value, min!, ...(kind === 'each' ? [max!] : [])], name(to)))
    } else {
      const attribute = Object.entries(bounds).map(([each, f]) => ({
        ...{ name: each === 'smallest' ? 'min' : 'max', type: AttributeType.FLOAT, f },
      }))
      add(node('Clip', [value], name(to), attribute))
    }
    return name(to)
  }
  const to: onnx.IAttributeProto = { name: 'to', type: AttributeType.INT, i: DataType.FLOAT }
  add(node('Cast', [output], name('float'), [to]))
  if (kind === 'costs' || kind === 'distances') add(node('Neg', [name('float')], name('logits')))
  else if (kind === 'rows') add(node('Log', [clipped(name('float'), 'p')], name('logits')))
  else {
    add(node('Div', [name('float'), number('mass', mass)], name('share')))
    const p = clipped(name('share'), 'p')
    add(node('Sub', [number('one', 1), p], name('rest')))
    add(node('Log', [p], name('log p')), node('Log', [name('rest')], name('log rest')))
    add(node('Sub', [name('log p'), name('log rest')], name('logits')))
  }
  const shape = graph.output[0]?.type?.tensorType?.shape
  graph.output = [
    { name: name('logits'), type: { tensorType: { elemType: DataType.FLOAT, ...(shape ? { shape } : {}) } } },
  ]
  return name('logits')
}

function addSecondClass(graph: onnx.GraphProto, output: string): void {
  const name = (part: string): string => `${OWN}.${part}`
  graph.initializer = [
    ...graph.initializer,
    {
      name: name('shape'),
      dims: [2],
      dataType: DataType.INT64,
      rawData: new Uint8Array(BigInt64Array.from([-1n, 1n]).buffer),
    },
  ]
  graph.node = [
    ...graph.node,
    node('Reshape', [output, name('shape')], name('z')),
    node('Sub', [name('z'), name('z')], name('zero')),
    node('Concat', [name('zero'), name('z')], name('logits'), [
      { name: 'axis', type: AttributeType.INT, i: 1 },
    ]),
  ]
  const batch = graph.output[0]?.type?.tensorType?.shape?.dim?.[0] ?? {}
  graph.output = [
    {
      name: name('logits'),
      type: {
        tensorType: {
          elemType: graph.output[0]?.type?.tensorType?.elemType ?? DataType.FLOAT,
          shape: { dim: [batch, { dimValue: 2 }] },
        },
      },
    },
  ]
}
