/**
 * Contrast: each channel is drawn towards its mean.
 * Constants: what is left of the distance (hendrycks/robustness, make_*_c.py).
 */
import { defineCorruption } from '../corruption'
import { toUnit, truncated } from '../image'

export const contrast = defineCorruption<number>({
  type: 'contrast',
  constants: {
    'CIFAR-C': [0.75, 0.5, 0.4, 0.3, 0.15],
    'Tiny-ImageNet-C': [0.4, 0.3, 0.2, 0.1, 0.05],
    'ImageNet-C': [0.4, 0.3, 0.2, 0.1, 0.05],
  },
  apply(image, left) {
    const { channels } = image
    const values = toUnit(image)
    const means = new Float64Array(channels)
    for (let i = 0; i < values.length; i++) means[i % channels]! += values[i]!
    for (let c = 0; c < channels; c++) means[c]! /= values.length / channels
    for (let i = 0; i < values.length; i++) {
      const mean = means[i % channels]!
      values[i] = (values[i]! - mean) * left + mean
    }
    return truncated(values)
  },
})
