/** What a stored f_0.5 says when it is read: no interval of few effective images. */
import { expect, it } from 'vitest'
import { halfPowerSchema } from '../../src-main/contract/kinds/spectrum/study'
import { reportHalfPower } from '../../src-main/studies/spectrum/report'
import type { HalfPower } from '../../src-main/contract/kinds/spectrum/study'

const stored = (effectiveImages: number | null): HalfPower =>
  halfPowerSchema.parse({
    ...{
      value: 0.1,
      low: 0.08,
      high: 0.12,
      unit: 'cycles/pixel',
      exact: 0.1,
      sentence: null,
      resamples: 1000,
    },
    ...{ effectiveImages, perImage: { value: 0.11, low: 0.09, high: 0.13, exact: 0.11 } },
  })

it('has no interval of fewer than ten effective images, however many there are', () => {
  const found = reportHalfPower(stored(9.9), 400)
  expect(found).toMatchObject({ value: 0.1, low: null, high: null })
  expect(found.intervalRemark).toMatch(/no interval: its images are worth 9\.9 of equal power/)
  // Every image weighs the same in this one.
  expect(found.perImage).toMatchObject({ low: 0.09, high: 0.13 })
})

it('says of few how often such an interval covers, and nothing of many', () => {
  expect(reportHalfPower(stored(10), 400)).toMatchObject({ low: 0.08, high: 0.12 })
  expect(reportHalfPower(stored(12.34), 400).intervalRemark).toMatch(/12\.3 effective images.*83 to 94 %/)
  expect(reportHalfPower(stored(30), 400)).toEqual(stored(30))
})

it('goes by the number of images where the effective one is not known, and for the estimator per image', () => {
  const found = reportHalfPower(stored(null), 2)
  expect(found).toMatchObject({ low: null, high: null, perImage: { value: 0.11, low: null, high: null } })
  expect(found.intervalRemark).toMatch(/worth 2 of/)
})
