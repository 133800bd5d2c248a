import { expect, it } from 'vitest'
import { withImages } from '../../src-main/figures/which-images'

it('a figure says which images it is of, and what has to be said with them', () => {
  const figure = { caption: 'Accuracy of one model.', notes: ['Two models are not shown.'] }
  const which = {
    words: 'a class-balanced subset of 500 images (subset seed 0)',
    images: 500,
    trainingImages: 'some' as const,
    notices: ['A model of the study was trained on 450 of the 500 images.'],
  }
  expect(withImages(figure, which)).toEqual({
    caption: 'Accuracy of one model. Images: a class-balanced subset of 500 images (subset seed 0).',
    notes: ['Two models are not shown.', 'A model of the study was trained on 450 of the 500 images.'],
  })
  expect(withImages(figure, undefined)).toBe(figure)
})
