/**
 * Wide ResNets (Zagoruyko & Komodakis 2016), pre-activated, of any depth 6n + 4 and any width, under the two sets
 * of names in which robust models are public. They differ in names, in the activation, and in the padding of
 * strided layers: DeepMind's come from TensorFlow and pad only below and to the right.
 */
import type { NetworkGraph } from '../graph'
import { GraphBuilder } from '../graph-builder'
import type { NetworkConfiguration } from '../network'

interface Dialect {
  stem: string
  block(group: number, index: number): string
  normalisations: readonly [string, string]
  convolutions: readonly [string, string]
  shortcut: string
  last: string
  readOut: string
  /** Of 3×3 layers with stride 2: zeros before and behind. */
  stridedPadding: readonly [number, number]
}

/** `conv1`, `block1.layer.0.conv1`, …: RobustBench's WideResNet, which TRADES and many others use. */
export function wideResNet(
  channels: number,
  depth: number,
  widen: number,
  configuration: NetworkConfiguration,
): NetworkGraph {
  return wide(channels, depth, widen, configuration, {
    stem: 'conv1',
    block: (group, index) => `block${group + 1}.layer.${index}`,
    normalisations: ['bn1', 'bn2'],
    convolutions: ['conv1', 'conv2'],
    shortcut: 'convShortcut',
    last: 'bn1',
    readOut: 'fc',
    stridedPadding: [1, 1],
  })
}

/** `init_conv`, `layer.0.block.0.conv_0`, …: DeepMind's (Gowal et al. 2020; Rebuffi et al. 2021). */
export function deepMindWideResNet(
  channels: number,
  depth: number,
  widen: number,
  configuration: NetworkConfiguration,
): NetworkGraph {
  return wide(channels, depth, widen, configuration, {
    stem: 'init_conv',
    block: (group, index) => `layer.${group}.block.${index}`,
    normalisations: ['batchnorm_0', 'batchnorm_1'],
    convolutions: ['conv_0', 'conv_1'],
    shortcut: 'shortcut',
    last: 'batchnorm',
    readOut: 'logits',
    stridedPadding: [0, 1],
  })
}

function wide(
  channels: number,
  depth: number,
  widen: number,
  configuration: NetworkConfiguration,
  dialect: Dialect,
): NetworkGraph {
  const { width, classes, shortcutInput = 'activation' } = configuration
  const graph = new GraphBuilder(configuration)
  const { normalisations, convolutions } = dialect
  let x = graph.convolution('input', dialect.stem, { from: channels, to: width, kernel: 3 })
  let inputs = width
  for (let group = 0; group < 3; group++) {
    const outputs = width * widen * 2 ** group
    for (let index = 0; index < (depth - 4) / 6; index++) {
      const name = dialect.block(group, index)
      const stride = group > 0 && index === 0 ? 2 : 1
      const normalised = graph.normalisation(x, `${name}.${normalisations[0]}`, inputs)
      const activated = graph.activation(normalised)
      const padding = stride === 2 ? dialect.stridedPadding : ([1, 1] as const)
      const first = { from: inputs, to: outputs, kernel: 3, stride, padding }
      const y = graph.unit(activated, `${name}.${convolutions[0]}`, `${name}.${normalisations[1]}`, first)
      const second = { from: outputs, to: outputs, kernel: 3 }
      const z = graph.convolution(graph.activation(y), `${name}.${convolutions[1]}`, second)
      const shape = { from: inputs, to: outputs, kernel: 1, stride }
      // TorchSSL's copy of this code activates before the shortcut in the first section only.
      const readsActivation = shortcutInput === 'activation' || (shortcutInput === 'first' && group === 0)
      const beside =
        inputs === outputs
          ? x
          : graph.convolution(readsActivation ? activated : x, `${name}.${dialect.shortcut}`, shape)
      x = graph.add(z, beside)
      inputs = outputs
    }
  }
  x = graph.activation(graph.normalisation(x, dialect.last, inputs))
  graph.readOutOfMean(x, dialect.readOut, inputs, classes)
  return graph.graph()
}
