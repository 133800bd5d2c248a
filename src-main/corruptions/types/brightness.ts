/**
 * Brightness: the value of hue, saturation, value is raised. On gray images the same is plain addition.
 * Constants: how much is added, in [0,1] units (hendrycks/robustness, make_*_c.py).
 */
import { defineCorruption } from '../corruption'
import { hsvToRgb, rgbToHsv } from '../filters/hsv'
import { toUnit, truncated } from '../image'

export const brightness = defineCorruption<number>({
  type: 'brightness',
  constants: {
    'CIFAR-C': [0.05, 0.1, 0.15, 0.2, 0.3],
    'Tiny-ImageNet-C': [0.1, 0.2, 0.3, 0.4, 0.5],
    'ImageNet-C': [0.1, 0.2, 0.3, 0.4, 0.5],
  },
  apply(image, more) {
    const values = toUnit(image)
    if (image.channels === 1) return truncated(values.map((value) => value + more))
    rgbToHsv(values)
    for (let i = 2; i < values.length; i += 3) values[i] = Math.min(1, values[i]! + more)
    hsvToRgb(values)
    return truncated(values)
  },
})
