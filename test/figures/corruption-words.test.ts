/** What is said of corrupted images is what was done: how many types, severities and images, and from which clean ones. */
import { expect, it } from 'vitest'
import { mapMeasures } from '../../src-main/figures/map-measures'
import { noticesOf } from '../../src-main/studies/corruption/origin'
import { mapPoint } from './fixtures'
import { BENCHMARK_CORRUPTIONS, SEVERITIES } from '../../src-main/contract/kinds/corruption/corruptions'
import type { CorruptionPlan } from '../../src-main/contract/kinds/corruption/study'
import type { MapCorruption } from '../../src-main/contract/map-point'

const plan = {
  source: { kind: 'generated', table: 'CIFAR-C', seed: 0, gray: null },
  types: ['fog', 'contrast'],
  severities: [3],
  data: { images: 600, limit: 200 },
} as unknown as CorruptionPlan

it('images that were corrupted here need not be lossless: a folder of JPEG files is none', () => {
  expect(noticesOf(plan, undefined).join(' ')).not.toContain('lossless')
})

it('one severity is no severities', () => {
  expect(noticesOf(plan, undefined)[0]).toContain(
    '2 of the 15 benchmark types, severity 3 of 1 to 5 and 200 images',
  )
})

it('what is as in published means is no reason why they are not comparable', () => {
  const fewImages = { ...plan, types: [...BENCHMARK_CORRUPTIONS], severities: [...SEVERITIES] }
  expect(noticesOf(fewImages, undefined)[0]).toBe(
    'The means are over 200 images per cell, and published means over all: the two are not comparable.',
  )
  const whole = { ...fewImages, data: { ...plan.data, limit: null } }
  expect(noticesOf(whole, undefined).join(' ')).not.toContain('not comparable')
})

it('the Map says of which part of cells and images a mean is', () => {
  const found = {
    ...{
      study: 's',
      dataSet: 'd',
      origin: { label: 'made here', title: 'made here', axis: 'made here' },
      comparable: false,
      images: 300,
      mean: 0.5,
    },
    ...{
      byType: [{ type: 'fog', mean: 0.5 }],
      bySeverity: [{ severity: 3, mean: 0.5 }],
      groups: {},
      intervals: null,
    },
  } as unknown as MapCorruption
  const point = mapPoint('a', { corruptions: [found] })
  const measure = mapMeasures([point]).find(({ id }) => id.endsWith('/mean'))!
  expect(measure.caption!(point)).toBe(
    'Images: made here, 1 type at severity 3, 300 images in each cell; not comparable with published means',
  )
})
