/**
 * The architectures by name: which there are, what is usual for each, and how a scientist writes them. Not here:
 * what they are made of (networks/), nor what may not be combined (networks/configuration.ts).
 */

import type {
  Activation,
  DilatedSections,
  NormalisationEpsilon,
  PaddingMode,
  SectionPooling,
  ShortcutInput,
  ShortcutPixels,
  ShortcutZeros,
  StemPooling,
} from './import/readings'

/** Every architecture that a model can have. `onnx` is any graph that came as an ONNX file. */
export const ARCHITECTURE_NAMES = [
  'resnet18',
  'resnet34',
  'resnet50',
  'resnet101',
  'resnet152',
  'cifar-resnet',
  'preact-resnet18',
  'wide-resnet',
  'deepmind-wide-resnet',
  'resnext29',
  'vgg11',
  'vgg13',
  'vgg16',
  'vgg19',
  'onnx',
] as const
export type ArchitectureName = (typeof ARCHITECTURE_NAMES)[number]

/** Those that can be trained here, in the order in which they are offered. */
export type TrainableArchitecture = Exclude<ArchitectureName, 'onnx'>
export const TRAINABLE_ARCHITECTURES = ARCHITECTURE_NAMES.filter(
  (name): name is TrainableArchitecture => name !== 'onnx',
)

/** What a sweep trains when nothing is said. */
export const USUAL_ARCHITECTURE: TrainableArchitecture = 'resnet18'

/**
 * What a configuration says of its architecture beyond the name; what is meaningless for it is absent.
 * networks/configuration.ts checks both.
 */
export interface ArchitectureDetails {
  /** Weighted layers: `cifar-resnet` 6n + 2, the wide ResNets 6n + 4. */
  depth?: number
  /** The wide ResNets: how many times `width` the first section is wide. */
  widen?: number
  /** `cifar-resnet`: A adds zero channels, B projects. */
  shortcut?: 'A' | 'B'
  /** `preact-resnet18`; the wide ResNets where it is not the first activation: what a projecting shortcut reads. */
  shortcutInput?: ShortcutInput
  /** `preact-resnet18`: batch normalisation and ReLU before the read-out. */
  finalNormalisation?: boolean
  /** `deepmind-wide-resnet`; all others where it is not ReLU. */
  activation?: Activation
  /** ResNets of four sections and `preact-resnet18`, where it is not the stem's usual. */
  pooling?: StemPooling
  /** The same, and `preact-resnet18`: stride of the first convolution. */
  stemStride?: 1 | 2
  /** ResNets of four sections whose last section does not halve the map, as in re-identification. */
  lastStride?: 1
  /** ResNets of four sections whose last sections dilate instead of halving the map, as torchvision's and timm's do. */
  dilatedSections?: Exclude<DilatedSections, 'none'>
  /** Bottlenecks whose first convolution (1×1) has the stride, as in Caffe, and not the second. */
  strideIn?: 'first'
  /** ResNets that blur (or average) behind a layer without stride instead of striding (Zhang 2019; timm). */
  antialias?: 'blur' | 'average'
  /** `cifar-resnet` of option A, where zeros are not on both sides. */
  shortcutZeros?: Exclude<ShortcutZeros, 'both'>
  /** The same, where not every second pixel is taken, from the first one on. */
  shortcutPixels?: Exclude<ShortcutPixels, 'even'>
  /** `vgg…`, where the sections do not end in max pooling. */
  sectionPooling?: Exclude<SectionPooling, 'max'>
  /** Where convolutions do not pad with zeros. */
  paddingMode?: Exclude<PaddingMode, 'zeros'>
  /** Where a linear read-out takes the largest value of all places instead of their mean. */
  readOutBy?: 'max'
  /** ε of all batch normalisations, where it is not PyTorch's. */
  epsilon?: Exclude<NormalisationEpsilon, 1e-5>
  /** `resnext29`: number of groups. */
  cardinality?: number
  /** `resnext29`: channels of a group, per 64 channels of the section. */
  baseWidth?: number
  /** `vgg…`: batch normalisation after every convolution. */
  batchNormalisation?: boolean
  /** `vgg…`: fully connected layers, or 1×1 convolutions and then the maximum over all places. */
  readOut?: 'linear' | 'convolution'
  /** `vgg…`: units of the read-out's hidden layers; [] is one layer straight to the classes. */
  readOutHidden?: number[]
  /** `vgg…`: side length that the feature map is averaged to before the read-out; null: as it is. */
  readOutPooling?: number | null
}

/** Channels of the first section that are usual (the papers' own). */
export function usualWidth(architecture: ArchitectureName): number {
  return ['cifar-resnet', 'wide-resnet', 'deepmind-wide-resnet'].includes(architecture) ? 16 : 64
}

/** What names and shapes do not say, as far as it is not what is usual: absent in most configurations. */
export const UNUSUAL_DETAILS = [
  'pooling',
  'stemStride',
  'lastStride',
  'dilatedSections',
  'strideIn',
  'antialias',
  'shortcutZeros',
  'shortcutPixels',
  'shortcutInput',
  'sectionPooling',
  'activation',
  'paddingMode',
  'readOutBy',
  'epsilon',
] as const

/** Whether an architecture can have one of them. */
export function canBeUnusual(
  architecture: ArchitectureName,
  detail: (typeof UNUSUAL_DETAILS)[number],
): boolean {
  switch (detail) {
    case 'activation':
    case 'paddingMode':
    case 'readOutBy':
    case 'epsilon':
      return architecture !== 'onnx'
    case 'shortcutZeros':
    case 'shortcutPixels':
      return architecture === 'cifar-resnet'
    case 'shortcutInput':
      return ['preact-resnet18', 'wide-resnet', 'deepmind-wide-resnet'].includes(architecture)
    case 'sectionPooling':
      return architecture.startsWith('vgg')
    case 'strideIn':
      return ['resnet50', 'resnet101', 'resnet152'].includes(architecture)
    case 'pooling':
    case 'stemStride':
      return /^(?:preact-)?resnet\d+$/.test(architecture)
    default:
      return /^resnet\d+$/.test(architecture)
  }
}

/** The details that are usual for an architecture: what a sweep trains when it is told no others. */
export function usualDetails(architecture: ArchitectureName): ArchitectureDetails {
  switch (architecture) {
    case 'cifar-resnet':
      return { depth: 20, shortcut: 'A' }
    case 'preact-resnet18':
      return { shortcutInput: 'activation', finalNormalisation: true }
    case 'wide-resnet':
      return { depth: 28, widen: 10 }
    case 'deepmind-wide-resnet':
      return { depth: 28, widen: 10, activation: 'silu' }
    case 'resnext29':
      return { cardinality: 4, baseWidth: 32 }
    case 'vgg11':
    case 'vgg13':
    case 'vgg16':
    case 'vgg19':
      return { batchNormalisation: true, readOut: 'linear', readOutHidden: [512, 512], readOutPooling: null }
    default:
      return {}
  }
}

/** As a scientist writes it, e.g. `ResNet-18`, `WideResNet-28-10`, `VGG-19 (batch normalisation)`. */
export function architectureName(
  configuration: { architecture: ArchitectureName } & ArchitectureDetails,
): string {
  const { architecture } = configuration
  const { depth, widen, cardinality, baseWidth } = { ...usualDetails(architecture), ...configuration }
  switch (architecture) {
    case 'resnet18':
    case 'resnet34':
    case 'resnet50':
    case 'resnet101':
    case 'resnet152':
      return architecture.replace('resnet', 'ResNet-')
    case 'cifar-resnet':
      return `CIFAR ResNet-${depth}${configuration.shortcut === 'B' ? ' (projections)' : ''}`
    case 'preact-resnet18':
      return 'PreActResNet-18'
    case 'wide-resnet':
      return `WideResNet-${depth}-${widen}`
    case 'deepmind-wide-resnet':
      return `WideResNet-${depth}-${widen} (DeepMind)`
    case 'resnext29':
      return `ResNeXt-29 (${cardinality}×${baseWidth}d)`
    case 'vgg11':
    case 'vgg13':
    case 'vgg16':
    case 'vgg19':
      return `${architecture.replace('vgg', 'VGG-')}${configuration.batchNormalisation ? ' (batch normalisation)' : ''}`
    case 'onnx':
      return 'ONNX model'
    default:
      throw architecture satisfies never
  }
}

/** The name, and the width where it is not the usual one, e.g. `ResNet-18, width 8`. */
export function architectureWords(
  configuration: { architecture: ArchitectureName; width: number } & ArchitectureDetails,
): string {
  const { architecture, width } = configuration
  const name = architectureName(configuration)
  return architecture === 'onnx' || width === usualWidth(architecture) ? name : `${name}, width ${width}`
}
