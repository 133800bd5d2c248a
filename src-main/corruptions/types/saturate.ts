/**
 * Saturate: the saturation of hue, saturation, value is scaled and shifted. A gray pixel has no hue, which
 * counts as red: shifted, it becomes reddish, in the reference too.
 * Constants: factor and shift (hendrycks/robustness, make_*_c.py).
 */
import { defineCorruption } from '../corruption'
import { hsvToRgb, rgbToHsv } from '../filters/hsv'
import { toUnit, truncated } from '../image'

type Constants = readonly [factor: number, shift: number]

export const saturate = defineCorruption<Constants>({
  type: 'saturate',
  inColour: true,
  constants: {
    'CIFAR-C': [
      [0.3, 0],
      [0.1, 0],
      [1.5, 0],
      [2, 0.1],
      [2.5, 0.2],
    ],
    'Tiny-ImageNet-C': [
      [0.3, 0],
      [0.1, 0],
      [2, 0],
      [5, 0.1],
      [30, 0.2],
    ],
    'ImageNet-C': [
      [0.3, 0],
      [0.1, 0],
      [2, 0],
      [5, 0.1],
      [20, 0.2],
    ],
  },
  apply(image, [factor, shift]) {
    const values = toUnit(image)
    rgbToHsv(values)
    for (let i = 1; i < values.length; i += 3)
      values[i] = Math.min(1, Math.max(0, values[i]! * factor + shift))
    hsvToRgb(values)
    return truncated(values)
  },
})
