/**
 * Speckle noise: Gaussian noise in proportion to the pixel, independent for every pixel and channel.
 * Constants: standard deviation as a fraction of the pixel (hendrycks/robustness, make_*_c.py).
 */
import { defineCorruption } from '../corruption'
import { truncatedByte } from '../image'

export const speckleNoise = defineCorruption<number>({
  type: 'speckle_noise',
  constants: {
    'CIFAR-C': [0.06, 0.1, 0.12, 0.16, 0.2],
    'Tiny-ImageNet-C': [0.15, 0.2, 0.25, 0.3, 0.35],
    'ImageNet-C': [0.15, 0.2, 0.35, 0.45, 0.6],
  },
  apply({ pixels }, deviation, stream) {
    const result = new Uint8Array(pixels.length)
    for (let i = 0; i < pixels.length; i++) {
      const value = pixels[i]! / 255
      result[i] = truncatedByte(value + value * deviation * stream.normal())
    }
    return result
  },
})
