/**
 * Defocus blur: a disk, as of a lens out of focus.
 * Constants: radius of the disk and σ of the smoothing of its rim, both in pixels (hendrycks/robustness,
 * make_*_c.py).
 */
import { defineCorruption } from '../corruption'
import { diskKernel } from '../filters/disk'
import { DiskFilter } from '../filters/disk-filter'
import { toUnit, truncated } from '../image'

type Constants = readonly [radius: number, smoothing: number]

const filters = new Map<Constants, DiskFilter>()

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
    let filter = filters.get(constants)
    if (!filter) filters.set(constants, (filter = new DiskFilter(diskKernel(...constants))))
    const { height, width, channels } = image
    return truncated(filter.filter(toUnit(image), height, width, channels))
  },
})
