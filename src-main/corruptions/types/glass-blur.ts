/**
 * Glass blur: pixels take the place of near ones, as behind frosted glass, between two slight Gaussian blurs.
 * Constants: σ in pixels, how far a pixel looks, and how often (hendrycks/robustness, make_*_c.py).
 *
 * The reference means to exchange two pixels, but assigns through views of one NumPy array: the first takes the
 * second's value and the second stays as it is. The published data sets are made so, hence it is done so here.
 */
import { defineCorruption } from '../corruption'
import { gaussianFilter } from '../filters/scipy-gaussian'
import { toUnit, truncated } from '../image'

type Constants = readonly [sigma: number, reach: number, rounds: number]

export const glassBlur = defineCorruption<Constants>({
  type: 'glass_blur',
  constants: {
    'CIFAR-C': [
      [0.05, 1, 1],
      [0.25, 1, 1],
      [0.4, 1, 1],
      [0.25, 1, 2],
      [0.4, 1, 2],
    ],
    'Tiny-ImageNet-C': [
      [0.1, 1, 1],
      [0.5, 1, 1],
      [0.6, 1, 2],
      [0.7, 2, 1],
      [0.9, 2, 2],
    ],
    'ImageNet-C': [
      [0.7, 1, 2],
      [0.9, 2, 1],
      [1, 2, 3],
      [1.1, 3, 2],
      [1.5, 4, 2],
    ],
  },
  apply(image, [sigma, reach, rounds], stream) {
    const { height, width, channels } = image
    const pixels = truncated(gaussianFilter(toUnit(image), height, width, channels, sigma))
    const choices = 2 * reach
    for (let round = 0; round < rounds; round++) {
      // Downwards and up to, not including, `reach`, as the reference: the border that is left alone is uneven.
      for (let y = height - reach; y > reach; y--) {
        for (let x = width - reach; x > reach; x--) {
          // One number serves both directions: it has 32 bits, and there are at most 64 places to look.
          const place = Math.trunc(stream.uniform() * choices * choices)
          const fromY = y - reach + Math.trunc(place / choices)
          const fromX = x - reach + (place % choices)
          const to = (y * width + x) * channels
          const from = (fromY * width + fromX) * channels
          for (let c = 0; c < channels; c++) pixels[to + c] = pixels[from + c]!
        }
      }
    }
    return truncated(gaussianFilter(toUnit({ ...image, pixels }), height, width, channels, sigma))
  },
})
