/** Which of several means is the highest: against the normal approximation, and where nothing can be told. */
import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { highestMean } from '../../src-main/statistics/highest-mean'

const OPTIONS = { resamples: 4000, seed: 0, level: 0.95 } as const
const COUNT = 900

/** Images that are as hard for all: what differs between two series is small beside what they share. */
function series(shift: number, own: number, name: string): Float64Array {
  const shared = generator(1, 'shared')
  const noise = generator(2, name)
  return Float64Array.from(
    { length: COUNT },
    () => 0.5 + 0.2 * shared.normal() + shift + own * noise.normal(),
  )
}

function spread(values: Float64Array): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / COUNT
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares / (COUNT - 1) / COUNT) }
}

describe('the highest of several means', () => {
  const values = [series(0, 0.05, 'a'), series(0.02, 0.05, 'b'), series(-0.1, 0.05, 'c')]
  const found = highestMean(values, OPTIONS)

  it('has the intervals of the normal approximation, differences paired', () => {
    for (const [k, each] of found.entries()) {
      const { mean, error } = spread(values[k]!)
      expect(each.value).toBeCloseTo(mean, 12)
      expect(each.low).toBeCloseTo(mean - 1.96 * error, 2.7)
      expect(each.high).toBeCloseTo(mean + 1.96 * error, 2.7)
    }
    const paired = spread(values[1]!.map((value, i) => value - values[0]![i]!))
    expect(found[1]!.behind).toBeNull()
    expect(found[0]!.behind!.value).toBeCloseTo(paired.mean, 12)
    // Much less than that of the means themselves, whose images are hard together.
    expect(Math.abs(found[0]!.behind!.low - (paired.mean - 1.96 * paired.error))).toBeLessThan(
      0.1 * paired.error,
    )
    expect(Math.abs(found[0]!.behind!.high - (paired.mean + 1.96 * paired.error))).toBeLessThan(
      0.1 * paired.error,
    )
    expect(paired.error).toBeLessThan(0.5 * spread(values[0]!).error)
  })

  it('shares the resamples out', () => {
    expect(found.reduce((sum, { highest }) => sum + highest, 0)).toBeCloseTo(1, 12)
    expect(found[1]!.highest).toBeGreaterThan(0.99)
    expect(found[2]!.highest).toBe(0)
  })

  it('cannot tell equal answers apart', () => {
    const [one, two] = highestMean([values[0]!, values[0]!.slice()], OPTIONS)
    expect(one!.behind).toBeNull()
    expect(two!.behind).toEqual({ value: 0, low: 0, high: 0 })
    expect([one!.highest, two!.highest]).toEqual([0.5, 0.5])
  })

  it('needs two series of one length', () => {
    expect(() => highestMean([values[0]!], OPTIONS)).toThrow(RangeError)
    expect(() => highestMean([values[0]!, values[1]!.slice(1)], OPTIONS)).toThrow(RangeError)
  })
})
