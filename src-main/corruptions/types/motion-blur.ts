/**
 * Motion blur: along a line of random angle, −45° to 45°, as ImageMagick does it.
 * Constants: radius of the kernel and σ of its half Gaussian, both in pixels (hendrycks/robustness, make_*_c.py).
 */
import { defineCorruption } from '../corruption'
import { motionBlur as blurAlong } from '../filters/motion'

type Constants = readonly [radius: number, sigma: number]

export const motionBlur = defineCorruption<Constants>({
  type: 'motion_blur',
  constants: {
    'CIFAR-C': [
      [6, 1],
      [6, 1.5],
      [6, 2],
      [8, 2],
      [9, 2.5],
    ],
    'Tiny-ImageNet-C': [
      [10, 1],
      [10, 1.5],
      [10, 2],
      [10, 2.5],
      [12, 3],
    ],
    'ImageNet-C': [
      [10, 3],
      [15, 5],
      [15, 8],
      [15, 12],
      [20, 15],
    ],
  },
  apply({ height, width, channels, pixels }, [radius, sigma], stream) {
    const angle = -45 + 90 * stream.uniform()
    return blurAlong(pixels, height, width, channels, radius, sigma, angle)
  },
})
