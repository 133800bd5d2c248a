/**
 * Elastic transform: a random affine map, then a smooth random displacement of every pixel.
 * Constants in pixels: size of the displacement, σ of the Gaussian that smooths it, and how far the three
 * corners of the affine map move (hendrycks/robustness, make_*_c.py; ImageNet-C's are multiples of 244, a
 * slip that its authors kept).
 */
import { defineCorruption } from '../corruption'
import type { Generator } from '../../random/generator'
import { affineThrough, warpAffine } from '../filters/affine'
import type { Point } from '../filters/affine'
import { borderIndex, gaussianFilter } from '../filters/scipy-gaussian'
import { toUnit32, truncated } from '../image'

type Constants = readonly [size: number, sigma: number, corners: number]

export const elasticTransform = defineCorruption<Constants>({
  type: 'elastic_transform',
  constants: {
    'CIFAR-C': [
      [0, 0, 32 * 0.08],
      [32 * 0.05, 32 * 0.2, 32 * 0.07],
      [32 * 0.08, 32 * 0.06, 32 * 0.06],
      [32 * 0.1, 32 * 0.04, 32 * 0.05],
      [32 * 0.1, 32 * 0.03, 32 * 0.03],
    ],
    'Tiny-ImageNet-C': [
      [0, 0, 64 * 0.08],
      [64 * 0.05, 64 * 0.3, 64 * 0.06],
      [64 * 0.1, 64 * 0.08, 64 * 0.06],
      [64 * 0.1, 64 * 0.03, 64 * 0.03],
      [64 * 0.16, 64 * 0.03, 64 * 0.02],
    ],
    'ImageNet-C': [
      [244 * 2, 244 * 0.7, 244 * 0.1],
      [244 * 2, 244 * 0.08, 244 * 0.2],
      [244 * 0.05, 244 * 0.01, 244 * 0.02],
      [244 * 0.07, 244 * 0.01, 244 * 0.02],
      [244 * 0.12, 244 * 0.01, 244 * 0.02],
    ],
  },
  apply(image, [size, sigma, corners], stream) {
    const { height, width, channels } = image
    const values = toUnit32(image)
    const warped = warpAffine(values, height, width, channels, randomMap(height, width, corners, stream))
    const dx = displacement(height, width, size, sigma, stream)
    const dy = displacement(height, width, size, sigma, stream)
    const result = new Float32Array(values.length)
    for (let y = 0, p = 0; y < height; y++) {
      for (let x = 0; x < width; x++, p++) {
        const atX = x + dx[p]!
        const atY = y + dy[p]!
        const left = Math.floor(atX)
        const top = Math.floor(atY)
        const right = atX - left
        const below = atY - top
        const x0 = inside(left, width) * channels
        const x1 = inside(left + 1, width) * channels
        const y0 = inside(top, height) * width * channels
        const y1 = inside(top + 1, height) * width * channels
        for (let c = 0; c < channels; c++) {
          const upper = (1 - right) * warped[y0 + x0 + c]! + right * warped[y0 + x1 + c]!
          const lower = (1 - right) * warped[y1 + x0 + c]! + right * warped[y1 + x1 + c]!
          result[p * channels + c] = (1 - below) * upper + below * lower
        }
      }
    }
    return truncated(result)
  },
})

/** The affine map that moves three points about the centre by up to `corners` pixels each way. */
function randomMap(height: number, width: number, corners: number, stream: Generator) {
  // As the reference: the centre's first coordinate is half the height though it serves as x (images are square).
  const x = Math.floor(height / 2)
  const y = Math.floor(width / 2)
  const reach = Math.max(1, Math.floor(Math.min(height, width) / 3))
  const from: [Point, Point, Point] = [
    [x + reach, y + reach],
    [x + reach, y - reach],
    [x - reach, y - reach],
  ]
  const moved = (value: number) => value + corners * (2 * stream.uniform() - 1)
  const to = from.map(([px, py]): Point => [moved(px), moved(py)]) as [Point, Point, Point]
  return affineThrough(from, to)
}

/** Uniform noise from −1 to 1, smoothed, times `size`, in pixels. */
function displacement(
  height: number,
  width: number,
  size: number,
  sigma: number,
  stream: Generator,
): Float64Array {
  const noise = new Float64Array(height * width)
  if (size === 0) return noise
  for (let i = 0; i < noise.length; i++) noise[i] = 2 * stream.uniform() - 1
  const smooth = gaussianFilter(noise, height, width, 1, sigma, { border: 'reflect', truncate: 3 })
  return smooth.map((value) => value * size)
}

/** A position, mirrored at the pixels' outer edge where it lies outside. */
function inside(i: number, size: number): number {
  return i >= 0 && i < size ? i : borderIndex(i, size, 'reflect')
}
