/** What is said of the norm of a Fourier map that nobody asked for: published for whom, and whether for these images. */
import { expect, it } from 'vitest'
import { perturbationNorm } from '../../src-main/studies/fourier-map/plan'

it('is called published only for the images that it is published for', () => {
  const origin = (size: number, channels: number): string =>
    perturbationNorm(size, channels, undefined).origin
  expect(origin(32, 3)).toBe('published for CIFAR-10 (colour, 32×32 pixels)')
  expect(origin(224, 3)).toBe('published for ImageNet (colour, 224×224 pixels)')
  expect(origin(32, 1)).toContain('none is published for gray images of 32×32 pixels')
  expect(origin(64, 3)).toContain('none is published for 64×64 pixels')
})

it('changes at 128 pixels, and is scaled nowhere', () => {
  expect([32, 64, 127, 128, 224].map((size) => perturbationNorm(size, 3, undefined).value)).toEqual([
    4, 4, 4, 15.7, 15.7,
  ])
})
