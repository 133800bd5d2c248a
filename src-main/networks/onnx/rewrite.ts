/**
 * A graph made simpler before it is computed, as data: nodes that no output needs are left out, batch
 * normalisations go into the convolution before them, a final softmax can be cut.
 * Invariant: the outputs' numbers stay what they were, but for rounding (and for the softmax that was cut).
 */
import type { OnnxGraph, OnnxNode, OnnxTensor } from '../../checkpoints/onnx/onnx-graph'
import { countValues } from '../../checkpoints/values'
import { graphIndex } from './graph-index'

/** Only the nodes that the first `outputs` outputs need, in an order in which each finds its inputs. */
export function needed(graph: OnnxGraph, outputs: readonly string[]): OnnxNode[] {
  const makers = graphIndex(graph.nodes)
  const order: OnnxNode[] = []
  const state = new Map<OnnxNode, 'open' | 'done'>()
  const stack = outputs.flatMap((name) => makers.maker(name) ?? []).toReversed()
  while (stack.length > 0) {
    const node = stack.at(-1)!
    if (state.get(node) === 'done') {
      stack.pop()
      continue
    }
    if (state.get(node) === 'open') {
      state.set(node, 'done')
      order.push(node)
      stack.pop()
      continue
    }
    state.set(node, 'open')
    for (const name of node.inputs) {
      const maker = makers.maker(name)
      // A node that is open already would be its own ancestor: computing it then fails by the missing value.
      if (maker && !state.has(maker)) stack.push(maker)
    }
  }
  return order
}

/** The node that computes the first output when it is a softmax over classes, through shapes and identities. */
export function finalSoftmax(graph: OnnxGraph): OnnxNode | null {
  return makerBehind(graph, 'Softmax')
}

/** The sigmoid that the one number passes last, through shapes and identities; null where there is none. */
export function finalSigmoid(graph: OnnxGraph): OnnxNode | null {
  return makerBehind(graph, 'Sigmoid')
}

/** The node of an operator that the first output comes from, through shapes and identities; null: another one. */
export function makerBehind(graph: OnnxGraph, operator: string): OnnxNode | null {
  let name = graph.outputs[0]?.name
  // A hostile graph may go round in a circle: more steps than nodes lead nowhere new.
  for (let step = 0; step < graph.nodes.length; step++) {
    const node = name === undefined ? undefined : graphIndex(graph.nodes).maker(name)
    if (!node || node.outputs[0] !== name) return null
    if (node.operator === operator) return node
    if (!['Identity', 'Flatten', 'Reshape', 'Squeeze', 'Unsqueeze', 'Cast'].includes(node.operator))
      return null
    name = node.inputs[0]
  }
  return null
}

/** The same graph without its final softmax, so that its output are logits; the graph itself where it has none. */
export function withoutFinalSoftmax(graph: OnnxGraph): OnnxGraph {
  const softmax = finalSoftmax(graph)
  if (!softmax) return graph
  const nodes = graph.nodes.map((node) =>
    node === softmax
      ? { ...node, operator: 'Identity', inputs: node.inputs.slice(0, 1), attributes: {} }
      : node,
  )
  return { ...graph, nodes }
}

/**
 * Whether a batch normalisation is in training mode: an attribute says so, before version 7 by default; from 7 to 13
 * it is the number of its outputs (ONNX: "Y, mean, var, saved_mean, saved_var (training mode)").
 */
export function usesBatchStatistics({ attributes, outputs }: OnnxNode, opset: number): boolean {
  if (opset < 7) return attributes['is_test'] !== 1
  if (opset < 14) return outputs.filter((name) => name !== '').length > 1
  return attributes['training_mode'] === 1
}

/** Channels of all normalisations that are folded; networks have a hundredth of them. */
const MOST_FOLDED = 2 ** 22

/** A convolution whose result only its batch normalisation reads, with constant weights, takes it in. */
export function foldNormalisations(graph: OnnxGraph): OnnxGraph {
  const uses = new Map<string, number>()
  for (const name of [
    ...graph.nodes.flatMap((node) => node.inputs),
    ...graph.outputs.map((output) => output.name),
  ])
    uses.set(name, (uses.get(name) ?? 0) + 1)
  const makers = new Map(graph.nodes.map((node) => [node.outputs[0], node]))
  const initialisers = new Map(graph.initialisers)
  const replaced = new Map<OnnxNode, OnnxNode>()
  let channels = 0
  for (const node of graph.nodes) {
    const convolution = makers.get(node.inputs[0])
    if (
      node.operator !== 'BatchNormalization' ||
      node.domain !== '' ||
      usesBatchStatistics(node, graph.opset)
    )
      continue
    if (convolution?.operator !== 'Conv' || convolution.domain !== '' || uses.get(node.inputs[0]!) !== 1)
      continue
    channels += countValues(initialisers.get(node.inputs[1] ?? '')?.shape ?? [])
    if (channels > MOST_FOLDED) break
    const folded = fold(convolution, node, initialisers)
    if (!folded) continue
    replaced.set(convolution, folded)
    replaced.set(node, { ...node, operator: 'Identity', inputs: node.inputs.slice(0, 1), attributes: {} })
  }
  if (replaced.size === 0) return graph
  return { ...graph, initialisers, nodes: graph.nodes.map((node) => replaced.get(node) ?? node) }
}

function fold(
  convolution: OnnxNode,
  normalisation: OnnxNode,
  initialisers: Map<string, OnnxTensor>,
): OnnxNode | null {
  const weight = initialisers.get(convolution.inputs[1] ?? '')
  const given = convolution.inputs[2] ?? ''
  const bias = given === '' ? null : initialisers.get(given)
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((i) =>
    initialisers.get(normalisation.inputs[i] ?? ''),
  )
  if (!weight || bias === undefined || !gamma || !beta || !mean || !variance) return null
  const outputs = weight.shape[0]!
  if ([gamma, beta, mean, variance].some(({ shape }) => countValues(shape) !== outputs)) return null
  const stated = normalisation.attributes['epsilon']
  const epsilon = typeof stated === 'number' ? stated : 1e-5
  const [gammas, betas, means, variances] = [gamma, beta, mean, variance].map((tensor) => tensor.read())
  const scale = Array.from(gammas!, (value, o) => value / Math.sqrt(variances![o]! + epsilon))
  const name = `${normalisation.outputs[0]} folded`
  const weights = (): Float32Array => {
    const values = weight.read()
    const perOutput = values.length / outputs
    return Float32Array.from(values, (value, i) => value * scale[Math.floor(i / perOutput)]!)
  }
  const offsets = bias?.read()
  const shifts = Float32Array.from(
    scale,
    (value, o) => betas![o]! + ((offsets?.[o] ?? 0) - means![o]!) * value,
  )
  initialisers.set(`${name} weight`, {
    name: `${name} weight`,
    shape: weight.shape,
    dtype: 'float32',
    read: weights,
  })
  initialisers.set(`${name} bias`, {
    name: `${name} bias`,
    shape: [outputs],
    dtype: 'float32',
    read: () => shifts,
  })
  return { ...convolution, inputs: [convolution.inputs[0]!, `${name} weight`, `${name} bias`] }
}
