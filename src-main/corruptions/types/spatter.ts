/**
 * Spatter: drops of water (severities 1–3, shaded along their rims) or of mud (4–5) on the lens.
 * Constants (hendrycks/robustness, make_*_c.py): mean and standard deviation of the noise that becomes liquid,
 * σ in pixels that smooths it, its threshold, then strength of the water or σ in pixels of the mud's rim, and
 * which of the two.
 */
import { defineCorruption } from '../corruption'
import { canny } from '../filters/canny'
import { distanceTo } from '../filters/distance'
import { gaussianFilter } from '../filters/scipy-gaussian'
import { equalized, mean3x3, sums3x3 } from '../filters/neighbours'
import { truncatedByte } from '../image'

type Constants = readonly [
  mean: number,
  deviation: number,
  sigma: number,
  threshold: number,
  strengthOrRim: number,
  liquid: 'water' | 'mud',
]

const PALE_TURQUOISE = [175, 238, 238] as const
const BROWN = [63, 42, 20] as const

export const spatter = defineCorruption<Constants>({
  type: 'spatter',
  inColour: true,
  constants: {
    'CIFAR-C': [
      [0.62, 0.1, 0.7, 0.7, 0.5, 'water'],
      [0.65, 0.1, 0.8, 0.7, 0.5, 'water'],
      [0.65, 0.3, 1, 0.69, 0.5, 'water'],
      [0.65, 0.1, 0.7, 0.69, 0.6, 'mud'],
      [0.65, 0.1, 0.5, 0.68, 0.6, 'mud'],
    ],
    'Tiny-ImageNet-C': [
      [0.62, 0.1, 0.7, 0.7, 0.6, 'water'],
      [0.65, 0.1, 0.8, 0.7, 0.6, 'water'],
      [0.65, 0.3, 1, 0.69, 0.6, 'water'],
      [0.65, 0.1, 0.7, 0.68, 0.6, 'mud'],
      [0.65, 0.1, 0.5, 0.67, 0.6, 'mud'],
    ],
    'ImageNet-C': [
      [0.65, 0.3, 4, 0.69, 0.6, 'water'],
      [0.65, 0.3, 3, 0.68, 0.6, 'water'],
      [0.65, 0.3, 2, 0.68, 0.5, 'water'],
      [0.65, 0.3, 1, 0.65, 1.5, 'mud'],
      [0.67, 0.4, 1, 0.65, 1.5, 'mud'],
    ],
  },
  apply({ height, width, pixels }, constants, stream) {
    const [mean, deviation, sigma, threshold, strengthOrRim, kind] = constants
    const noise = new Float64Array(height * width)
    for (let i = 0; i < noise.length; i++) noise[i] = mean + deviation * stream.normal()
    const liquid = gaussianFilter(noise, height, width, 1, sigma)
    for (let i = 0; i < liquid.length; i++) if (liquid[i]! < threshold) liquid[i] = 0
    const result = new Uint8Array(pixels.length)
    if (kind === 'water') {
      const cover = water(liquid, height, width, strengthOrRim)
      for (let i = 0; i < result.length; i++) {
        const colour = PALE_TURQUOISE[i % 3]! / 255
        result[i] = truncatedByte(pixels[i]! / 255 + cover[Math.trunc(i / 3)]! * colour)
      }
    } else {
      const cover = mud(liquid, height, width, threshold, strengthOrRim)
      for (let i = 0; i < result.length; i++) {
        const covered = cover[Math.trunc(i / 3)]!
        result[i] = truncatedByte((pixels[i]! / 255) * (1 - covered) + covered * (BROWN[i % 3]! / 255))
      }
    }
    return result
  },
})

/** How much water adds, from 0 to `strength`; [height, width]. Without any liquid, nothing. */
export function water(liquid: Float64Array, height: number, width: number, strength: number): Float64Array {
  const bytes = Uint8Array.from(liquid, (value) => value * 255)
  const far = distanceTo(canny(bytes, height, width, 50, 150), height, width).map((d) => Math.min(d, 20))
  const rims = equalized(Uint8Array.from(mean3x3(far, height, width)))
  const shaded = Uint8ClampedArray.from(sums3x3(rims, height, width, [-2, -1, 0, -1, 1, 1, 0, 1, 2]))
  const soft = mean3x3(shaded, height, width)
  const cover = bytes.reduce<Float64Array>((product, byte, i) => {
    product[i] = byte * Math.round(soft[i]!)
    return product
  }, new Float64Array(bytes.length))
  const most = cover.reduce((highest, value) => Math.max(highest, value), 0)
  return cover.map((value) => (most > 0 ? (value / most) * strength : 0))
}

/** How much mud covers: 0, or 0.8 to 1; [height, width]. */
function mud(
  liquid: Float64Array,
  height: number,
  width: number,
  threshold: number,
  rim: number,
): Float64Array {
  const drops = liquid.map((value) => (value > threshold ? 1 : 0))
  return gaussianFilter(drops, height, width, 1, rim).map((cover) => (cover < 0.8 ? 0 : cover))
}
