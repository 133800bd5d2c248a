/**
 * ResNets of Hugging Face's transformers (`microsoft/resnet-18` … `-152`). Their code is one but for the activation and
 * the stride of a bottleneck, which a `config.json` beside the weights says.
 */
import { torchvisionResNet } from './resnet'
import type { Family } from './family'

const EMBEDDER = /^(?:resnet\.)?embedder\.embedder\.(convolution|normalization)\.(.+)$/
const LAYER =
  /^(?:resnet\.)?encoder\.stages\.(\d)\.layers\.(\d+)\.(?:layer\.(\d)|shortcut)\.(convolution|normalization)\.(weight|bias|running_mean|running_var|num_batches_tracked)$/
const READ_OUT = /^classifier\.1\.(weight|bias)$/

/** What names of this kind have in them, and no others. */
export const HUGGING_FACE = /(?:^|\.)encoder\.stages\.\d\.layers\.\d+\.(?:layer\.\d|shortcut)\.convolution\./

const part = (kind: string): string => (kind === 'convolution' ? '0' : '1')
const kind = (place: string): string => (place === '0' ? 'convolution' : 'normalization')

export const huggingFaceResNet: Family = {
  names: "Hugging Face's names of a ResNet",
  readOut: 'fc',
  canonical(name) {
    const first = EMBEDDER.exec(name)
    if (first) return `conv0.${part(first[1]!)}.${first[2]!}`
    const layer = LAYER.exec(name)
    if (layer) {
      const [, section, block, index, what, field] = layer
      const inside = index === undefined ? 'shortcut' : `layer${index}`
      return `sections.${section!}.${block!}.${inside}.${part(what!)}.${field!}`
    }
    const readOut = READ_OUT.exec(name)
    return readOut ? `fc.${readOut[1]!}` : null
  },
  own(canonical) {
    if (canonical.startsWith('fc.')) return canonical.replace('fc.', 'classifier.1.')
    const first = /^conv0\.([01])\.(.+)$/.exec(canonical)
    if (first) return `resnet.embedder.embedder.${kind(first[1]!)}.${first[2]!}`
    const layer = /^sections\.(\d)\.(\d+)\.(?:layer(\d)|shortcut)\.([01])\.(.+)$/.exec(canonical)
    if (!layer) return canonical
    const [, section, block, index, place, field] = layer
    const inside = index === undefined ? 'shortcut' : `layer.${index}`
    return `resnet.encoder.stages.${section!}.layers.${block!}.${inside}.${kind(place!)}.${field!}`
  },
  // Its first convolution and pooling are torchvision's, and nothing is blurred.
  propose: (shapes) =>
    torchvisionResNet
      .propose(shapes)
      .filter(
        ({ structure: { stem, pooling, stemStride, antialias } }) =>
          stem === 'imagenet' && pooling === undefined && stemStride === undefined && antialias === undefined,
      ),
}
