/**
 * Pixelate: shrunk and enlarged again with Pillow's BOX filter.
 * Constants: side of the shrunk image as a fraction (hendrycks/robustness, make_*_c.py).
 */
import { defineCorruption } from '../corruption'
import { boxResize } from '../filters/box-resize'

export const pixelate = defineCorruption<number>({
  type: 'pixelate',
  constants: {
    'CIFAR-C': [0.95, 0.9, 0.85, 0.75, 0.65],
    'Tiny-ImageNet-C': [0.9, 0.8, 0.7, 0.6, 0.5],
    'ImageNet-C': [0.6, 0.5, 0.4, 0.3, 0.25],
  },
  apply({ height, width, channels, pixels }, fraction) {
    const rows = Math.max(1, Math.trunc(height * fraction))
    const columns = Math.max(1, Math.trunc(width * fraction))
    const small = boxResize(pixels, height, width, channels, rows, columns)
    return boxResize(small, rows, columns, channels, height, width)
  },
})
