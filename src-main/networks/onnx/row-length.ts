/**
 * How many numbers a graph gives for each image where its output's shape does not say it (several cut-outs of an image
 * that are averaged, or a shape that was left open): from the last layer that has weights. Pure.
 */
import type { OnnxGraph, OnnxNode } from '../../checkpoints/onnx/onnx-graph'
import { constantValue } from './constant-value'
import { graphIndex } from './graph-index'

/** Steps behind the last layer of weights. */
const MOST_STEPS = 32
/** The last axis stays what it is. */
const KEEP_ROWS = [
  ...['Identity', 'Cast', 'Softmax', 'LogSoftmax', 'Sigmoid', 'Relu', 'Neg', 'Log', 'Exp', 'Clip', 'Dropout'],
  ...['Add', 'Sub', 'Mul', 'Div', 'Sum', 'Mean', 'Max', 'Min', 'Concat'],
]
const OVER_MEMBERS = ['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceLogSumExp']

/** Null: it cannot be told. */
export function lengthOfRows(graph: OnnxGraph): number | null {
  let name = graph.outputs[0]?.name
  for (let step = 0; step < MOST_STEPS && name !== undefined; step++) {
    const node = graphIndex(graph.nodes).maker(name)
    if (node?.domain !== '') return null
    const length = madeBy(graph, node)
    if (length !== undefined) return length
    name = node.inputs.find((each) => constantValue(graph, each) === null)
  }
  return null
}

/** Undefined: as many as the first of its inputs that is no constant. */
function madeBy(graph: OnnxGraph, node: OnnxNode): number | null | undefined {
  const { operator, inputs, attributes } = node
  if (operator === 'Gemm') return side(graph, inputs[1], attributes['transB'] === 1 ? 0 : 1)
  if (operator === 'MatMul') return side(graph, inputs[1], -1)
  if (operator === 'Reshape') {
    const last = constantValue(graph, inputs[1] ?? '')?.known?.at(-1)
    return last !== undefined && last > 1 ? last : last === -1 ? null : undefined
  }
  if (operator === 'Concat') return isLastAxis(attributes['axis'], 1) ? null : undefined
  if (OVER_MEMBERS.includes(operator)) {
    const given = attributes['axes'] ?? constantValue(graph, inputs[1] ?? '')?.known
    const axes = Array.isArray(given)
      ? given
      : given === undefined || given === null
        ? []
        : [...(given as Iterable<unknown>)]
    return axes.length === 1 && (axes[0] === 0 || axes[0] === 1) ? undefined : null
  }
  return KEEP_ROWS.includes(operator) || operator === 'Unsqueeze' || operator === 'Squeeze' ? undefined : null
}

function isLastAxis(axis: unknown, last: number): boolean {
  return axis === -1 || axis === last
}

function side(graph: OnnxGraph, name: string | undefined, axis: number): number | null {
  return graph.initialisers.get(name ?? '')?.shape.at(axis) ?? null
}
