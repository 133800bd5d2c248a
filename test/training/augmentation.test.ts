import { describe, expect, it } from 'vitest'
import { cutOut } from '../../src-main/datasets/random-crop'
import { generator } from '../../src-main/random/generator'
import { augment, augmentParts, drawJitter } from '../../src-main/training/augmentation'
import { adjust } from '../../src-main/training/augmentation-colour'
import type { Adjustment } from '../../src-main/training/augmentation-colour'
import { padRotateCrop } from '../../src-main/training/augmentation-geometry'
import { RECIPES } from '../../src-main/training/recipe'
import type { Augmentation } from '../../src-main/training/recipe'
import { expectDrawnAlike } from '../support/drawn-alike'
import { goldenJson, relativeError } from '../support/golden'
import { toNhwc } from '../support/layout'
import { uniform } from '../support/seeded-values'

interface Golden {
  moved: { degrees: number; top: number; left: number; pixels: number[] }[]
  adjusted: { channels: 1 | 3; what: Adjustment; factor: number; pixels: number[] }[]
  resized: { top: number; left: number; height: number; width: number; pixels: number[] }[]
}
const golden = goldenJson('augmentation.json') as Golden

interface Drawn {
  draws: number
  shares: number[]
  jitter: {
    ranges: Record<Adjustment, number>
    factors: Record<Adjustment, number[]>
    orders: Record<string, number>
  }[]
}
/** What torchvision's ColorJitter draws (golden/make_random_crop.py). */
const drawn = goldenJson('random-crop.json') as Drawn

/** 1 … 100 on 10×10 pixels. */
const plain = Float32Array.from({ length: 100 }, (_, i) => i + 1)
const plainShape = { height: 10, width: 10, channels: 1 }

describe('geometry', () => {
  it.each(golden.moved)(
    'pads, rotates by $degrees° and crops at ($top, $left) as torchvision does',
    ({ pixels, ...by }) => {
      expect(Array.from(padRotateCrop(plain, plainShape, { pixels: 4, ...by }, false))).toEqual(pixels)
    },
  )

  it('mirrors left to right after cropping', () => {
    const by = { pixels: 4, degrees: 1.3, top: 2, left: 5 }
    const straight = padRotateCrop(plain, plainShape, by, false)
    const mirrored = padRotateCrop(plain, plainShape, by, true)
    expect(mirrored.slice(0, 10)).toEqual(straight.slice(0, 10).reverse())
  })

  it.each(golden.resized)('enlarges a box of $width×$height as torchvision does', ({ pixels, ...box }) => {
    const image = Float32Array.from(uniform(4002, 144))
    const size = { height: 12, width: 12 }
    const picture = { ...size, pixels: image, offset: 0, channels: 1 }
    expect(relativeError(cutOut(picture, box, size), pixels)).toBeLessThan(1e-6)
  })
})

describe('colour', () => {
  it.each(golden.adjusted)(
    "$what × $factor on $channels channel(s) is torchvision's",
    ({ channels, what, factor, pixels }) => {
      const image = toNhwc(uniform(channels === 3 ? 4000 : 4001, channels * 36), [1, channels, 6, 6])
      adjust(image, channels, what, factor)
      expect(relativeError(image, toNhwc(pixels, [1, channels, 6, 6]))).toBeLessThan(1e-6)
    },
  )
})

describe('the jitter', () => {
  it.each(drawn.jitter)(
    'of $ranges.brightness is drawn as torchvision draws it',
    ({ ranges, factors, orders }) => {
      const stream = generator(2, 'jitter')
      const draws = Array.from({ length: 10_000 }, () => drawJitter(ranges, stream))
      for (const what of ['brightness', 'contrast', 'saturation'] as const) {
        const ours = draws.map((changes) => changes.find(([kind]) => kind === what)![1])
        expectDrawnAlike(ours, factors[what], drawn.shares, drawn.draws, what)
      }
      for (const [order, share] of Object.entries(orders)) {
        const ours =
          draws.filter((changes) => changes.map(([what]) => what).join(' ') === order).length / 10_000
        expect(Math.abs(ours - share), order).toBeLessThan(5 * Math.sqrt(share * (1 - share) * 1.1e-4))
      }
      expect(Object.keys(orders).length).toBe(6)
    },
  )

  it('changes an image of a part by its seed, epoch and index alone', () => {
    const shape = { height: 8, width: 8, channels: 3 }
    const how = RECIPES['imagenet-blur'].augmentation
    const one = 8 * 8 * 3
    const batch = Float32Array.from(uniform(9, 3 * one))
    const all = augmentParts(batch, shape, how, { seed: 1, epoch: 0, images: [7, 8, 9] })
    const alone = augmentParts(batch.slice(one, 2 * one), shape, how, { seed: 1, epoch: 0, images: [8] })
    expect(alone).toEqual(all.slice(one, 2 * one))
    const later = augmentParts(batch, shape, how, { seed: 1, epoch: 1, images: [7, 8, 9] })
    expect(later).not.toEqual(all)
  })
})

describe('augment', () => {
  const shape = { height: 8, width: 8, channels: 3 }
  const batch = Float32Array.from(uniform(9, 6 * 8 * 8 * 3))
  const paper = RECIPES['blur-net-0.4'].augmentation

  it('is the same for the same seed and epoch, another for another epoch, and leaves its input alone', () => {
    const copy = batch.slice()
    const first = augment(batch, shape, paper, generator(3, 'augmentation', 0))
    expect(augment(batch, shape, paper, generator(3, 'augmentation', 0))).toEqual(first)
    expect(augment(batch, shape, paper, generator(3, 'augmentation', 1))).not.toEqual(first)
    expect(batch).toEqual(copy)
  })

  it('stays in [0, 1]', () => {
    const values = augment(batch, shape, paper, generator(3, 'augmentation', 0))
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true)
  })

  it('only mirrors, about half of the images, when that is all that is asked for', () => {
    const how: Augmentation = { crop: null, flip: true, brightness: 0, contrast: 0, saturation: 0 }
    const ramp = Float32Array.from({ length: 1000 * 4 }, (_, i) => (i % 4) / 4)
    const changed = augment(ramp, { height: 1, width: 4, channels: 1 }, how, generator(1, 'flips'))
    let mirrored = 0
    for (let i = 0; i < 1000; i++) {
      const row = Array.from(changed.slice(4 * i, 4 * i + 4))
      expect([[0, 0.25, 0.5, 0.75].join(), [0.75, 0.5, 0.25, 0].join()]).toContain(row.join())
      if (row[0] === 0.75) mirrored += 1
    }
    // Binomial(1000, 1/2): five standard deviations are 79.
    expect(Math.abs(mirrored - 500)).toBeLessThan(79)
  })
})
