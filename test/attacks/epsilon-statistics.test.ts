/** Statistics of ε: quantiles as numpy gives them, censoring, the binomial interval of the median. */
import { expect, it } from 'vitest'
import { epsilonStatistics, paperSignedMaximum } from '../../src-main/attacks/epsilon-statistics'
import type { ImageResult } from '../../src-main/attacks/run-attack'

function results(distances: (number | null)[]): ImageResult[] {
  return distances.map((distance, index) => ({
    index,
    named: 0,
    status: distance === null ? 'start failed' : distance === 0 ? 'already target' : 'found',
    distance,
    margin: 0,
    confidence: 0.5,
    prediction: 0,
    queries: { forward: 1, backward: 0 },
    seed: 0,
    attack: null,
  }))
}

const TEN = [3, 1, 4, 1.5, 9, 2.6, 5.3, 5.8, 9.7, 9.3]

it('gives mean, median, and the order statistics around it', () => {
  const statistics = epsilonStatistics(results([...TEN, 0]), 'L2')
  // numpy.mean, numpy.median; the exact 95 % interval of a median of ten lies between ranks 2 and 9 (97.9 %).
  expect(statistics).toMatchObject({ count: 10, alreadyTarget: 1, success: 1, censored: 0 })
  expect(statistics.mean).toBeCloseTo(5.12, 12)
  expect(statistics.median).toMatchObject({ low: 1.5, high: 9.3 })
  expect(statistics.median.value).toBeCloseTo(4.65, 12)
  expect(statistics.curve.epsilon[0]).toBe(1)
  expect(statistics.curve.epsilon[59]).toBe(9.7)
  // numpy.quantile(TEN, 20/59)
  expect(statistics.curve.epsilon[20]).toBeCloseTo(3.0508474576271185, 12)
})

it('censors instead of averaging what happened to work', () => {
  const statistics = epsilonStatistics(results([...TEN, null, null]), 'Linf')
  expect(statistics.mean).toBeNull()
  expect(statistics.geometricMean).toBeNull()
  expect(statistics.success).toBeCloseTo(10 / 12, 12)
  expect(statistics.median.value).toBeCloseTo((5.3 + 5.8) / 2, 12)
  expect(statistics.curve.epsilon[59]).toBeNull()
  expect(statistics).toMatchObject({ count: 12, censored: 2 })
})

it('has no geometric mean where an image needs no perturbation', () => {
  const counting = results([...TEN, 0]).map((result) => ({ ...result, status: 'found' as const }))
  const statistics = epsilonStatistics(counting, 'L2')
  expect(statistics).toMatchObject({ count: 11, geometricMean: null })
  expect(statistics.mean).toBeCloseTo(51.2 / 11, 12)
  // scipy.stats.gmean(TEN)
  expect(epsilonStatistics(results(TEN), 'L2').geometricMean).toBeCloseTo(4.043381231412861, 12)
})

it('says nothing where nothing is known', () => {
  expect(epsilonStatistics(results([null, null, 1]), 'L2').median).toMatchObject({
    value: null,
    low: null,
    high: null,
  })
  expect(epsilonStatistics(results([0, 0]), 'L2')).toMatchObject({ count: 0, mean: null, success: 0 })
  expect(epsilonStatistics(results([1, 2, 3, 4, 5]), 'L2').median).toMatchObject({
    value: 3,
    low: null,
    high: null,
  })
})

it("offers the paper's signed maximum", () => {
  const clean = Float32Array.from([0.5, 0.5])
  const adversarial = Float32Array.from([0.75, 0.125])
  expect(paperSignedMaximum(clean, adversarial, 1)).toBe(0.25)
  expect(paperSignedMaximum(clean, adversarial, -1)).toBe(0.375)
})
