/** Differences of f_rev on the same pairs: error propagation, what both share cancels, and what is refused. */
import { expect, it } from 'vitest'
import { mixingFrequency } from '../../src-main/contract/units'
import { reversalDifference } from '../../src-main/frequency/reversal-difference'
import type { SeedMeasurement } from '../../src-main/frequency/read-outs'
import { generator } from '../../src-main/random/generator'

const ends = [0, 1].map(mixingFrequency)
const N = 3000
const labels = Int32Array.from({ length: 2 * N }, (_, i) => (i < N ? 1 : 2))

/** Outcomes (+1 low, −1 high) as rows [f_mix][image]. */
function measured(...rows: number[][]): SeedMeasurement {
  const predicted = rows.flatMap((row) => row.map((outcome) => (outcome === 1 ? 1 : 2)))
  return {
    pairs: {
      low: Int32Array.from({ length: N }, (_, i) => i),
      high: Int32Array.from({ length: N }, (_, i) => N + i),
    },
    predicted: Int16Array.from(predicted),
    confidence: new Float32Array(predicted.length),
  }
}

function coins(mean: number, name: string): number[] {
  const random = generator(1, name)
  return Array.from({ length: N }, () => (random.uniform() < (1 + mean) / 2 ? 1 : -1))
}

const up = coins(0.5, 'up')
const first = measured(coins(-0.5, 'down'), up)

it('of a model and itself is 0 in every resample', () => {
  expect(reversalDifference([first], [first], labels, [ends, ends])).toMatchObject({
    value: 0,
    low: 0,
    high: 0,
  })
})

it('of answers that have nothing in common has the width that error propagation gives', () => {
  const second = measured(coins(-0.5, 'other down'), coins(0.5, 'other up'))
  const { low, high, value } = reversalDifference([first], [second], labels, [ends, ends], {
    resamples: 3000,
  })
  // f = −d0/(d1 − d0) at (−½, ½): both derivatives −½, both variances ¾/n; and twice that for two models.
  const deviation = Math.sqrt((2 * 0.25 * (0.75 + 0.75)) / N)
  expect((high! - low!) / (2 * 1.959964 * deviation)).toBeGreaterThan(0.93)
  expect((high! - low!) / (2 * 1.959964 * deviation)).toBeLessThan(1.07)
  expect(Math.abs(value!)).toBeLessThan(4 * deviation)
})

it('is tight where the answers differ for few images, however uncertain each f_rev is', () => {
  // At f_mix 0 the second model answers a tenth of the images the other way round.
  const random = generator(2, 'few')
  const other = Array.from(up, (_, i) =>
    i % 10 === 0 ? (random.uniform() < 0.5 ? 1 : -1) : first.predicted[i] === 1 ? 1 : -1,
  )
  const { low, high, value } = reversalDifference([first], [measured(other, up)], labels, [ends, ends])
  const alone = 2 * 1.959964 * Math.sqrt((0.25 * 1.5) / N)
  expect(high! - low!).toBeLessThan(alone / 2)
  expect(low!).toBeLessThanOrEqual(value!)
  expect(high!).toBeGreaterThanOrEqual(value!)
})

it('refuses other pairs, and has no number without two crossings', () => {
  const turned = { ...first, pairs: { low: first.pairs.low.toReversed(), high: first.pairs.high } }
  expect(() => reversalDifference([first], [turned], labels, [ends, ends])).toThrow(/same pairs/)
  const never = measured(coins(-0.5, 'a'), coins(-0.4, 'b'))
  expect(reversalDifference([first], [never], labels, [ends, ends])).toMatchObject({
    second: null,
    value: null,
    low: null,
  })
})
