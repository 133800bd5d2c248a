/**
 * What a value of a graph is when no pixel enters it: an initialiser, or what plain numbers give (a constant that is
 * reshaped, cast, inverted). Computed without a device; null for everything else.
 */
import { UserError } from '../../contract/errors'
import type { OnnxGraph, OnnxNode } from '../../checkpoints/onnx/onnx-graph'
import { Call } from './call'
import { KNOWN_OPERATORS, isForNumbers } from './known-operators'
import { OPERATORS } from './operators'
import { valueOfTensor } from './operators/sources'
import type { Value } from './value'

/** Operators that make known numbers of known numbers without a table of their own. */
const WITHOUT_DEVICE = ['Constant', 'Flatten', 'Identity', 'Reshape', 'Squeeze', 'Unsqueeze']
/** Longer chains of constants are no normaliser; also ends a graph that goes round in a circle. */
const DEEPEST = 16

export function constantValue(graph: OnnxGraph, name: string, depth = 0): Value | null {
  const initialiser = graph.initialisers.get(name)
  if (initialiser) return valueOfTensor(initialiser, null)
  const node = graph.nodes.find(({ outputs }) => outputs.includes(name))
  if (!node || node.domain !== '' || depth > DEEPEST) return null
  const inputs = node.inputs.map((input) => (input === '' ? null : constantValue(graph, input, depth + 1)))
  if (node.inputs.some((input, i) => input !== '' && inputs[i] === null)) return null
  return computed(graph, node, inputs)?.[node.outputs.indexOf(name)] ?? null
}

function computed(graph: OnnxGraph, node: OnnxNode, inputs: (Value | null)[]): Value[] | null {
  const call = new Call(node, graph.opset, inputs, new Map(), (tensor) => tensor, null, undefined)
  const operator = isForNumbers(call)
    ? KNOWN_OPERATORS.get(node.operator)
    : WITHOUT_DEVICE.includes(node.operator)
      ? OPERATORS.get(node.operator)
      : undefined
  if (!operator) return null
  try {
    return [operator(call)].flat()
  } catch (error) {
    // A graph that is wrong here is refused with its own sentence when it is run.
    if (error instanceof UserError) return null
    throw error
  }
}
