/** What the layers of a network hand on, and what they compute, from shapes alone. */
import { networkChannels } from './configuration'
import { INPUT } from './graph'
import { graphOf } from './graph-of'
import type { NetworkNode } from './graph'
import type { NetworkConfiguration } from './network'

/** Of one image. */
export interface Shape {
  side: number
  channels: number
}

/** Every layer with the shape of what it hands on, in the order in which they are computed. */
export function layerShapes(configuration: NetworkConfiguration): { node: NetworkNode; shape: Shape }[] {
  const shapes = new Map<string, Shape>([
    [INPUT, { side: configuration.size, channels: networkChannels(configuration) }],
  ])
  return graphOf(configuration).nodes.map((node) => {
    const shape = shapeOf(node, shapes.get(node.inputs[0]!)!)
    shapes.set(node.id, shape)
    return { node, shape }
  })
}

/** Multiplications (each with its addition) of one image's way through the convolutions and linear layers. */
export function multiplications(configuration: NetworkConfiguration): number {
  return layerShapes(configuration).reduce((sum, { node, shape }) => {
    if (node.kind === 'convolution')
      return sum + shape.side ** 2 * node.to * node.kernel ** 2 * (node.from / node.groups)
    return node.kind === 'linear' ? sum + node.from * node.to : sum
  }, 0)
}

function shapeOf(node: NetworkNode, { side, channels }: Shape): Shape {
  const window = (kernel: number, stride: number, padding: number): number =>
    Math.floor((side + padding - kernel) / stride) + 1
  switch (node.kind) {
    case 'convolution':
      return {
        side: window(
          (node.kernel - 1) * (node.dilation ?? 1) + 1,
          node.stride,
          node.padding[0] + node.padding[1],
        ),
        channels: node.to,
      }
    case 'max pooling':
      return { side: window(node.kernel, node.stride, 2 * node.padding), channels }
    case 'max pooling up':
      return { side: Math.ceil((side - node.kernel) / node.stride) + 1, channels }
    case 'mean pooling':
      return { side: window(node.kernel, node.stride, 0), channels }
    case 'blur pooling':
      return { side: Math.ceil(side / 2), channels }
    case 'padded shortcut':
      return {
        side: Math.ceil(side / node.stride),
        channels: node.before + channels + node.behind,
      }
    case 'without first':
      return { side: side - 1, channels }
    case 'adaptive pooling':
      return { side: node.side, channels }
    case 'flatten':
      return { side: 1, channels: side * side * channels }
    case 'linear':
      return { side: 1, channels: node.to }
    case 'batch normalisation':
    case 'relu':
    case 'silu':
    case 'activation':
    case 'add':
      return { side, channels }
    default:
      throw node satisfies never
  }
}
