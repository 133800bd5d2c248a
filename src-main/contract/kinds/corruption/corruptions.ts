/**
 * The words of common corruptions (Hendrycks and Dietterich 2019; methods F): types in the benchmark's order,
 * severities, the constant tables, the frequency groups of the paper, and what is said to people.
 */
import { z } from 'zod'

/** The 15 types of the benchmark, in its order. */
export const BENCHMARK_CORRUPTIONS = [
  'gaussian_noise',
  'shot_noise',
  'impulse_noise',
  'defocus_blur',
  'glass_blur',
  'motion_blur',
  'zoom_blur',
  'snow',
  'frost',
  'fog',
  'brightness',
  'contrast',
  'elastic_transform',
  'pixelate',
  'jpeg_compression',
] as const

/** The four that the benchmark keeps for validation: never part of its means. */
export const EXTRA_CORRUPTIONS = ['speckle_noise', 'gaussian_blur', 'spatter', 'saturate'] as const

export const CORRUPTION_TYPES = [...BENCHMARK_CORRUPTIONS, ...EXTRA_CORRUPTIONS] as const

export const corruptionTypeSchema = z.enum(CORRUPTION_TYPES)
export type CorruptionType = z.infer<typeof corruptionTypeSchema>

/** Types that draw independent noise for every value. */
export const NOISE_CORRUPTIONS: readonly CorruptionType[] = [
  'gaussian_noise',
  'shot_noise',
  'impulse_noise',
  'speckle_noise',
]

/** 1 (slight) to 5 (strong). */
export const SEVERITIES = [1, 2, 3, 4, 5] as const
export const severitySchema = z.literal(SEVERITIES)
export type Severity = z.infer<typeof severitySchema>

/** `severity 3`, `severities 1, 2, 3` */
export function severityWords(severities: readonly Severity[]): string {
  return `${severities.length === 1 ? 'severity' : 'severities'} ${severities.join(', ')}`
}

/** Of which part of the benchmark's types and severities a mean is, in words. Only what is less: "15 of the 15 types" is no reason. */
export function fewerThanBenchmark(
  types: readonly CorruptionType[],
  severities: readonly Severity[],
): string[] {
  const asked = BENCHMARK_CORRUPTIONS.filter((type) => types.includes(type)).length
  const missing = SEVERITIES.some((severity) => !severities.includes(severity))
  return [
    ...(asked < BENCHMARK_CORRUPTIONS.length
      ? [`${asked} of the ${BENCHMARK_CORRUPTIONS.length} benchmark types`]
      : []),
    ...(missing ? [`${severityWords(severities)} of 1 to 5`] : []),
  ]
}

/**
 * Which constants are used. Each table was chosen by the benchmark's authors for one side length: 32, 64 and
 * 224 pixels. Lengths in them are pixels and are never scaled.
 */
export const CORRUPTION_TABLES = ['CIFAR-C', 'Tiny-ImageNet-C', 'ImageNet-C'] as const
export const corruptionTableSchema = z.enum(CORRUPTION_TABLES)
export type CorruptionTable = z.infer<typeof corruptionTableSchema>

/** The side length in pixels that a table was made for. */
export const TABLE_SIDES: Record<CorruptionTable, number> = {
  'CIFAR-C': 32,
  'Tiny-ImageNet-C': 64,
  'ImageNet-C': 224,
}

/** The paper's groups by where a corruption has its power (methods F.3; Table A in S1 Appendix). */
export const CORRUPTION_GROUPS = {
  low: ['snow', 'frost', 'fog', 'brightness', 'contrast'],
  medium: [
    'motion_blur',
    'zoom_blur',
    'defocus_blur',
    'glass_blur',
    'elastic_transform',
    'jpeg_compression',
    'pixelate',
  ],
  high: ['gaussian_noise', 'shot_noise', 'impulse_noise'],
} as const satisfies Record<string, readonly CorruptionType[]>

export const corruptionGroupSchema = z.enum(['low', 'medium', 'high'])
export type CorruptionGroup = z.infer<typeof corruptionGroupSchema>

/** The frequency group of a type; null for the extra types, which the paper did not group. */
export function corruptionGroup(type: CorruptionType): CorruptionGroup | null {
  const groups: Record<CorruptionGroup, readonly CorruptionType[]> = CORRUPTION_GROUPS
  return corruptionGroupSchema.options.find((group) => groups[group].includes(type)) ?? null
}

export const CORRUPTION_NAMES: Record<CorruptionType, string> = {
  gaussian_noise: 'Gaussian noise',
  shot_noise: 'Shot noise',
  impulse_noise: 'Impulse noise',
  defocus_blur: 'Defocus blur',
  glass_blur: 'Glass blur',
  motion_blur: 'Motion blur',
  zoom_blur: 'Zoom blur',
  snow: 'Snow',
  frost: 'Frost',
  fog: 'Fog',
  brightness: 'Brightness',
  contrast: 'Contrast',
  elastic_transform: 'Elastic transform',
  pixelate: 'Pixelate',
  jpeg_compression: 'JPEG compression',
  speckle_noise: 'Speckle noise',
  gaussian_blur: 'Gaussian blur',
  spatter: 'Spatter',
  saturate: 'Saturate',
}

/**
 * How gray images are corrupted. `as-published`: the colours are corrupted and then reduced to gray, as in the gray
 * sets of the paper; a source without colours goes in as three equal channels. `per-pixel`: the gray pixels are
 * corrupted themselves, which draws noise 1.5 times as strong.
 */
export const grayNoiseSchema = z.enum(['as-published', 'per-pixel'])
export type GrayNoise = z.infer<typeof grayNoiseSchema>

/** How a table is named to people. */
export const TABLE_NAMES: Record<CorruptionTable, string> = {
  'CIFAR-C': 'CIFAR-C constants (made for 32×32)',
  'Tiny-ImageNet-C': 'Tiny-ImageNet-C constants (made for 64×64)',
  'ImageNet-C': 'ImageNet-C constants (made for 224×224)',
}

/** The official downloads that can be read. */
export const officialCorruptionSetSchema = z.enum([
  'CIFAR-10-C',
  'CIFAR-100-C',
  'Tiny-ImageNet-C',
  'ImageNet-C',
])
export type OfficialCorruptionSet = z.infer<typeof officialCorruptionSetSchema>

/**
 * What happens to the files of ImageNet-C, which are 224×224 already (methods L.7): the benchmark reads them
 * as stored; the paper enlarged them to 256 and cropped the centre, which costs about 1.5 points of accuracy.
 */
export const corruptionCropSchema = z.enum(['as stored', 'resize 256, centre crop 224'])
export type CorruptionCrop = z.infer<typeof corruptionCropSchema>
