/** Which nodes of a graph draw random numbers at every run: what makes a model stochastic. */
import type { OnnxGraph, OnnxNode } from '../../checkpoints/onnx/onnx-graph'
import { constantValue } from './constant-value'
import { RANDOM_OPERATORS } from './operators/random'

/** @param known the first number of a value that is known without computing */
export function drawsNoise(
  { operator, domain, inputs }: OnnxNode,
  known: (name: string) => number | undefined,
): boolean {
  if (domain !== '') return false
  if (RANDOM_OPERATORS.has(operator)) return true
  // Its third input is the training mode.
  const mode = inputs[2]
  return operator === 'Dropout' && mode !== undefined && mode !== '' && Boolean(known(mode))
}

/** The nodes among `nodes` that draw, in their order. */
export function randomNodes(graph: OnnxGraph, nodes: readonly OnnxNode[] = graph.nodes): OnnxNode[] {
  return nodes.filter((node) => drawsNoise(node, (name) => constantValue(graph, name)?.known?.[0]))
}
