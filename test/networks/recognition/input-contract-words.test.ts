/** What the sentences of a trial call guessing: decided by the binomial distribution, for as many readings as there were. */
import { expect, it } from 'vitest'
import { describeContract } from '../../../src-main/networks/recognition/input-contract-words'
import type { ContractVariant } from '../../../src-main/networks/recognition/contract-sample'

const COUNT = 60
const labels = Array.from({ length: COUNT }, (_, i) => i % 10)

function said(right: number, triedBefore = 0, of: ArrayLike<number> = labels): string {
  const variant = (accuracy: number): ContractVariant => ({
    ...{ range: '0–1', order: 'RGB', colour: 'as it is', normaliser: 'ImageNet' },
    ...{ mean: [0, 0, 0], std: [1, 1, 1], accuracy, right: new Uint8Array(0) },
  })
  const sample = {
    images: new Float32Array(0),
    labels: of,
    count: COUNT,
    size: 8,
    channels: 3,
    classes: 10,
  } as const
  const normalisers = [variant(right / COUNT), variant(5 / COUNT)]
  return describeContract({ sample, channels: 3, normalisers, others: [], triedBefore }).join(' ')
}

it('17 of 60 in 10 classes are no guess, by an interval that leaves 10 % out, too', () => {
  // P(X ≥ 17) = 6.3e-5 by exact sums of binomial terms.
  expect(said(17)).toMatch(/^With the normaliser "ImageNet" 28\.3 % of 60 images are recognised/)
  expect(said(17)).not.toContain('guess')
  expect(said(17, 100)).not.toContain('guess')
})

it('what the best of so many readings can reach is not told from guessing', () => {
  // P(X ≥ 13) = 0.0058 by exact sums: more than chance for one reading, not as the best of two.
  expect(said(13)).toMatch(
    /At most 21\.7 % of the 60 images are recognised, which cannot be told from guessing \(10 %\) on 60 images, as the best of 2 readings: the network may be built otherwise/,
  )
  expect(said(14)).not.toContain('guess')
  expect(said(14, 40)).toContain('as the best of 42 readings')
  expect(said(0)).toContain('guessing')
})

it('always the same answer is a guess, however common that class is in the sample', () => {
  const most = labels.map((label, i) => (i < 30 ? 0 : label))
  expect(said(33, 0, most)).toMatch(/guessing \(55 %\)/)
})
