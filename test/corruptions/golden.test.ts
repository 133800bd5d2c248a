/** Against OpenCV, scikit-image, SciPy and Pillow on a synthetic image (test/golden/make_corruptions.py). */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeNpz } from '../../src-main/checkpoints/npz'
import type { CorruptionTable, CorruptionType } from '../../src-main/contract/kinds/corruption/corruptions'
import { corrupt } from '../../src-main/corruptions/corrupt'
import { warpAffine } from '../../src-main/corruptions/filters/affine'
import { canny } from '../../src-main/corruptions/filters/canny'
import { diskKernel } from '../../src-main/corruptions/filters/disk'
import { DiskFilter } from '../../src-main/corruptions/filters/disk-filter'
import { distanceTo } from '../../src-main/corruptions/filters/distance'
import { equalized, sums3x3 } from '../../src-main/corruptions/filters/neighbours'
import { toUnit, truncated } from '../../src-main/corruptions/image'
import { goldenPath } from '../support/golden'
import { imageOf } from './references'

const arrays = decodeNpz(readFileSync(goldenPath('corruptions.npz')))
const [height, width] = [32, 32]
const bytes = (name: string) => arrays[name]!.data as Uint8Array
const clean = imageOf({ ...arrays['clean']!, shape: [1, height, width, 3] }, 0)
const gray = clean.pixels.filter((_, i) => i % 3 === 1)

/** How far two byte arrays are apart: at the 99th percentile and at most. */
function apart(found: Uint8Array, wanted: Uint8Array): { most: number; percentile99: number } {
  const sorted = Array.from(found, (value, i) => Math.abs(value - wanted[i]!)).sort((a, b) => a - b)
  return { most: sorted.at(-1)!, percentile99: sorted[Math.floor(0.99 * sorted.length)]! }
}

describe('deterministic corruptions agree with the libraries of the reference', () => {
  const types: CorruptionType[] = [
    'gaussian_blur',
    'defocus_blur',
    'zoom_blur',
    'contrast',
    'brightness',
    'saturate',
    'jpeg_compression',
    'pixelate',
  ]
  const tables: CorruptionTable[] = ['CIFAR-C', 'ImageNet-C']
  it.each(tables.flatMap((table) => types.map((type) => ({ type, table }))))(
    '$type, $table',
    async (choice) => {
      const found = await corrupt(clean, { ...choice, severity: 3, seed: 0 }, 0)
      const { most, percentile99 } = apart(found, bytes(`${choice.type} ${choice.table}`))
      expect(percentile99).toBeLessThanOrEqual(1)
      expect(most).toBeLessThanOrEqual(2)
      // The comparison can tell: the clean image is far away.
      expect(apart(clean.pixels, found).most).toBeGreaterThan(5)
    },
  )

  it('the widest disk, whose kernel is mirrored at its own rim', () => {
    const filter = new DiskFilter(diskKernel(10, 0.5))
    const found = truncated(filter.filter(toUnit(clean), height, width, 3))
    expect(apart(found, bytes('defocus widest')).most).toBeLessThanOrEqual(1)
  })
})

describe('the parts of spatter and elastic transform agree with OpenCV', () => {
  it('edges', () => {
    expect(canny(gray, height, width, 50, 150)).toEqual(Uint8Array.from(bytes('canny')))
  })

  it('distances to the edges', () => {
    const found = distanceTo(bytes('canny'), height, width)
    const wanted = arrays['distance']!.data as Float32Array
    for (let i = 0; i < found.length; i++) expect(found[i]).toBeCloseTo(wanted[i]!, 3)
  })

  it('equalised histogram', () => {
    const found = equalized(gray.map((value) => Math.trunc(value / 3) + 40))
    expect(apart(found, bytes('equalized')).most).toBeLessThanOrEqual(1)
  })

  it('3×3 filter', () => {
    const sums = sums3x3(gray, height, width, [-2, -1, 0, -1, 1, 1, 0, 1, 2])
    expect(Uint8Array.from(Uint8ClampedArray.from(sums))).toEqual(Uint8Array.from(bytes('filtered')))
  })

  it('affine map', () => {
    const values = Float32Array.from(gray, (value) => value / 255)
    const found = warpAffine(values, height, width, 1, [0.95, 0.12, 1.3, -0.1, 1.04, -2.2])
    const wanted = arrays['affine']!.data as Float32Array
    const differences = Array.from(found, (value, i) => Math.abs(value - wanted[i]!)).sort((a, b) => a - b)
    // OpenCV 5 no longer rounds places to 1/32 pixel, the reference's 4.6 does: they agree to that.
    expect(differences[Math.floor(0.5 * differences.length)]).toBeLessThan(0.01)
    expect(differences.at(-1)).toBeLessThan(0.1)
  })
})
