/**
 * Zoom blur: the mean of the image and of it enlarged by growing factors, as of a camera that moves forward.
 * Constants: how many factors, and their step; the first factor is 1 (hendrycks/robustness, make_*_c.py, where
 * they are np.arange(1, end, step)). In float32, as the reference.
 */
import { defineCorruption } from '../corruption'
import { addZoomed, zoomAxis } from '../filters/zoom'
import { toUnit32, truncated } from '../image'

type Constants = readonly [factors: number, step: number]

export const zoomBlur = defineCorruption<Constants>({
  type: 'zoom_blur',
  constants: {
    'CIFAR-C': [
      [7, 0.01],
      [12, 0.01],
      [16, 0.01],
      [21, 0.01],
      [26, 0.01],
    ],
    'Tiny-ImageNet-C': [
      [7, 0.01],
      [12, 0.01],
      [16, 0.01],
      [21, 0.01],
      [26, 0.01],
    ],
    'ImageNet-C': [
      [12, 0.01],
      [16, 0.01],
      [11, 0.02],
      [13, 0.02],
      [11, 0.03],
    ],
  },
  apply(image, [factors, step]) {
    const { height, width, channels } = image
    const values = toUnit32(image)
    const sum = new Float32Array(values.length)
    // NumPy's arange adds multiples of the difference of its first two entries.
    const difference = 1 + step - 1
    for (let k = 0; k < factors; k++) {
      const factor = 1 + k * difference
      addZoomed(values, width, channels, zoomAxis(height, factor), zoomAxis(width, factor), sum)
    }
    for (let i = 0; i < sum.length; i++) sum[i] = Math.fround(values[i]! + sum[i]!) / (factors + 1)
    return truncated(sum)
  },
})
