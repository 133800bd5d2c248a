/** When two accuracies are of the same images: a part is not told by its name, nor by how it was asked for. */
import { expect, it } from 'vitest'
import { imagesWork, trainingAccuracyWork } from '../../src-main/workbench/studies/measuring-work'
import type { DataChoice } from '../../src-main/contract/studies/choices'
import type { SweepPlan } from '../../src-main/contract/kinds/sweep/study'

const choice = (dataSet: string, hash: string, change: Partial<DataChoice> = {}): DataChoice => ({
  ...{ dataSet, split: 'test', hash: hash.repeat(64), images: 100, limit: null },
  ...change,
})
const digits = choice('digits', 'a')

it('tells the test parts of two data sets from each other', () => {
  expect(imagesWork(digits).key).not.toBe(imagesWork(choice('letters', 'b')).key)
  expect(imagesWork(digits).words).toBe('all 100 images of "digits" (test)')
})

it('is the same for the same images, under another name or asked for in another way', () => {
  const all = { rule: { kind: 'all' as const }, leftOut: [] }
  const found = { images: 100, perClass: [50, 50], leftOut: 0, training: 0, validation: 0 }
  const again = choice('numbers', 'a', { selection: { ...all, found } })
  expect(imagesWork(again).key).toBe(imagesWork(digits).key)
  expect(imagesWork({ ...digits, limit: 50 }).key).not.toBe(imagesWork(digits).key)
})

it('of a training is its test images, or its validation images whatever the training seed', () => {
  const plan = (test: DataChoice | null, seeds: number[]): SweepPlan =>
    ({
      train: choice('digits', 'c', { split: 'train' }),
      test,
      seeds,
      recipe: { validationFraction: 0.1 },
    }) as SweepPlan
  expect(trainingAccuracyWork(plan(digits, [0]))).toEqual(imagesWork(digits))
  const validation = trainingAccuracyWork(plan(null, [0]))
  expect(validation.words).toBe('the validation images of "digits" (train), which chose the epoch')
  expect(trainingAccuracyWork(plan(null, [1])).key).toBe(validation.key)
  expect(validation.key).not.toBe(imagesWork(digits).key)
})
