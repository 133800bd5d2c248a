/** Differences of f_0.5 on the same images: coverage of the truth, and that what is shared cancels. */
import { expect, it } from 'vitest'
import { radiusGrid } from '../../src-main/frequency/discrete-fourier-transform'
import { halfPowerDifference } from '../../src-main/frequency/half-power-difference'
import { halfPowerInterval } from '../../src-main/frequency/half-power-interval'
import { summariseSpectra } from '../../src-main/frequency/perturbation-spectrum'
import type { PerturbationSpectra } from '../../src-main/frequency/perturbation-spectrum'
import { generator } from '../../src-main/random/generator'
import type { Generator } from '../../src-main/random/generator'

/** As of small images: on fewer pixels there are too few radii for 25 thresholds, and f_0.5 jumps. */
const SIDE = 20
const radii = radiusGrid(SIDE, SIDE)

/** Two models: sizes and most of the widths are the images' own; those of the second are 1.4 times as wide. */
function pair(count: number, random: Generator): [PerturbationSpectra, PerturbationSpectra] {
  const powers = [0, 1].map(() => new Float64Array(count * SIDE * SIDE))
  for (let image = 0; image < count; image++) {
    const [size, width] = [0.7 * random.normal(), Math.exp(0.3 * random.normal())]
    powers.forEach((power, m) => {
      const own = (m === 0 ? 0.2 : 0.28) * width * Math.exp(0.1 * random.normal())
      for (let p = 0; p < SIDE * SIDE; p++)
        power[image * SIDE * SIDE + p] = p === 0 ? NaN : Math.exp(size - radii[p]! / own)
    })
  }
  return powers.map((power) => ({ count, height: SIDE, width: SIDE, power })) as [
    PerturbationSpectra,
    PerturbationSpectra,
  ]
}

it('covers the true difference about as often as it says', () => {
  const [one, two] = pair(8000, generator(1, 'population'))
  const truth = summariseSpectra(one).halfPower! - summariseSpectra(two).halfPower!
  const random = generator(2, 'samples')
  const samples = 150
  let inside = 0
  for (let sample = 0; sample < samples; sample++) {
    const { low, high } = halfPowerDifference(...pair(60, random), { seed: sample, resamples: 200 })
    if (low! <= truth && truth <= high!) inside++
  }
  // 0.93 by a simulation in NumPy (28 pixels, 60 images), with a standard error of 0.02.
  expect(inside / samples).toBeGreaterThan(0.86)
})

it('is tighter than two separate intervals, 0 of a model and itself, and none of one image', () => {
  const [one, two] = pair(200, generator(3, 'tight'))
  const { low, high, value } = halfPowerDifference(one, two)
  expect(value).toBeCloseTo(summariseSpectra(one).halfPower! - summariseSpectra(two).halfPower!, 12)
  const alone = [one, two].map((spectra) => halfPowerInterval(spectra))
  expect(high! - low!).toBeLessThan(0.7 * Math.hypot(...alone.map((each) => each.high! - each.low!)))
  expect(halfPowerDifference(one, one)).toMatchObject({ value: 0, low: 0, high: 0 })
  // Of few images a bootstrap covers far less often than it says; of one there is nothing to draw.
  const few = halfPowerDifference(...pair(8, generator(4, 'few')))
  expect(few).toMatchObject({ low: null, high: null })
  expect(few.value).not.toBeNull()
  expect(few.effective).toBeLessThan(8)
  const single = pair(1, generator(4, 'one'))
  expect(halfPowerDifference(...single)).toMatchObject({ low: null, high: null })
  expect(() => halfPowerDifference(one, single[0])).toThrow(RangeError)
})
