/** What a training takes against what was told in advance. */
import { describe, expect, it } from 'vitest'
import { RECIPES } from '../../src-main/contract/training/recipe-presets'
import { trainingMemory } from '../../src-main/networks/step-memory'
import { MemoryWatch } from '../../src-main/studies/sweep/memory-watch'
import type { NetworkConfiguration } from '../../src-main/networks/network'

const network: NetworkConfiguration = {
  architecture: 'resnet18',
  width: 16,
  stem: 'cifar',
  classes: 10,
  channels: 3,
  size: 32,
  mean: [0.5, 0.5, 0.5],
  std: [0.2, 0.2, 0.2],
  sigma: null,
}
const recipe = { ...RECIPES.demo, batchSize: 32, microBatch: 8 }

/** A watch of a process that has 1 GB at first and so many bytes more at some look. */
function watched(...more: number[]): string | null {
  let now = 1e9
  const watch = new MemoryWatch({ network, recipe }, () => now)
  for (const bytes of more) {
    now = 1e9 + bytes
    watch.look()
  }
  return watch.warning
}

describe('the memory of a training', () => {
  const told = trainingMemory(network, recipe)

  it('is told by the images that go through the network at once', () => {
    expect(told).toBeLessThan(trainingMemory(network, { batchSize: 32 }))
    expect(watched(told)).toBeNull()
  })

  it('is warned about once it was clearly more, also when it has fallen since', () => {
    expect(watched(2 * told, 0)).toMatch(
      new RegExp(
        `^It took ${((2 * told) / 1e9).toFixed(2)} GB of memory, and ${(told / 1e9).toFixed(2)} GB were expected: .*--micro-batch`,
      ),
    )
  })

  it('is not that which the process had before', () => {
    expect(watched(0)).toBeNull()
  })
})
