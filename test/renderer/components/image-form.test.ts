import { expect, it } from 'vitest'
import {
  imageRequestOf,
  issuesOfImages,
  usualImages,
  withRule,
} from '../../../src-renderer/components/image-form'

it('a number of all images does not become one of each class, nor the other way round', () => {
  const usual = usualImages(1000)
  expect(imageRequestOf(usual)).toEqual({ limit: 1000 })
  expect(imageRequestOf(withRule(usual, 'first'))).toEqual({ first: 1000 })
  const each = withRule(usual, 'per class')
  expect(each.count).toBe('')
  expect(issuesOfImages(each).count).toBe('Give a whole number of images, 1 or more.')
  expect(withRule({ ...each, count: '20' }, 'class-balanced').count).toBe('')
  expect(withRule({ ...each, count: '20' }, 'per class').count).toBe('20')
})
