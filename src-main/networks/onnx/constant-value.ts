/**
 * What a value of a graph is when no pixel enters it: an initialiser, or what plain numbers give (a constant that is
 * reshaped, cast, inverted). Computed without a device; null for everything else.
 * Invariant: each value is computed once per graph, and all of them together stay small.
 */
import { isOutOfMemory } from '../../contract/errors'
import { countValues } from '../../checkpoints/values'
import type { OnnxGraph, OnnxNode } from '../../checkpoints/onnx/onnx-graph'
import { Call } from './call'
import { graphIndex } from './graph-index'
import { KNOWN_OPERATORS, isForNumbers } from './known-operators'
import { OPERATORS } from './operators'
import { valueOfTensor } from './operators/sources'
import type { Value } from './value'

/** Operators that make known numbers of known numbers without a table of their own. */
const WITHOUT_DEVICE = ['Constant', 'Flatten', 'Identity', 'Reshape', 'Squeeze', 'Unsqueeze']
/** Longer chains of constants are no normaliser; also ends a graph that goes round in a circle. */
const DEEPEST = 16
/** A mean image of 512 × 512 pixels in colour; larger initialisers are weights, and no constant that is looked for here. */
const LARGEST = 2 ** 20
/** Numbers of one graph that are kept, or are looked at to make others: once there are more, nothing more is computed. */
const MOST_NUMBERS = 2 ** 22

interface Known {
  values: Map<string, Value | null>
  numbers: number
}

const knownOf = new WeakMap<readonly OnnxNode[], Known>()

export function constantValue(graph: OnnxGraph, name: string): Value | null {
  let known = knownOf.get(graph.nodes)
  if (!known) knownOf.set(graph.nodes, (known = { values: new Map(), numbers: 0 }))
  return valueOf(graph, name, 0, known) ?? null
}

/** Undefined: too deep to tell from here, which is no answer for good. */
function valueOf(graph: OnnxGraph, name: string, depth: number, known: Known): Value | null | undefined {
  const found = known.values.get(name)
  if (found !== undefined) return found
  if (depth > DEEPEST) return undefined
  const value = computedValue(graph, name, depth, known)
  if (value === undefined) return undefined
  if (value !== null) known.numbers += value.size
  const kept = known.numbers > MOST_NUMBERS ? null : value
  // Null as well: what is too large is not made again for each that asks.
  known.values.set(name, kept)
  return kept
}

function computedValue(
  graph: OnnxGraph,
  name: string,
  depth: number,
  known: Known,
): Value | null | undefined {
  const initialiser = graph.initialisers.get(name)
  if (initialiser) {
    const numbers = countValues(initialiser.shape)
    return numbers > LARGEST || known.numbers + numbers > MOST_NUMBERS
      ? null
      : valueOfTensor(initialiser, null)
  }
  const node = graphIndex(graph.nodes).maker(name)
  if (!node || node.domain !== '') return null
  const inputs: (Value | null)[] = []
  for (const input of node.inputs) {
    const value = input === '' ? null : valueOf(graph, input, depth + 1, known)
    // One that depends on the pixels is enough.
    if (input !== '' && !value) return value
    inputs.push(value ?? null)
  }
  known.numbers += inputs.reduce((sum, value) => sum + (value?.size ?? 0), 0)
  if (known.numbers > MOST_NUMBERS) return null
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
    // A graph that is wrong here, whatever its numbers lead to, is refused with its own sentence when it is run.
    if (isOutOfMemory(error)) throw error
    return null
  }
}
