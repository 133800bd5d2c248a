/**
 * ResNeXt-29 for 32×32 images (Xie et al. 2017) under the names of AugMix and RobustBench (CifarResNeXt): three
 * sections of three bottlenecks whose 3×3 convolution works in groups.
 */
import type { NetworkGraph } from '../graph'
import { GraphBuilder } from '../graph-builder'
import type { NetworkConfiguration } from '../network'

const EXPANSION = 4
/** The section width that `baseWidth` refers to. */
const REFERENCE_WIDTH = 64
const BLOCKS = 3

/** Channels of all groups together in a section of so many planes. */
export function groupedChannels(planes: number, cardinality: number, baseWidth: number): number {
  return Math.floor((planes * baseWidth) / REFERENCE_WIDTH) * cardinality
}

export function resNeXt29(
  channels: number,
  cardinality: number,
  baseWidth: number,
  configuration: NetworkConfiguration,
): NetworkGraph {
  const { width, classes } = configuration
  const graph = new GraphBuilder(configuration)
  let x = graph.activation(
    graph.unit('input', 'conv_1_3x3', 'bn_1', { from: channels, to: width, kernel: 3 }),
  )
  let inputs = width
  for (let section = 0; section < 3; section++) {
    const planes = width * 2 ** section
    const inner = groupedChannels(planes, cardinality, baseWidth)
    const outputs = EXPANSION * planes
    for (let index = 0; index < BLOCKS; index++) {
      const name = `stage_${section + 1}.${index}`
      const stride = section > 0 && index === 0 ? 2 : 1
      const reduce = { from: inputs, to: inner, kernel: 1 }
      const grouped = { from: inner, to: inner, kernel: 3, stride, groups: cardinality }
      const expand = { from: inner, to: outputs, kernel: 1 }
      const a = graph.activation(graph.unit(x, `${name}.conv_reduce`, `${name}.bn_reduce`, reduce))
      const b = graph.activation(graph.unit(a, `${name}.conv_conv`, `${name}.bn`, grouped))
      const c = graph.unit(b, `${name}.conv_expand`, `${name}.bn_expand`, expand)
      const projected = stride !== 1 || inputs !== outputs
      const shape = { from: inputs, to: outputs, kernel: 1, stride }
      const beside = projected ? graph.unit(x, `${name}.downsample.0`, `${name}.downsample.1`, shape) : x
      x = graph.activation(graph.add(c, beside))
      inputs = outputs
    }
  }
  graph.readOutOfMean(x, 'classifier', inputs, classes)
  return graph.graph()
}
