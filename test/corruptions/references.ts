/** The reference's own output (hendrycks/robustness run once), where it lies beside the checkout. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { NpyArray } from '../../src-main/checkpoints/npy'
import { decodeNpz } from '../../src-main/checkpoints/npz'
import type { CorruptionTable } from '../../src-main/contract/kinds/corruption/corruptions'
import type { ByteImage } from '../../src-main/corruptions/image'

const folder = fileURLToPath(new URL('../../../shared/fixtures/corruptions/', import.meta.url))

/** Why the tests that need it are skipped, or null. */
export const referenceMissing = existsSync(`${folder}cifar-deterministic.npz`)
  ? null
  : 'the corruption references are not beside the checkout'

export const REFERENCES: readonly { name: 'cifar' | 'imagenet'; table: CorruptionTable }[] = [
  { name: 'cifar', table: 'CIFAR-C' },
  { name: 'imagenet', table: 'ImageNet-C' },
]

const statisticsSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      ms_per_image: z.number(),
      mean_difference: z.number(),
      variance: z.number(),
      mean_absolute: z.number(),
      images: z.number(),
      radial_cumulative: z.array(z.number()),
    }),
  ),
)

export function referenceStatistics(name: string) {
  return statisticsSchema.parse(JSON.parse(readFileSync(`${folder}${name}-statistics.json`, 'utf8')))
}

export function referenceArrays(name: string): Record<string, NpyArray> {
  return decodeNpz(readFileSync(`${folder}${name}-deterministic.npz`))
}

/** One image of an array [n, height, width, 3] of bytes. */
export function imageOf({ shape, data }: NpyArray, index: number): ByteImage {
  const [, height = 0, width = 0] = shape
  const length = height * width * 3
  return {
    height,
    width,
    channels: 3,
    pixels: (data as Uint8Array).slice(index * length, (index + 1) * length),
  }
}
