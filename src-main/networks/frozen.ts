/**
 * A network whose weights never change again: a batch normalisation that follows a convolution is folded into it
 * (folding.ts), any other becomes a scale and an offset, in double precision; the tensors are declared frozen so
 * that the device may build them into its compiled graph. The normaliser is not folded: zero padding follows it.
 */
import * as tf from '../devices/tf'
import { freeze } from '../devices/step'
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '../devices/tf'
import { affineOf, foldConvolution, foldableNormalisations } from './folding'
import { createFrontEnd } from './front-end/front-end'
import type { NetworkGraph } from './graph'
import { runGraph, valuesOf } from './graph-runner'
import type { ConvolutionNode, LayerSet } from './graph-runner'
import { channelShift, convolve, convolveGroups } from './layers/convolution'
import { linear } from './layers/linear'
import type { StateDictionary } from '../checkpoints/state-dictionary'
import type { Draws, FrozenNetwork, NetworkConfiguration } from './network'
import { withImageNoise } from './front-end/noise'
import { layersOf, namedLayers } from './sections'
import { toDeviceLayout } from './tensor-layout'

/** Builds a frozen network from a state dictionary that has been checked against the configuration. */
export function freezeNetwork(
  configuration: NetworkConfiguration,
  graph: NetworkGraph,
  state: StateDictionary,
): FrozenNetwork {
  const frontEnd = createFrontEnd(configuration, state)
  const { layers, tensors: weights } = frozenLayers(graph, state)
  const tensors = [...frontEnd.tensors, ...weights]
  freeze(tensors)
  const prepared = (images: Tensor4D, draws: Draws | undefined): Tensor4D =>
    frontEnd.apply(withImageNoise(configuration, images, draws))
  return {
    configuration,
    inside: {
      layers: namedLayers(graph).map(({ name }) => name),
      values: (images, names, draws) => {
        const nodes = layersOf(graph, names).map(({ node }) => node)
        return tf.tidy(() => valuesOf(graph, layers, prepared(images, draws), nodes))
      },
    },
    logits: (images, draws) => tf.tidy(() => runGraph(graph, layers, prepared(images, draws))),
    dispose: () => tf.dispose(tensors),
  }
}

function frozenLayers(graph: NetworkGraph, state: StateDictionary): { layers: LayerSet; tensors: Tensor[] } {
  const values = (name: string): Float32Array => {
    const entry = state.get(name)
    if (!entry || !(entry.data instanceof Float32Array))
      throw new Error(`The state has no float32 "${name}".`)
    // A copy: a device may keep a reference to what it is given, and the dictionary stays the caller's.
    return Float32Array.from(entry.data)
  }
  const foldable = foldableNormalisations(graph)
  const folded = new Set([...foldable.values()].map(({ name }) => name))
  const convolutions = new Map<string, { weights: Tensor4D[]; bias: Tensor1D | null }>()
  const affine = new Map<string, { scale: Tensor1D; offset: Tensor1D }>()
  const linears = new Map<string, { weight: Tensor2D; bias: Tensor1D }>()
  const shifts = new Map<string, Tensor4D>()
  for (const node of graph.nodes) {
    if (node.kind === 'convolution') {
      const { name } = node
      const normalisation = foldable.get(name)
      const { weight, bias } = normalisation
        ? foldConvolution(node, normalisation, values)
        : { weight: values(`${name}.weight`), bias: node.bias ? values(`${name}.bias`) : null }
      convolutions.set(name, { weights: groupsOf(node, weight), bias: bias && tf.tensor1d(bias) })
    } else if (node.kind === 'batch normalisation' && !folded.has(node.name)) {
      const { scale, offset } = affineOf(node, values)
      const [a, b] = [tf.tensor1d(Float32Array.from(scale)), tf.tensor1d(Float32Array.from(offset))]
      affine.set(node.name, { scale: a, offset: b })
    } else if (node.kind === 'linear') {
      const { name, from, to } = node
      const weight = toDeviceLayout([to, from], values(`${name}.weight`)).data
      linears.set(name, {
        weight: tf.tensor2d(weight, [from, to]),
        bias: tf.tensor1d(values(`${name}.bias`)),
      })
    } else if (node.kind === 'padded shortcut') {
      shifts.set(node.id, channelShift(node.from, node.before, node.behind))
    }
  }
  const layers: LayerSet = {
    convolution: (x, node) => {
      const { weights, bias } = convolutions.get(node.name)!
      const y = convolveGroups(x, weights, node)
      return bias ? tf.add(y, bias) : y
    },
    normalisation: (x, { name }) => {
      const map = affine.get(name)
      return map ? tf.add(tf.mul(x, map.scale), map.offset) : x
    },
    shortcut: (x, { id, stride }) => convolve(x, shifts.get(id)!, { stride, padding: [0, 0] }),
    linear: (x, { name }) => linear(x, linears.get(name)!.weight, linears.get(name)!.bias),
  }
  const tensors = [
    ...[...convolutions.values()].flatMap(({ weights, bias }) => (bias ? [...weights, bias] : weights)),
    ...[...affine.values()].flatMap(({ scale, offset }) => [scale, offset]),
    ...[...linears.values()].flatMap(({ weight, bias }) => [weight, bias]),
    ...shifts.values(),
  ]
  return { layers, tensors }
}

/** A convolution's weight [to, from/groups, k, k] as one device tensor for each group; the groups lie one after another. */
function groupsOf({ from, to, kernel, groups }: ConvolutionNode, weight: Float32Array): Tensor4D[] {
  const inputs = from / groups
  const outputs = to / groups
  const count = weight.length / groups
  return Array.from({ length: groups }, (_, group) => {
    const part = weight.subarray(group * count, (group + 1) * count)
    const laid = toDeviceLayout([outputs, inputs, kernel, kernel], part)
    return tf.tensor4d(laid.data, [kernel, kernel, inputs, outputs])
  })
}
