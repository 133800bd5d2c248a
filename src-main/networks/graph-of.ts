/** From a configuration to the network as data: the one place that knows which file describes which architecture. */
import { architectureName } from '../contract/architectures'
import { UserError } from '../contract/errors'
import { cifarResNet } from './architectures/cifar-resnet'
import { preActivationResNet } from './architectures/preact-resnet'
import { resNet } from './architectures/resnet'
import { resNeXt29 } from './architectures/resnext'
import { vgg } from './architectures/vgg'
import { deepMindWideResNet, wideResNet } from './architectures/wide-resnet'
import { checkConfiguration, networkChannels } from './configuration'
import type { NetworkGraph } from './graph'
import type { NetworkConfiguration } from './network'

/**
 * The layers of a configuration.
 * @throws UserError('usage') when the configuration holds an impossible value, and for `onnx`, whose layers are in
 * its own file.
 */
export function graphOf(configuration: NetworkConfiguration): NetworkGraph {
  checkConfiguration(configuration)
  const { architecture } = configuration
  const channels = networkChannels(configuration)
  const detail = <Key extends keyof NetworkConfiguration>(
    key: Key,
  ): Exclude<NetworkConfiguration[Key], undefined> => {
    const value = configuration[key]
    if (value === undefined) throw new Error(`${architectureName(configuration)} was not checked for ${key}.`)
    return value as Exclude<NetworkConfiguration[Key], undefined>
  }
  switch (architecture) {
    case 'resnet18':
    case 'resnet34':
    case 'resnet50':
    case 'resnet101':
    case 'resnet152':
      return resNet(architecture, channels, configuration)
    case 'cifar-resnet':
      return cifarResNet(channels, detail('depth'), detail('shortcut'), configuration)
    case 'preact-resnet18':
      return preActivationResNet(
        channels,
        detail('shortcutInput'),
        detail('finalNormalisation'),
        configuration,
      )
    case 'wide-resnet':
      return wideResNet(channels, detail('depth'), detail('widen'), configuration)
    case 'deepmind-wide-resnet':
      return deepMindWideResNet(channels, detail('depth'), detail('widen'), configuration)
    case 'resnext29':
      return resNeXt29(channels, detail('cardinality'), detail('baseWidth'), configuration)
    case 'vgg11':
    case 'vgg13':
    case 'vgg16':
    case 'vgg19': {
      const readOut = {
        kind: detail('readOut'),
        hidden: detail('readOutHidden'),
        pooling: detail('readOutPooling'),
      }
      return vgg(architecture, channels, detail('batchNormalisation'), readOut, configuration)
    }
    case 'onnx':
      throw new UserError(
        'usage',
        'An ONNX model can be measured, but neither trained nor rebuilt from weights: choose another architecture.',
      )
    default:
      throw architecture satisfies never
  }
}
