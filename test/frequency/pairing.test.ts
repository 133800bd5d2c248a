import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { UserError } from '../../src-main/contract/errors'
import { pairImages } from '../../src-main/frequency/pairing'
import type { Pairs } from '../../src-main/frequency/pairing'

const sorted = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b)

/** What methods C.3 promises, checked from the outside. */
function expectPairing(pairs: Pairs, labels: Int32Array, images: number[]): void {
  expect([...pairs.low]).toEqual(images)
  expect(sorted(pairs.high)).toEqual(sorted(images))
  const same = pairs.low.findIndex((low, i) => labels[low] === labels[pairs.high[i]!])
  expect(same).toBe(-1)
}

const everything = (labels: Int32Array): number[] => Array.from(labels, (_, i) => i)

/** Labels of `counts[c]` images of each class c, in an order that is not sorted. */
function labelsOf(counts: number[]): Int32Array {
  const labels = counts.flatMap((count, label) => new Array<number>(count).fill(label))
  return Int32Array.from(labels, (_, i) => labels[(i * 7919) % labels.length]!)
}

describe('pairImages', () => {
  it('pairs a balanced test set: different classes, every image once per role, low in order', () => {
    const labels = Int32Array.from({ length: 10_000 }, (_, i) => i % 10)
    expectPairing(pairImages(labels, 0), labels, everything(labels))
  })

  it('does so for any labels for which it is possible, and says so for the others', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(6), { maxLength: 60 }),
        fc.integer({ min: 0, max: 1000 }),
        (values, seed) => {
          const labels = Int32Array.from(values)
          const largest = Math.max(
            0,
            ...[0, 1, 2, 3, 4, 5, 6].map((c) => values.filter((v) => v === c).length),
          )
          const possible = values.length > 0 && largest * 2 <= values.length
          if (possible) expectPairing(pairImages(labels, seed), labels, everything(labels))
          else expect(() => pairImages(labels, seed)).toThrow(UserError)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it.each([
    [[500, 500]],
    [[2000, 1000, 1000]],
    [[400, 300, 300]],
    [[500, 499, 1]],
    [[1, 1]],
    [[50, ...new Array<number>(50).fill(1)]],
  ])('ends where the random procedure alone might not: classes of %j images', (counts) => {
    const labels = labelsOf(counts)
    for (const seed of [0, 1, 2]) expectPairing(pairImages(labels, seed), labels, everything(labels))
  })

  it('gives the same pairs for the same seed and other pairs for another', () => {
    const labels = Int32Array.from({ length: 200 }, (_, i) => i % 10)
    const first = pairImages(labels, 3)
    expect(pairImages(labels, 3)).toEqual(first)
    expect(pairImages(labels, 4).high).not.toEqual(first.high)
    // Golden: a stored study names its pairing only by the seed.
    expect([...pairImages(Int32Array.from([0, 0, 1, 1, 2, 2, 3, 3]), 41).high]).toEqual(GOLDEN)
  })

  it('pairs only the chosen images, by their data-set indices', () => {
    const labels = Int32Array.from({ length: 100 }, (_, i) => i % 5)
    const chosen = Int32Array.from([90, 3, 77, 12, 41, 55, 8, 64])
    expectPairing(pairImages(labels, 0, chosen), labels, [...chosen])
    expect(() => pairImages(labels, 0, Int32Array.from([1, 100]))).toThrow("no image '100'")
  })

  it('draws every other class about equally often, and every image within a class', () => {
    // 4 classes of 3 images: a low image meets each of the 9 others in a third of a third of the seeds.
    const labels = Int32Array.from({ length: 12 }, (_, i) => Math.floor(i / 3))
    const met = new Array<number>(12).fill(0)
    for (let seed = 0; seed < 3600; seed++) met[pairImages(labels, seed).high[0]!]! += 1
    expect(met.slice(0, 3)).toEqual([0, 0, 0])
    const chiSquare = met.slice(3).reduce((sum, n) => sum + (n - 400) ** 2 / 400, 0)
    // 8 degrees of freedom: mean 8, standard deviation 4.
    expect(chiSquare).toBeLessThan(8 + 6 * 4)
  })

  it('names the class that makes it impossible, and the counts', () => {
    expect(() => pairImages(Int32Array.from([3, 3, 3, 1, 2]), 0)).toThrow('class 3 holds 3 of 5 images')
    expect(() => pairImages(Int32Array.from([4, 4, 4]), 0)).toThrow(
      'at least two classes, and the 3 chosen images have 1',
    )
    expect(() => pairImages(new Int32Array(0), 0)).toThrow(
      'at least two classes, and the 0 chosen images have 0',
    )
  })
})

const GOLDEN = [6, 4, 5, 0, 3, 7, 2, 1]
