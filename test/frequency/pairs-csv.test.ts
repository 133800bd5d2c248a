import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { UserError } from '../../src-main/contract/errors'
import { pairImages } from '../../src-main/frequency/pairing'
import { pairsFromCsv, pairsToCsv } from '../../src-main/frequency/pairs-csv'

const labels = Int32Array.from([0, 0, 1, 1, 2])
const REFERENCE = '../shared/fixtures/reference/resnet20-hybrid-pairs.csv'
const missing = existsSync(REFERENCE) ? null : `${REFERENCE} is not there`

describe('pairs as CSV', () => {
  it('are written with a header and one pair per line', () => {
    expect(pairsToCsv({ low: Int32Array.from([0, 4]), high: Int32Array.from([2, 1]) })).toBe(
      'low,high\n0,2\n4,1\n',
    )
  })

  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 80 }), fc.nat(), (n, seed) => {
        const all = Int32Array.from({ length: 2 * n }, (_, i) => i % n)
        const pairs = pairImages(all, seed)
        expect(pairsFromCsv(pairsToCsv(pairs), all)).toEqual(pairs)
      }),
      { numRuns: 50 },
    )
  })

  it('may come from another program: spaces, Windows line ends, a byte-order mark, an empty end', () => {
    const pairs = pairsFromCsv('\uFEFFlow, high\r\n0 ,2\r\n 3,4\r\n\r\n', labels)
    expect([...pairs.low]).toEqual([0, 3])
    expect([...pairs.high]).toEqual([2, 4])
  })

  it.each([
    ['', "Line 1 of pairs.csv is '': it must be the header 'low,high'."],
    ['0,2\n', "Line 1 of pairs.csv is '0,2': it must be the header"],
    ['high,low\n0,2\n', "Line 1 of pairs.csv is 'high,low'"],
    ['low,high\n', 'Pairs.csv has no pairs after its header'],
    ['low,high\n0,2\n0\n', "Line 3 of pairs.csv is '0': it must hold two image indices"],
    ['low,high\n0,2,4\n', "Line 2 of pairs.csv is '0,2,4'"],
    ['low,high\n0,2\n\n0,2\n', "Line 3 of pairs.csv is ''"],
    ['low,high\n1.5,2\n', "Line 2 of pairs.csv: the low index '1.5' is not a whole number."],
    ['low,high\n0,-2\n', "Line 2 of pairs.csv: the high index '-2' is not a whole number."],
    ['low,high\n0,1e1\n', "the high index '1e1' is not a whole number"],
    ['low,high\n0,\n', "the high index '' is not a whole number"],
    [
      'low,high\n0,2\n5,2\n',
      "Line 3 of pairs.csv: the low index '5' is outside the data set, which has the images 0 to 4.",
    ],
    ['low,high\n0,99999999999999999999\n', 'is outside the data set'],
    ['low,high\n2,3\n', 'Line 2 of pairs.csv pairs the images 2 and 3, which are both of class 1'],
  ])('refuse %j with the line and the reason', (text, sentence) => {
    const read = (): unknown => pairsFromCsv(text, labels, 'pairs.csv')
    expect(read).toThrow(UserError)
    expect(read).toThrow(sentence)
  })

  it.skipIf(missing)(
    `of the independent reference are read ${missing ? `(skipped: ${missing})` : ''}`,
    () => {
      // ImageFolder order of the CIFAR-10 test set: ten class folders of 1,000 images.
      const cifar = Int32Array.from({ length: 10_000 }, (_, i) => Math.floor(i / 1000))
      const pairs = pairsFromCsv(readFileSync(REFERENCE, 'utf8'), cifar)
      expect(pairs.low.length).toBe(2000)
      expect(new Set(pairs.low).size).toBe(2000)
      expect([pairs.low[0], pairs.high[0]]).toEqual([5851, 3870])
    },
  )
})
