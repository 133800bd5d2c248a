/**
 * Shot noise: the pixel as a count of photons, Poisson-distributed, independent for every pixel and channel.
 * Constants: photons at full brightness (hendrycks/robustness, make_*_c.py).
 *
 * A pixel has one of 256 levels, so the 256 distributions are tabulated once and drawn from by inversion.
 */
import { defineCorruption } from '../corruption'
import { truncatedByte } from '../image'

export const shotNoise = defineCorruption<number>({
  type: 'shot_noise',
  constants: {
    'CIFAR-C': [500, 250, 100, 75, 50],
    'Tiny-ImageNet-C': [250, 100, 50, 30, 15],
    'ImageNet-C': [60, 25, 12, 5, 3],
  },
  apply({ pixels }, photons, stream) {
    const levels = levelsOf(photons)
    const result = new Uint8Array(pixels.length)
    for (let i = 0; i < pixels.length; i++) {
      const level = pixels[i]!
      // Zero photons expected, zero counted; drawn all the same, so that a pixel never shifts its neighbours.
      const u = stream.uniform()
      const { cumulative, guide } = (levels[level] ??= tabulate((level / 255) * photons))
      let count = guide[Math.trunc(u * GUIDE)]!
      while (count < cumulative.length - 1 && u >= cumulative[count]!) count++
      result[i] = truncatedByte(count / photons)
    }
    return result
  },
})

/** Entries of the table that says where to start looking. */
const GUIDE = 64

interface Distribution {
  /** P(count ≤ k); ends where it cannot be told from 1 with a 32-bit number. */
  cumulative: Float64Array
  /** For u in [g, g+1)/GUIDE: a count that is not above the one sought. */
  guide: Uint16Array
}

const tables = new Map<number, (Distribution | undefined)[]>()

function levelsOf(photons: number): (Distribution | undefined)[] {
  let levels = tables.get(photons)
  if (!levels) tables.set(photons, (levels = new Array<Distribution | undefined>(256)))
  return levels
}

function tabulate(mean: number): Distribution {
  const cumulative: number[] = []
  let logarithm = -mean
  let sum = 0
  for (let k = 0; ; k++) {
    if (k > 0) logarithm += Math.log(mean / k)
    sum += Math.exp(logarithm)
    cumulative.push(sum)
    if (mean === 0 || (k > mean && 1 - sum < 2 ** -33) || k > mean + 20 * Math.sqrt(mean) + 50) break
  }
  const guide = new Uint16Array(GUIDE)
  for (let g = 0, k = 0; g < GUIDE; g++) {
    while (k < cumulative.length - 1 && cumulative[k]! <= g / GUIDE) k++
    guide[g] = k
  }
  return { cumulative: Float64Array.from(cumulative), guide }
}
