/**
 * Impulse noise (salt and pepper): some values become 0 or 1 with equal chance, independently for every
 * pixel and channel; skimage.util.random_noise(mode='s&p').
 * Constants: share of values that change (hendrycks/robustness, make_*_c.py).
 */
import { defineCorruption } from '../corruption'
import { truncatedByte } from '../image'

export const impulseNoise = defineCorruption<number>({
  type: 'impulse_noise',
  constants: {
    'CIFAR-C': [0.01, 0.02, 0.03, 0.05, 0.07],
    'Tiny-ImageNet-C': [0.01, 0.02, 0.05, 0.08, 0.14],
    'ImageNet-C': [0.03, 0.06, 0.09, 0.17, 0.27],
  },
  apply({ pixels }, share, stream) {
    const result = new Uint8Array(pixels.length)
    for (let i = 0; i < pixels.length; i++) {
      const u = stream.uniform()
      if (u <= share) result[i] = u <= share / 2 ? 255 : 0
      else result[i] = truncatedByte(pixels[i]! / 255)
    }
    return result
  },
})
