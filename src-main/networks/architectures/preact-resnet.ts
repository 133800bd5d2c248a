/**
 * PreActResNet-18 (He et al. 2016, "Identity mappings") under the names of kuangliu/pytorch-cifar and RobustBench.
 * Two public variants have the same weights: a projecting shortcut reads the block's input (RobustBench's
 * PreActBlock) or its first activation (kuangliu's, RobustBench's PreActBlockV2). `bn` before the read-out exists
 * in some.
 */
import type { NetworkGraph } from '../graph'
import { GraphBuilder } from '../graph-builder'
import type { NetworkConfiguration } from '../network'
import { pooled } from './resnet'

export function preActivationResNet(
  channels: number,
  shortcutInput: NetworkConfiguration['shortcutInput'],
  finalNormalisation: boolean,
  configuration: NetworkConfiguration,
): NetworkGraph {
  const { width, classes } = configuration
  const graph = new GraphBuilder(configuration)
  const stem = { from: channels, to: width, kernel: 3, stride: configuration.stemStride ?? 1 }
  let x = graph.convolution('input', 'conv1', stem)
  x = pooled(graph, x, configuration.pooling ?? 'none', { antialias: undefined })
  let inputs = width
  for (let section = 0; section < 4; section++) {
    const outputs = width * 2 ** section
    for (let index = 0; index < 2; index++) {
      const name = `layer${section + 1}.${index}`
      const stride = section > 0 && index === 0 ? 2 : 1
      const activated = graph.activation(graph.normalisation(x, `${name}.bn1`, inputs))
      const first = { from: inputs, to: outputs, kernel: 3, stride }
      const y = graph.unit(activated, `${name}.conv1`, `${name}.bn2`, first)
      const second = { from: outputs, to: outputs, kernel: 3 }
      const z = graph.convolution(graph.activation(y), `${name}.conv2`, second)
      let beside = x
      if (stride !== 1 || inputs !== outputs) {
        const read = shortcutInput === 'activation' ? activated : x
        const shape = { from: inputs, to: outputs, kernel: 1, stride }
        beside = graph.convolution(read, `${name}.shortcut.0`, shape)
      }
      x = graph.add(z, beside)
      inputs = outputs
    }
  }
  if (finalNormalisation) x = graph.activation(graph.normalisation(x, 'bn', inputs))
  graph.readOutOfMean(x, 'linear', inputs, classes)
  return graph.graph()
}
