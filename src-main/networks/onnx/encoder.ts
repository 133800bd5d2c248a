/**
 * Whether a graph ends where the features of an encoder end and no layer of classes follows: a pooling behind layers that
 * are none, an activation, a normalisation to unit length, one of several tokens. Names and shapes cannot tell, since
 * features are a row of numbers as logits are. Pure; a suspicion, for a sentence, and no proof.
 */
import type { OnnxGraph, OnnxNode } from '../../checkpoints/onnx/onnx-graph'
import { graphIndex } from './graph-index'

const SHAPES = ['Identity', 'Flatten', 'Reshape', 'Squeeze', 'Unsqueeze', 'Cast', 'Dropout']
const POOLING = ['GlobalAveragePool', 'GlobalMaxPool', 'AveragePool', 'MaxPool', 'ReduceMean', 'ReduceMax']
const ACTIVATIONS = ['Relu', 'LeakyRelu', 'PRelu', 'Elu', 'Gelu', 'HardSwish', 'Selu', 'Clip']
const ENDS = ['LpNormalization', 'LayerNormalization', 'Gather']

/** The operator that the first output comes from where that is no layer of classes; null: none was seen. */
export function endsInFeatures(graph: OnnxGraph): string | null {
  const walk = walker(graph)
  const last = walk(graph.outputs[0]?.name, SHAPES)
  if (!last) return null
  const { operator } = last
  if (ENDS.includes(operator) || ACTIVATIONS.includes(operator)) return operator
  if (
    operator === 'Div' &&
    isLengthOf(walk(last.inputs[1], [...SHAPES, 'Clip', 'Max', 'Expand', 'Add']), last)
  )
    return 'Div by its length'
  if (!POOLING.includes(operator)) return null
  // SqueezeNet and Network in Network have their layer of classes, a convolution 1 × 1, in front of the pooling.
  const before = walk(last.inputs[0], [...SHAPES, ...ACTIVATIONS, 'Transpose'])
  const kernel =
    before?.operator === 'Conv' ? graph.initialisers.get(before.inputs[1] ?? '')?.shape : undefined
  if (before && (before.operator === 'MatMul' || before.operator === 'Gemm')) return null
  return kernel?.slice(2).every((side) => side === 1) === true ? null : operator
}

function isLengthOf(node: OnnxNode | undefined, { inputs }: OnnxNode): boolean {
  return (
    node !== undefined &&
    ['ReduceL2', 'Sqrt'].includes(node.operator) &&
    (node.operator === 'Sqrt' || node.inputs[0] === inputs[0])
  )
}

/** Goes back from a value through operators of some kinds to the first of another kind. */
function walker(graph: OnnxGraph) {
  const index = graphIndex(graph.nodes)
  return (value: string | undefined, through: readonly string[]): OnnxNode | undefined => {
    let name = value
    // A hostile graph may go round in a circle: more steps than nodes lead nowhere new.
    for (let step = 0; step < graph.nodes.length && name !== undefined; step++) {
      const node = index.maker(name)
      if (!node || node.outputs[0] !== name || !through.includes(node.operator)) return node
      // Of a sum or a largest value the input that is computed, the other being a constant.
      name = node.inputs.find((input) => index.maker(input) !== undefined) ?? node.inputs[0]
    }
    return undefined
  }
}
