/**
 * The one way through a network. How the layers with weights compute is given by a layer set, of which there are
 * three: training, evaluation (graph-network.ts) and frozen (frozen.ts).
 */
import * as tf from '../devices/tf'
import type { Tensor, Tensor2D, Tensor4D } from '../devices/tf'
import { INPUT } from './graph'
import type { Layer, NetworkGraph, NetworkNode } from './graph'
import { activated } from './layers/activation'
import { padBorder } from './layers/border'
import { adaptiveMean, blurPool, globalMaximum, maxPool, maxPoolUp } from './layers/pooling'

type Named<Kind extends Layer['kind']> = Extract<NetworkNode, { kind: Kind }>
export type ConvolutionNode = Named<'convolution'>
export type NormalisationNode = Named<'batch normalisation'>
export type LinearNode = Named<'linear'>
export type ShortcutNode = Named<'padded shortcut'>

/** Maps are [n, h, w, c], features [n, inputs]. */
export interface LayerSet {
  convolution(x: Tensor4D, node: ConvolutionNode): Tensor4D
  normalisation(x: Tensor4D, node: NormalisationNode): Tensor4D
  shortcut(x: Tensor4D, node: ShortcutNode): Tensor4D
  linear(x: Tensor2D, node: LinearNode): Tensor2D
}

/** Logits [n, classes] of what the front end made of the images, [n, size, size, channels]. */
export function runGraph(graph: NetworkGraph, layers: LayerSet, images: Tensor4D): Tensor2D {
  return valuesOf(graph, layers, images, [graph.output])[0] as Tensor2D
}

/** The values of some nodes, in the order asked: maps [n, h, w, c], features [n, c]. What comes behind them is not computed. */
export function valuesOf(
  graph: NetworkGraph,
  layers: LayerSet,
  images: Tensor4D,
  wanted: readonly string[],
): Tensor[] {
  const values = new Map<string, Tensor>([[INPUT, images]])
  const last = Math.max(...wanted.map((id) => graph.nodes.findIndex((node) => node.id === id)))
  for (const node of graph.nodes.slice(0, last + 1)) {
    const inputs = node.inputs.map((id) => {
      const value = values.get(id)
      if (!value) throw new Error(`Node ${node.id} reads ${id}, which is not before it.`)
      return value
    })
    values.set(node.id, runNode(node, layers, inputs))
  }
  return wanted.map((id) => {
    const value = values.get(id)
    if (!value) throw new Error(`There is no node ${id}.`)
    return value
  })
}

function runNode(node: NetworkNode, layers: LayerSet, [x, y]: Tensor[]): Tensor {
  const map = x as Tensor4D
  switch (node.kind) {
    case 'convolution':
      return node.border === undefined
        ? layers.convolution(map, node)
        : layers.convolution(padBorder(map, node.padding, node.border), { ...node, padding: [0, 0] })
    case 'batch normalisation':
      return layers.normalisation(map, node)
    case 'padded shortcut':
      return layers.shortcut(map, node)
    case 'linear':
      return layers.linear(x as Tensor2D, node)
    case 'relu':
      return tf.relu(x!)
    case 'silu':
      return tf.mul(x!, tf.sigmoid(x!))
    case 'activation':
      return activated(x!, node.of)
    case 'without first':
      return tf.slice(map, [0, 1, 1, 0], [-1, -1, -1, -1])
    case 'add':
      return tf.add(x!, y!)
    case 'max pooling':
      return maxPool(map, node.kernel, node.stride, node.padding)
    case 'max pooling up':
      return maxPoolUp(map, node.kernel, node.stride)
    case 'mean pooling':
      return tf.avgPool(map, node.kernel, node.stride, 'valid')
    case 'blur pooling':
      return blurPool(map)
    case 'adaptive pooling':
      return node.mean ? adaptiveMean(map, node.side) : globalMaximum(map)
    case 'flatten':
      return flatten(map)
    default:
      throw node satisfies never
  }
}

/** [n, h, w, c] → [n, c·h·w], channel first as in PyTorch. */
function flatten(x: Tensor4D): Tensor2D {
  const [n, h, w, c] = x.shape
  return tf.reshape(h * w === 1 ? x : tf.transpose(x, [0, 3, 1, 2]), [n, c * h * w])
}
