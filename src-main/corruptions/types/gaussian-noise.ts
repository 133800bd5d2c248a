/**
 * Gaussian noise: independent for every pixel and channel.
 * Constants: standard deviation in [0,1] units (hendrycks/robustness, make_*_c.py).
 */
import { defineCorruption } from '../corruption'
import { truncatedByte } from '../image'

export const gaussianNoise = defineCorruption<number>({
  type: 'gaussian_noise',
  constants: {
    'CIFAR-C': [0.04, 0.06, 0.08, 0.09, 0.1],
    'Tiny-ImageNet-C': [0.04, 0.08, 0.12, 0.15, 0.18],
    'ImageNet-C': [0.08, 0.12, 0.18, 0.26, 0.38],
  },
  apply({ pixels }, deviation, stream) {
    const result = new Uint8Array(pixels.length)
    for (let i = 0; i < pixels.length; i++)
      result[i] = truncatedByte(pixels[i]! / 255 + deviation * stream.normal())
    return result
  },
})
