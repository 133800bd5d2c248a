/** Shapes and multiplications of networks against published counts and against PyTorch's own shapes. */
import { describe, expect, it } from 'vitest'
import { usualDetails, usualWidth } from '../../src-main/contract/architectures'
import { layerShapes, multiplications } from '../../src-main/networks/layer-shapes'
import { fittingMicroBatch, stepMemory, trainingMemory } from '../../src-main/networks/step-memory'
import type { TrainableArchitecture } from '../../src-main/contract/architectures'
import type { NetworkConfiguration } from '../../src-main/networks/network'

function network(
  architecture: TrainableArchitecture,
  size: number,
  more: Partial<NetworkConfiguration> = {},
): NetworkConfiguration {
  return {
    ...{ architecture, width: usualWidth(architecture), stem: 'cifar', classes: 10, channels: 3, size },
    ...{ mean: [0.5], std: [0.2], sigma: null, ...usualDetails(architecture), ...more },
    ...{ mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] },
  }
}

describe('multiplications of one image', () => {
  // torchvision's own counts (its weights' `_ops`, 10⁹), and He et al. 2016 for the CIFAR ResNet-20 (4.1·10⁷).
  it.each([
    ['resnet18', network('resnet18', 224, { stem: 'imagenet', classes: 1000 }), 1.814],
    ['resnet50', network('resnet50', 224, { stem: 'imagenet', classes: 1000 }), 4.089],
    ['resnet152', network('resnet152', 224, { stem: 'imagenet', classes: 1000 }), 11.514],
    ['cifar-resnet', network('cifar-resnet', 32), 0.041],
  ])('of a %s', (_, configuration, giga) => {
    expect(multiplications(configuration) / 1e9).toBeCloseTo(giga, 3)
  })
})

describe('shapes', () => {
  it('of every section of a ResNet-50 at 224 pixels', () => {
    const shapes = layerShapes(network('resnet50', 224, { stem: 'imagenet', classes: 1000 }))
    const sums = shapes.filter(({ node }) => node.kind === 'add').map(({ shape }) => shape)
    expect([sums[0], sums[3], sums[7], sums[13], sums.at(-1)]).toEqual([
      { side: 56, channels: 256 },
      { side: 28, channels: 512 },
      { side: 14, channels: 1024 },
      { side: 7, channels: 2048 },
      { side: 7, channels: 2048 },
    ])
    expect(shapes.at(-1)!.shape).toEqual({ side: 1, channels: 1000 })
  })
})

describe('the memory of a step', () => {
  it('grows with the images at a time, and a micro-batch is what fits', () => {
    const configuration = network('resnet50', 224, { stem: 'imagenet', classes: 1000 })
    const one = stepMemory(configuration, 2) - stepMemory(configuration, 1)
    expect(stepMemory(configuration, 128) - stepMemory(configuration, 64)).toBeCloseTo(64 * one, 0)
    const fits = fittingMicroBatch(configuration, 128, 16e9)!
    expect(128 % fits).toBe(0)
    const told = (microBatch: number): number => trainingMemory(configuration, { batchSize: 128, microBatch })
    expect(told(fits)).toBeLessThanOrEqual(16e9)
    expect(told(2 * fits)).toBeGreaterThan(16e9)
    expect(fittingMicroBatch(configuration, 128, 4e8)).toBeNull()
  })
})
