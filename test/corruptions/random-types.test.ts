/**
 * The random corruptions against the reference's statistics of (corrupted − clean), over the same 300 images.
 *
 * Bounds. Both numbers carry the sampling error of one run over 300 images. Ours is measured: three seeds give
 * three numbers, whose standard deviation has only two degrees of freedom, so a bound of 8 of them, widened by
 * √(1 + 1/3) for the reference's own error, and never less than 4 % of the reference's number (the sampling error
 * of a standard deviation from three numbers can itself be far too small by chance) or a tenth of a grey level.
 * The mean of a darkening or brightening of less than a level is held to that tenth by the same rule. The
 * cumulative profile is held to 0.025 at every threshold: the largest difference between two seeds of ours is
 * 0.018 (spatter, whose few large drops make it the noisiest).
 * Frost has our own textures: a quarter of its mean, half of its variance, a profile within 0.35.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import type { CorruptionType, Severity } from '../../src-main/contract/kinds/corruption/corruptions'
import { corrupt } from '../../src-main/corruptions/corrupt'
import type { ByteImage } from '../../src-main/corruptions/image'
import { referenceMissing, referenceStatistics } from './references'
import { differenceStatistics } from './statistics'
import type { DifferenceStatistics } from './statistics'
import { firstOfEachClass, imagesMissing } from './test-images'

const TYPES: CorruptionType[] = [
  'gaussian_noise',
  'shot_noise',
  'impulse_noise',
  'speckle_noise',
  'glass_blur',
  'motion_blur',
  'snow',
  'fog',
  'spatter',
  'elastic_transform',
]
const SEVERITIES: readonly Severity[] = [1, 5]
const SEEDS = [0, 1, 2]
const LEVEL = 1 / 255

const missing = referenceMissing ?? imagesMissing

describe.skipIf(missing !== null)(
  `like hendrycks/robustness${missing === null ? '' : ` (${missing})`}`,
  () => {
    const reference = missing === null ? referenceStatistics('cifar') : {}
    let images: ByteImage[] = []
    beforeAll(async () => {
      images = await firstOfEachClass(30)
      expect(images.length).toBe(300)
    })

    const measure = async (
      type: CorruptionType,
      severity: Severity,
      seed: number,
    ): Promise<DifferenceStatistics> => {
      const choice = { type, severity, table: 'CIFAR-C', seed } as const
      return differenceStatistics(
        images,
        await Promise.all(images.map((image, i) => corrupt(image, choice, i))),
      )
    }

    it.each(TYPES)('%s: mean, variance, mean absolute value and power profile', async (type) => {
      for (const severity of SEVERITIES) {
        const wanted = reference[type]![severity]!
        const runs: DifferenceStatistics[] = []
        for (const seed of SEEDS) runs.push(await measure(type, severity, seed))
        const check = (name: string, of: (run: DifferenceStatistics) => number, expected: number) => {
          const values = runs.map(of)
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length
          const deviation = Math.sqrt(
            values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1),
          )
          const least =
            name === 'variance' ? 0.04 * expected : Math.max(0.04 * Math.abs(expected), 0.1 * LEVEL)
          const bound = Math.max(8 * deviation * Math.sqrt(1 + 1 / values.length), least)
          expect(Math.abs(mean - expected), `${name} at severity ${severity}: ${mean}`).toBeLessThan(bound)
        }
        check('mean', (run) => run.mean, wanted.mean_difference)
        check('variance', (run) => run.variance, wanted.variance)
        check('mean absolute value', (run) => run.meanAbsolute, wanted.mean_absolute)
        wanted.radial_cumulative.forEach((share, i) => {
          const found = runs.reduce((sum, run) => sum + run.profile[i]!, 0) / runs.length
          expect(Math.abs(found - share), `profile ${i} at severity ${severity}`).toBeLessThan(0.025)
        })
      }
    })

    it('frost, loosely: its textures are ours', async () => {
      for (const severity of SEVERITIES) {
        const wanted = reference['frost']![severity]!
        const found = await measure('frost', severity, 0)
        expect(Math.abs(found.mean / wanted.mean_difference - 1)).toBeLessThan(0.25)
        expect(Math.abs(found.variance / wanted.variance - 1)).toBeLessThan(0.5)
        wanted.radial_cumulative.forEach((share, i) =>
          expect(Math.abs(found.profile[i]! - share)).toBeLessThan(0.35),
        )
      }
    })
  },
)
