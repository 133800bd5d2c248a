/**
 * Which of a graph's outputs are the logits, and the file in which they are the only ones: another output chosen, or
 * one number for two classes written as two logits. Pure.
 */
import { onnx } from 'onnx-proto'
import type { OnnxGraph, OnnxNode, OnnxValueInformation } from '../../checkpoints/onnx/onnx-graph'
import { makerBehind } from './rewrite'

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

/** The sigmoid that the one number passes last, through shapes and identities; null where there is none. */
export function finalSigmoid(graph: OnnxGraph): OnnxNode | null {
  return makerBehind(graph, 'Sigmoid')
}

/**
 * The file with `output` as its only output.
 * @param bytes as it came, values included
 * A final sigmoid is cut: what it was given are logits.
 * @param binary its one number z becomes the logits [0, z] of two classes
 */
export function withLogits(bytes: Uint8Array, graph: OnnxGraph, output: string, binary: boolean): Uint8Array {
  const sigmoid = finalSigmoid(withOutput(graph, output))
  if (graph.outputs[0]?.name === output && !binary && sigmoid === null) return bytes
  const model = onnx.ModelProto.decode(bytes)
  const inner = onnx.GraphProto.create(model.graph ?? {})
  inner.output = inner.output.filter(({ name }) => name === output)
  for (const node of sigmoid === null ? [] : inner.node) {
    if (node.output?.[0] !== sigmoid!.outputs[0]) continue
    node.opType = 'Identity'
    node.attribute = []
  }
  if (binary) addSecondClass(inner, output)
  model.graph = inner
  return onnx.ModelProto.encode(model).finish()
}

function addSecondClass(graph: onnx.GraphProto, output: string): void {
  const name = (part: string): string => `${OWN}.${part}`
  const node = (
    opType: string,
    input: string[],
    to: string,
    attribute: onnx.IAttributeProto[] = [],
  ): onnx.INodeProto => ({ opType, name: to, input, output: [to], attribute })
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
