/** f_0.5 of synthetic spectra whose true value is known: coverage of the interval, and the estimator per image. */
import { describe, expect, it } from 'vitest'
import { halfPowerInterval } from '../../src-main/frequency/half-power-interval'
import {
  normalisedSpectra,
  summariseSpectra,
  totalPower,
} from '../../src-main/frequency/perturbation-spectrum'
import { radiusGrid } from '../../src-main/frequency/discrete-fourier-transform'
import { generator } from '../../src-main/random/generator'
import { effectiveNumber } from '../../src-main/statistics/effective-number'
import type { Generator } from '../../src-main/random/generator'
import type { PerturbationSpectra } from '../../src-main/frequency/perturbation-spectrum'

const SIDE = 8
const radii = radiusGrid(SIDE, SIDE)

/** Power that falls off over a radius of its own per image; large perturbations lie lower, and their sizes vary a lot. */
function synthetic(count: number, random: Generator): PerturbationSpectra {
  const power = new Float64Array(count * SIDE * SIDE)
  for (let image = 0; image < count; image++) {
    const size = random.normal()
    const width = 0.25 * Math.exp(0.3 * random.normal() - 0.2 * size)
    for (let p = 0; p < SIDE * SIDE; p++)
      power[image * SIDE * SIDE + p] = p === 0 ? NaN : Math.exp(size - radii[p]! / width)
  }
  return { count, height: SIDE, width: SIDE, power }
}

describe('the interval of f_0.5', () => {
  it.each([
    ['of the mean spectrum', (spectra: PerturbationSpectra) => spectra],
    ['per image', normalisedSpectra],
  ])('%s covers the true value about as often as it says', (_, of) => {
    const truth = summariseSpectra(of(synthetic(60_000, generator(1, 'population')))).halfPower!
    const random = generator(2, 'samples')
    const samples = 200
    let below = 0
    let above = 0
    for (let sample = 0; sample < samples; sample++) {
      const { low, high } = halfPowerInterval(of(synthetic(60, random)), { seed: sample, resamples: 200 })
      if (high! < truth) below++
      if (low! > truth) above++
    }
    const coverage = 1 - (below + above) / samples
    // 0.95 with a standard error of 0.015, and somewhat less where a few of 60 images hold most of the power.
    expect(coverage).toBeGreaterThan(0.89)
    expect(coverage).toBeLessThanOrEqual(0.99)
    // It misses on both sides.
    expect(below).toBeGreaterThan(0)
    expect(above).toBeGreaterThan(0)
    expect(Math.max(below, above)).toBeLessThan(0.08 * samples)
  })

  it('is none of one image, which says nothing about others', () => {
    expect(halfPowerInterval(synthetic(1, generator(0, 'one')))).toMatchObject({ low: null, high: null })
  })
})

describe('the estimator per image', () => {
  const plane = SIDE * SIDE
  /** All power at one coefficient. */
  const line = (place: number, size: number): number[] =>
    Array.from({ length: plane }, (_, p) => (p === 0 ? NaN : p === place ? size : 0))
  // Two small perturbations at a low frequency, a large one at the highest.
  const spectra: PerturbationSpectra = {
    ...{ count: 4, height: SIDE, width: SIDE },
    power: Float64Array.from([...line(1, 1), ...line(1, 1), ...line(plane / 2 + 4, 100), ...line(1, 0)]),
  }

  it('weighs every image the same, where the mean spectrum follows the largest', () => {
    expect(summariseSpectra(spectra).exactHalfPower).toBeCloseTo(Math.SQRT1_2, 12)
    const each = normalisedSpectra(spectra)
    // The one without power is no spectrum.
    expect(each.count).toBe(3)
    expect(summariseSpectra(each).exactHalfPower).toBe(1 / SIDE)
    expect(Array.from(totalPower(spectra))).toEqual([1, 1, 100, 0])
    expect(effectiveNumber(totalPower(spectra))).toBeCloseTo(102 ** 2 / 10_002, 12)
    for (const total of totalPower(each)) expect(total).toBeCloseTo(1, 12)
  })
})
