import { describe, expect, it } from 'vitest'
import { countParameters } from '../../src-main/networks/create'
import { checkConfiguration } from '../../src-main/networks/configuration'
import type { NetworkConfiguration } from '../../src-main/networks/network'
import { stateFields } from '../../src-main/networks/state-fields'
import { fromTorchvisionName, toTorchvisionName } from '../../src-main/networks/torchvision-names'

const cifar: NetworkConfiguration = {
  architecture: 'resnet18',
  width: 64,
  stem: 'cifar',
  classes: 10,
  channels: 3,
  size: 32,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  sigma: null,
}
const gray = { ...cifar, channels: 1, mean: [0.5], std: [0.2] } satisfies NetworkConfiguration
const imagenet = { ...cifar, stem: 'imagenet', classes: 1000, size: 224 } satisfies NetworkConfiguration

function names(configuration: NetworkConfiguration): string[] {
  return stateFields(configuration).map((field) => field.name)
}

describe('published parameter counts', () => {
  it.each([
    ['CIFAR ResNet-18, colour (methods A.2)', cifar, 11_173_962],
    ['CIFAR ResNet-18, gray (methods A.2)', gray, 11_172_810],
    ['torchvision resnet18', { ...imagenet, architecture: 'resnet18' }, 11_689_512],
    ['torchvision resnet34', { ...imagenet, architecture: 'resnet34' }, 21_797_672],
    ['torchvision resnet50', { ...imagenet, architecture: 'resnet50' }, 25_557_032],
  ] as const)('%s', (_, configuration, count) => {
    expect(countParameters(configuration as NetworkConfiguration)).toBe(count)
  })
})

const colour: NetworkConfiguration = { ...cifar, mean: [0, 0, 0], std: [1, 1, 1] }
const torchvisionVgg: NetworkConfiguration = {
  ...colour,
  classes: 1000,
  size: 224,
  readOut: 'linear',
  readOutHidden: [4096, 4096],
  readOutPooling: 7,
}
const cifarVgg: NetworkConfiguration = {
  ...colour,
  batchNormalisation: true,
  readOut: 'linear',
  readOutHidden: [512, 512],
  readOutPooling: null,
}

describe('published parameter counts of the other architectures', () => {
  it.each<[string, NetworkConfiguration, number]>([
    ['torchvision resnet101', { ...imagenet, architecture: 'resnet101' }, 44_549_160],
    ['torchvision resnet152', { ...imagenet, architecture: 'resnet152' }, 60_192_808],
    [
      'torchvision vgg11',
      { ...torchvisionVgg, architecture: 'vgg11', batchNormalisation: false },
      132_863_336,
    ],
    [
      'torchvision vgg16',
      { ...torchvisionVgg, architecture: 'vgg16', batchNormalisation: false },
      138_357_544,
    ],
    [
      'torchvision vgg19_bn',
      { ...torchvisionVgg, architecture: 'vgg19', batchNormalisation: true },
      143_678_248,
    ],
    ['chenyaofo vgg16_bn', { ...cifarVgg, architecture: 'vgg16' }, 15_253_578],
    [
      'chenyaofo resnet20',
      { ...colour, architecture: 'cifar-resnet', width: 16, depth: 20, shortcut: 'B' },
      272_474,
    ],
    [
      'akamaster resnet110',
      { ...colour, architecture: 'cifar-resnet', width: 16, depth: 110, shortcut: 'A' },
      1_727_962,
    ],
    [
      'WideResNet-28-10',
      { ...colour, architecture: 'wide-resnet', width: 16, depth: 28, widen: 10 },
      36_479_194,
    ],
    [
      'WideResNet-70-16 of DeepMind',
      {
        ...colour,
        architecture: 'deepmind-wide-resnet',
        width: 16,
        depth: 70,
        widen: 16,
        activation: 'silu',
      },
      266_796_506,
    ],
    [
      'kuangliu PreActResNet18',
      { ...colour, architecture: 'preact-resnet18', shortcutInput: 'activation', finalNormalisation: false },
      11_171_146,
    ],
  ])('%s', (_, configuration, count) => {
    expect(countParameters(configuration)).toBe(count)
  })
})

describe('state dictionary (methods J.3)', () => {
  it('has 124 entries for ResNet-18, 125 with blur, 322 for ResNet-50', () => {
    expect(names(cifar)).toHaveLength(124)
    expect(names({ ...cifar, sigma: 1.5 })).toHaveLength(125)
    expect(names({ ...cifar, sigma: 1.5 })).toContain('blur.weight')
    expect(names({ ...imagenet, architecture: 'resnet50' })).toHaveLength(322)
  })

  it('has the shortcuts where jarvis has them', () => {
    const shortcuts = (list: string[]) => list.filter((name) => name.endsWith('shortcut.0.weight'))
    expect(shortcuts(names(cifar))).toEqual(
      [1, 2, 3].map((section) => `sections.${section}.0.shortcut.0.weight`),
    )
    expect(shortcuts(names({ ...imagenet, architecture: 'resnet50' }))).toEqual(
      [0, 1, 2, 3].map((section) => `sections.${section}.0.shortcut.0.weight`),
    )
  })
})

describe('torchvision names', () => {
  it.each([
    ['conv0.0.weight', 'conv1.weight'],
    ['conv0.1.running_mean', 'bn1.running_mean'],
    ['sections.0.1.layer0.0.weight', 'layer1.1.conv1.weight'],
    ['sections.3.0.layer2.1.num_batches_tracked', 'layer4.0.bn3.num_batches_tracked'],
    ['sections.1.0.shortcut.0.weight', 'layer2.0.downsample.0.weight'],
    ['sections.1.0.shortcut.1.bias', 'layer2.0.downsample.1.bias'],
    ['fc.weight', 'fc.weight'],
  ])('%s ↔ %s', (jarvis, torchvision) => {
    expect(toTorchvisionName(jarvis)).toBe(torchvision)
    expect(fromTorchvisionName(torchvision)).toBe(jarvis)
  })

  it('covers ResNet-50 one to one: 320 torchvision keys (methods J.4)', () => {
    const all = names({ ...imagenet, architecture: 'resnet50', sigma: 3 })
    const foreign = all.flatMap((name) => toTorchvisionName(name) ?? [])
    expect(new Set(foreign).size).toBe(320)
    expect(foreign.map(fromTorchvisionName)).toEqual(all.filter((name) => !/^(normalizer|blur)\./.test(name)))
  })

  it('has no name for normaliser and blur, nor for what is no ResNet', () => {
    expect(['normalizer.mean', 'blur.weight'].map(toTorchvisionName)).toEqual([null, null])
    expect(['features.0.weight', 'layer1.0.conv1x.weight'].map(fromTorchvisionName)).toEqual([null, null])
  })
})

describe('configuration', () => {
  it.each([
    [{ width: -8 }, 'The width cannot be "-8": it must be a whole number from 1 to 1024 channels.'],
    [{ width: 7.5 }, 'The width cannot be "7.5"'],
    [{ sigma: 0 }, 'The blur σ cannot be "0": it must be none, or a number of pixels above 0 and at most 32'],
    [{ sigma: NaN }, 'The blur σ cannot be "NaN"'],
    [{ classes: 1 }, 'The number of classes cannot be "1"'],
    [
      { std: [0.2, 0.2, 0] },
      'The normaliser std cannot be "0.2, 0.2, 0": it must be above 0 in every channel.',
    ],
    [{ mean: [0.5] }, 'The normaliser mean cannot be "0.5": it must be 3 finite numbers, one per channel.'],
    [{ architecture: 'cifar-resnet' }, 'The depth is missing: a CIFAR ResNet-20 cannot be built without it.'],
    [{ depth: 20 }, 'The depth "20" means nothing for a ResNet-18: leave it out.'],
    [
      { architecture: 'cifar-resnet', depth: 21, shortcut: 'A' },
      'The depth cannot be "21": it must be 6n + 2 layers, e.g. 20, 32, 44, 56 or 110.',
    ],
    [
      { architecture: 'cifar-resnet', depth: 20, shortcut: 'A', width: 5 },
      'The width cannot be "5": it must be an even number of channels with shortcuts of option A.',
    ],
    [
      { architecture: 'wide-resnet', depth: 28, widen: 10, stem: 'imagenet' },
      'The stem cannot be "imagenet": it must be cifar: a WideResNet-28-10 has one kind of first layer.',
    ],
    [
      { architecture: 'resnext29', cardinality: 4, baseWidth: 4, width: 8 },
      'The width cannot be "8": it must be at least 16 channels with base width 4.',
    ],
    [
      { ...cifarVgg, architecture: 'vgg11', size: 28 },
      'The input size cannot be "28": it must be at least 32 pixels for a VGG-11.',
    ],
    [{ expandsGray: true }, 'The number of channels cannot be "3": it must be 1 where gray images'],
    [
      { components: 3073 },
      'The number of principal components cannot be "3073": it must be a whole number from 1 to 3072',
    ],
    [{ architecture: 'alexnet' }, 'The architecture cannot be "alexnet": it must be one of resnet18, '],
  ])('%o is refused in one sentence', (change, sentence) => {
    expect(() => checkConfiguration({ ...cifar, ...change } as NetworkConfiguration)).toThrow(sentence)
  })
})
