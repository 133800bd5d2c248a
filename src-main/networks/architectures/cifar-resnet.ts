/**
 * ResNet-20, 32, 44, 56, 110 for 32×32 images (He et al. 2016, section 4.2) under the names of
 * akamaster/pytorch_resnet_cifar10: three sections of basic blocks. Where a block halves the image, its shortcut is
 * option A (every second pixel, zeros for the new channels) or B (a projection).
 */
import type { NetworkGraph } from '../graph'
import { GraphBuilder } from '../graph-builder'
import type { NetworkConfiguration } from '../network'

export function cifarResNet(
  channels: number,
  depth: number,
  shortcut: 'A' | 'B',
  configuration: NetworkConfiguration,
): NetworkGraph {
  const { width, classes } = configuration
  const graph = new GraphBuilder(configuration)
  let x = graph.activation(graph.unit('input', 'conv1', 'bn1', { from: channels, to: width, kernel: 3 }))
  let inputs = width
  for (let section = 0; section < 3; section++) {
    const outputs = width * 2 ** section
    for (let index = 0; index < (depth - 2) / 6; index++) {
      const name = `layer${section + 1}.${index}`
      const stride = section > 0 && index === 0 ? 2 : 1
      const first = { from: inputs, to: outputs, kernel: 3, stride }
      const second = { from: outputs, to: outputs, kernel: 3 }
      const middle = graph.activation(graph.unit(x, `${name}.conv1`, `${name}.bn1`, first))
      const y = graph.unit(middle, `${name}.conv2`, `${name}.bn2`, second)
      let beside = x
      if (stride === 2 && shortcut === 'A') {
        beside = shortcutWithoutWeights(graph, x, inputs, configuration)
      } else if (stride === 2) {
        const shape = { from: inputs, to: outputs, kernel: 1, stride }
        beside = graph.unit(x, `${name}.shortcut.0`, `${name}.shortcut.1`, shape)
      }
      x = graph.activation(graph.add(y, beside))
      inputs = outputs
    }
  }
  graph.readOutOfMean(x, 'linear', inputs, classes)
  return graph.graph()
}

/**
 * Half the size and twice the channels. akamaster's definition takes the pixels 0, 2, 4 … and puts a quarter of the new
 * width in zeros on either side; fb.resnet.torch and what follows it put all of them behind, and others average 2×2
 * pixels, as TensorFlow's first CIFAR ResNet.
 */
function shortcutWithoutWeights(
  graph: GraphBuilder,
  x: string,
  from: number,
  { shortcutZeros, shortcutPixels }: NetworkConfiguration,
): string {
  const half = Math.floor(from / 2)
  const before = shortcutZeros === 'behind' ? 0 : shortcutZeros === 'before' ? from : half
  const zeros = { from, before, behind: shortcutZeros === undefined ? half : from - before }
  if (shortcutPixels === 'mean') {
    const means = graph.layer({ kind: 'mean pooling', kernel: 2, stride: 2 }, x)
    return graph.layer({ kind: 'padded shortcut', ...zeros, stride: 1 }, means)
  }
  const read = shortcutPixels === 'odd' ? graph.layer({ kind: 'without first' }, x) : x
  return graph.layer({ kind: 'padded shortcut', ...zeros, stride: 2 }, read)
}
