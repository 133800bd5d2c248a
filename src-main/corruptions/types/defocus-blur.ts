/**
 * Defocus blur: a disk, as of a lens out of focus.
 * Constants: radius of the disk and σ of the smoothing of its rim, both in pixels (hendrycks/robustness,
 * make_*_c.py).
 */
import { defineCorruption } from '../corruption'
import { convolve } from '../filters/convolve'
import { diskKernel } from '../filters/disk'
import type { Kernel } from '../filters/disk'
import { toUnit, truncated } from '../image'

type Constants = readonly [radius: number, smoothing: number]

const kernels = new Map<Constants, Kernel>()

export const defocusBlur = defineCorruption<Constants>({
  type: 'defocus_blur',
  constants: {
    'CIFAR-C': [
      [0.3, 0.4],
      [0.4, 0.5],
      [0.5, 0.6],
      [1, 0.2],
      [1.5, 0.1],
    ],
    'Tiny-ImageNet-C': [
      [0.5, 0.6],
      [1, 0.1],
      [1.5, 0.1],
      [2.5, 0.01],
      [3, 0.1],
    ],
    'ImageNet-C': [
      [3, 0.1],
      [4, 0.5],
      [6, 0.5],
      [8, 0.5],
      [10, 0.5],
    ],
  },
  apply(image, constants) {
    let kernel = kernels.get(constants)
    if (!kernel) kernels.set(constants, (kernel = diskKernel(...constants)))
    const { height, width, channels } = image
    return truncated(convolve(toUnit(image), height, width, channels, kernel))
  },
})
