import { describe, expect, it } from 'vitest'
import { RECIPES } from '../../../../src-main/contract/training/recipe-presets'
import {
  augmentationWords,
  recipeFacts,
  scheduleWords,
} from '../../../../src-renderer/wizards/sweep/recipe-words'

describe('a recipe in words', () => {
  it('has every number of the paper’s last one', () => {
    const facts = Object.fromEntries(
      recipeFacts(RECIPES['blur-net-0.4']).map(({ name, value }) => [name, value]),
    )
    expect(facts).toEqual({
      Epochs: '48',
      'Batch size': '32 images',
      'Largest learning rate': '0.01',
      'Learning rate': 'cyclic: × 0.3 every 4 epochs, from the start again after 3 phases',
      Momentum: '0.9',
      'Weight decay': '0.0001',
      Augmentation:
        'shifts up to 4 pixels, rotations up to ±2°, mirrored half of the time, brightness ±25 %, contrast ±25 %, saturation ±25 %',
      'Kept for validation': '5 % of the training images',
    })
  })

  it('names the other schedules and augmentations', () => {
    expect(scheduleWords({ kind: 'constant' })).toBe('constant')
    expect(scheduleWords(RECIPES.demo.schedule)).toMatch(/^one cycle: rises during 30 % of the steps/)
    expect(augmentationWords(null)).toBe('none')
    expect(
      augmentationWords({
        crop: { kind: 'resized', area: [0.08, 1], ratio: [3 / 4, 4 / 3] },
        flip: true,
        brightness: 0.1,
        contrast: 0.1,
        saturation: 0.1,
      }),
    ).toMatch(/^random parts of 8 % to 100 % of the area/)
  })
})
