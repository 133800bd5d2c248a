/** The order in which readings are tried: on which one it ends, for accuracies that are given here. */
import { describe, expect, it } from 'vitest'
import { searchReadings } from '../../../src-main/jobs/import/search-readings'
import type { MeasuredReading } from '../../../src-main/jobs/import/search-readings'

interface Reading {
  number: number
}
const NORMALISERS = ['A', 'B']

/** @param accuracies of each reading by its number, under A and under B; null: images cannot pass */
async function found(
  accuracies: readonly (readonly [a: number, b: number] | null)[],
  offered: readonly number[],
  neighbours: Readonly<Record<number, readonly number[]>>,
  nearest: readonly number[] = [],
) {
  const measurements: string[] = []
  const readings = accuracies.map((_, number): Reading => ({ number }))
  const of = (numbers: readonly number[]): Reading[] => numbers.map((number) => readings[number]!)
  const { tried, failed } = await searchReadings<Reading, MeasuredReading<Reading>>(of(offered), {
    stages: [100],
    measured: (candidate, only, images, before) => {
      const under = accuracies[candidate.number]
      if (!under) return Promise.reject(new Error('too small'))
      const names = only === null ? NORMALISERS : [only]
      measurements.push(...names.map((name) => `${candidate.number}${name}`))
      const each = names.map((normaliser) => ({
        normaliser,
        accuracy: under[NORMALISERS.indexOf(normaliser)]!,
      }))
      const best = each.reduce((most, one) => (one.accuracy > most.accuracy ? one : most))
      const better = before && before.accuracy >= best.accuracy ? before : best
      return Promise.resolve({
        candidate,
        images,
        ...{ accuracy: better.accuracy, normaliser: better.normaliser },
        normalisers: only === null || before !== null ? 'all' : [only],
      })
    },
    nearest: () => Promise.resolve(of(nearest)),
    neighbours: ({ candidate }) => of(neighbours[candidate.number] ?? []),
    unusualness: ({ number }) => number,
  })
  const [first] = tried
  return {
    first: [first!.candidate.number, first!.normaliser, first!.accuracy],
    failed: failed.map(({ number }) => number),
    measurements,
  }
}

describe('a search among readings', () => {
  it('goes on under the normaliser that suits the reading at the front, not under that of another', async () => {
    // Reading 1 comes to the front under A, which suits reading 0; under B it is better, and so is 2, the right one.
    const accuracies = [[0.2, 0.1] as const, [0.3, 0.6] as const, [0.25, 1] as const]
    expect(await found(accuracies, [0], { 0: [1], 1: [0, 2], 2: [1] })).toMatchObject({
      first: [2, 'B', 1],
    })
  })

  it('ends on a reading that was measured under all normalisers', async () => {
    // In the last round reading 3 comes to the front, and is better under B.
    const accuracies = [[0.1, 0] as const, [0.2, 0] as const, [0.3, 0] as const, [0.4, 0.9] as const]
    const { first, measurements } = await found(accuracies, [0], { 0: [1], 1: [2], 2: [3] })
    expect(first).toEqual([3, 'B', 0.9])
    expect(measurements).toContain('3B')
  })

  it('takes the more usual of readings that do as well', async () => {
    const { first } = await found([[0.5, 0] as const, [0.5, 0] as const], [1, 0], {})
    expect(first).toEqual([0, 'A', 0.5])
  })

  it('measures where the batch normalisations point to', async () => {
    const { first } = await found([[0.5, 0] as const, [0.1, 0.8] as const], [0], {}, [1])
    expect(first).toEqual([1, 'B', 0.8])
  })

  it('leaves out what images cannot pass, and refuses where nothing can be measured', async () => {
    expect(await found([null, [0.5, 0.2] as const], [0, 1], {})).toMatchObject({
      first: [1, 'A', 0.5],
      failed: [0],
    })
    await expect(found([null, null], [0, 1], {})).rejects.toThrow('too small')
  })
})
