/**
 * Gaussian blur, by scikit-image's filter. Not the blur in front of the networks (networks/front-end/blur-image.ts).
 * Constants: σ in pixels (hendrycks/robustness, make_*_c.py).
 */
import { defineCorruption } from '../corruption'
import { gaussianFilter } from '../filters/scipy-gaussian'
import { toUnit, truncated } from '../image'

export const gaussianBlur = defineCorruption<number>({
  type: 'gaussian_blur',
  constants: {
    'CIFAR-C': [0.4, 0.6, 0.7, 0.8, 1],
    'Tiny-ImageNet-C': [0.5, 0.75, 1, 1.25, 1.5],
    'ImageNet-C': [1, 2, 3, 4, 6],
  },
  apply(image, sigma) {
    const { height, width, channels } = image
    return truncated(gaussianFilter(toUnit(image), height, width, channels, sigma))
  },
})
