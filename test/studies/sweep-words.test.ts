/** What is said of the images that a sweep measured clean accuracy on. */
import { expect, it } from 'vitest'
import { measuredOnWords } from '../../src-main/studies/sweep/words'
import type { DataChoice } from '../../src-main/contract/studies/choices'

const choice = (dataSet: string, split: string | null): DataChoice => ({
  dataSet,
  split,
  hash: '0'.repeat(64),
  images: 60,
  limit: null,
})
const file = (...splits: string[]): { parts: never[] } => ({
  parts: splits.map((split) => ({ split })) as never[],
})

it.each([
  [
    choice('a', 'test'),
    ['train', 'val', 'test'],
    'Clean accuracy: on all 60 images, from "a" (test). Its part "val" takes no part.',
  ],
  [choice('a', 'test'), ['train', 'test'], 'Clean accuracy: on all 60 images, from "a" (test).'],
  [choice('b', null), ['train', 'val'], 'Clean accuracy: on all 60 images, from "b".'],
  [
    null,
    ['train'],
    'Clean accuracy: on the images of "a" (train) that were kept apart for validation, which chose the epoch, too.',
  ],
  // Planned by a version that took no validation part.
  [
    null,
    ['train', 'val'],
    'Clean accuracy: on the images of "a" (train) that were kept apart for validation, which chose the epoch, too. Its part "val" takes no part.',
  ],
])('%#', (test, splits, words) => {
  expect(measuredOnWords({ train: choice('a', 'train'), test }, file(...splits))).toBe(words)
})
