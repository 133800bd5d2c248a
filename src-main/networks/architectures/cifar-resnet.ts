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
  { width, classes }: NetworkConfiguration,
): NetworkGraph {
  const graph = new GraphBuilder()
  let x = graph.relu(graph.unit('input', 'conv1', 'bn1', { from: channels, to: width, kernel: 3 }))
  let inputs = width
  for (let section = 0; section < 3; section++) {
    const outputs = width * 2 ** section
    for (let index = 0; index < (depth - 2) / 6; index++) {
      const name = `layer${section + 1}.${index}`
      const stride = section > 0 && index === 0 ? 2 : 1
      const first = { from: inputs, to: outputs, kernel: 3, stride }
      const second = { from: outputs, to: outputs, kernel: 3 }
      const middle = graph.relu(graph.unit(x, `${name}.conv1`, `${name}.bn1`, first))
      const y = graph.unit(middle, `${name}.conv2`, `${name}.bn2`, second)
      let beside = x
      if (stride === 2 && shortcut === 'A') {
        // A quarter of the new width on either side, as the public definition pads; the rest is what was there.
        const zeros = Math.floor(outputs / 4)
        beside = graph.layer(
          { kind: 'padded shortcut', from: inputs, stride, before: zeros, behind: zeros },
          x,
        )
      } else if (stride === 2) {
        const shape = { from: inputs, to: outputs, kernel: 1, stride }
        beside = graph.unit(x, `${name}.shortcut.0`, `${name}.shortcut.1`, shape)
      }
      x = graph.relu(graph.add(y, beside))
      inputs = outputs
    }
  }
  graph.readOutOfMean(x, 'linear', inputs, classes)
  return graph.graph()
}
