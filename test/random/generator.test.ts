import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { generator } from '../../src-main/random/generator'

const draw = (n: number, next: () => number): number[] => Array.from({ length: n }, next)

describe('generator', () => {
  // These numbers must never change: stored results and resumed runs depend on them.
  it('gives the same streams for ever', () => {
    const uniform = generator(41, 'golden')
    expect(draw(3, uniform.uniform)).toEqual(GOLDEN.uniform)
    const integers = generator(41, 'golden', 'integer')
    expect(draw(8, () => integers.integer(1000))).toEqual(GOLDEN.integers)
    expect([...generator(0, 'batch order', 3).permutation(10)]).toEqual(GOLDEN.permutation)
    const normals = draw(3, generator(-7, 'golden').normal)
    normals.forEach((value, i) => expect(value).toBeCloseTo(GOLDEN.normals[i]!, 12))
  })

  it('derives another stream from another seed, another name, another type or another split of names', () => {
    const first = (seed: number, ...names: (string | number)[]): number => generator(seed, ...names).uniform()
    const values = [
      first(0),
      first(1),
      first(0, 'a'),
      first(0, 'a', 1),
      first(0, 'a', '1'),
      first(0, 'a1'),
      first(0, 'a', 1, 1),
      first(0, 'a', 11),
    ]
    expect(new Set(values).size).toBe(values.length)
  })

  it('refuses a seed that is not an integer', () => {
    expect(() => generator(0.5)).toThrow("The seed '0.5' is not an integer")
    expect(() => generator(NaN)).toThrow('is not an integer')
    expect(() => generator(2 ** 60)).toThrow('is not an integer')
  })

  it('is uniform on [0, 1): mean, variance and neighbours of 100,000 numbers', () => {
    const values = draw(100_000, generator(5, 'moments').uniform)
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    const mean = average(values)
    // Six standard errors: √(1/12/n) of the mean, √(1/180/n) of the variance, 1/√n of a correlation.
    expect(Math.abs(mean - 0.5)).toBeLessThan(6 * Math.sqrt(1 / 12 / values.length))
    const variance = average(values.map((value) => (value - mean) ** 2))
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(6 * Math.sqrt(1 / 180 / values.length))
    const neighbours = average(values.slice(1).map((value, i) => (value - mean) * (values[i]! - mean)))
    expect(Math.abs(neighbours / variance)).toBeLessThan(6 / Math.sqrt(values.length))
  })

  it('starts unrelated streams from consecutive seeds', () => {
    const starts = Array.from({ length: 20_000 }, (_, seed) => generator(seed, 'batch order').uniform())
    const bins = new Array<number>(20).fill(0)
    for (const start of starts) bins[Math.floor(start * 20)]! += 1
    const chiSquare = bins.reduce((sum, found) => sum + (found - 1000) ** 2 / 1000, 0)
    // 19 degrees of freedom: mean 19, standard deviation 6.2.
    expect(chiSquare).toBeLessThan(19 + 6 * 6.2)
    const products = average(starts.slice(1).map((start, i) => (start - 0.5) * (starts[i]! - 0.5)))
    expect(Math.abs(products * 12)).toBeLessThan(6 / Math.sqrt(starts.length))
  })

  it('makes standard normal numbers', () => {
    const values = draw(100_000, generator(6, 'normal').normal)
    expect(values.every(Number.isFinite)).toBe(true)
    expect(Math.abs(average(values))).toBeLessThan(6 / Math.sqrt(values.length))
    expect(Math.abs(average(values.map((v) => v * v)) - 1)).toBeLessThan(6 * Math.sqrt(2 / values.length))
    expect(Math.abs(average(values.map((v) => v ** 3)))).toBeLessThan(6 * Math.sqrt(15 / values.length))
    // Two tails of 1.96 hold 5 %.
    const tails = values.filter((value) => Math.abs(value) > 1.959964).length / values.length
    expect(Math.abs(tails - 0.05)).toBeLessThan(6 * Math.sqrt((0.05 * 0.95) / values.length))
  })

  it('permutes: every index once, every order equally often', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(300), (seed, n) => {
        const permuted = generator(seed, 'permutation').permutation(n)
        expect([...permuted].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      }),
      { numRuns: 100 },
    )
    const random = generator(7, 'orders')
    const found = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const order = random.permutation(4).join()
      found.set(order, (found.get(order) ?? 0) + 1)
    }
    expect(found.size).toBe(24)
    const chiSquare = [...found.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)
    expect(chiSquare).toBeLessThan(23 + 6 * Math.sqrt(46))
  })

  it('draws integers within bounds and refuses others', () => {
    const random = generator(8)
    const values = draw(1000, () => random.integer(3))
    expect(new Set(values)).toEqual(new Set([0, 1, 2]))
    expect(random.integer(1)).toBe(0)
    expect(() => random.integer(0)).toThrow(RangeError)
    expect(() => random.integer(1.5)).toThrow(RangeError)
  })
})

const GOLDEN = {
  uniform: [0.2862323271110654, 0.4596837826538831, 0.5586370285600424],
  integers: [885, 707, 263, 730, 823, 739, 151, 996],
  permutation: [3, 0, 8, 1, 9, 7, 4, 2, 6, 5],
  normals: [-1.8649468335574795, 0.8323918962603651, -0.034902051309312954],
}

function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
