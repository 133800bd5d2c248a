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
  ])('%o is refused in one sentence', (change, sentence) => {
    expect(() => checkConfiguration({ ...cifar, ...change })).toThrow(sentence)
  })
})
