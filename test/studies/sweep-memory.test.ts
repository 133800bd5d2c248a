/** What a sweep says where a training step does not fit into the memory. */
import { describe, expect, it } from 'vitest'
import { checkMemory } from '../../src-main/studies/sweep/memory'
import { RECIPES } from '../../src-main/training/recipe'
import type { SweepPlan } from '../../src-main/contract/kinds/sweep/study'

const plan: Pick<SweepPlan, 'network' | 'sigmas' | 'recipe' | 'device'> = {
  network: {
    ...{ architecture: 'resnet50', width: 64, stem: 'imagenet', classes: 1000, channels: 3, size: 224 },
    ...{ mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] },
  },
  ...{ sigmas: [null, 3], recipe: RECIPES['imagenet-blur'], device: 'onnxruntime-cpu' },
}

describe('a training step that does not fit', () => {
  it('is refused with the micro-batch that does', () => {
    const memory = 8e9
    let sentence = ''
    try {
      checkMemory(plan, memory)
    } catch (error) {
      sentence = (error as Error).message
    }
    expect(sentence).toMatch(
      /^A training with 128 images of 224×224 pixels at a time needs about [\d.]+ GB of memory, and this computer has 8\.0 GB: give --micro-batch \d+, which needs about [\d.]+ GB, or fewer\.$/,
    )
    const microBatch = Number(/--micro-batch (\d+)/.exec(sentence)![1])
    expect(() => checkMemory({ ...plan, recipe: { ...plan.recipe, microBatch } }, memory)).not.toThrow()
  })

  it('says what else where nothing fits, and nothing of a graphics card', () => {
    expect(() => checkMemory(plan, 1e8)).toThrow(/use a narrower network, smaller images, or a computer/)
    expect(() => checkMemory({ ...plan, device: 'tensorflow-gpu' }, 1e8)).not.toThrow()
  })
})
