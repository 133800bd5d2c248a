/** Which work two models are compared on, where several is shared. */
import { expect, it } from 'vitest'
import { newestShared } from '../../src-main/workbench/comparison/compare-models'
import type { Offer } from '../../src-main/workbench/comparison/offers'

const offer = (study: string, work: string, training = 0): Offer => ({
  ...{ quantity: 'f_rev', words: 'f_rev', model: 'm', study, needs: [] },
  work: { key: work, words: work },
  training: { images: training, of: 40 },
  files: { kind: 'accuracy', files: '' },
})
const chosen = (...offers: Offer[]): string | undefined => newestShared(offers, offers)?.[0].study

it('is the newest that is of new images, and of images that a model was trained on only where there is no other', () => {
  expect(chosen(offer('large', 'a'), offer('small', 'b', 30))).toBe('large')
  expect(chosen(offer('before', 'a'), offer('after', 'b'))).toBe('after')
  expect(chosen(offer('one', 'a', 40), offer('two', 'b', 30))).toBe('two')
  expect(newestShared([offer('one', 'a')], [offer('two', 'b')])).toBeNull()
})
