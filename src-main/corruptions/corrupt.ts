/**
 * The one way to a corrupted image: which function, which constants, which random numbers.
 *
 * Invariant: an image's result depends on its bytes, type, severity, table, seed and index only: never on the
 * images beside it, the batch size, or the number of cores.
 */
import type { CorruptionTable, CorruptionType, Severity } from '../contract/kinds/corruption/corruptions'
import { generator } from '../random/generator'
import type { Corruption } from './corruption'
import { colourToGray, grayToColour } from './image'
import type { ByteImage } from './image'
import { brightness } from './types/brightness'
import { contrast } from './types/contrast'
import { defocusBlur } from './types/defocus-blur'
import { elasticTransform } from './types/elastic-transform'
import { fog } from './types/fog'
import { frost } from './types/frost'
import { gaussianBlur } from './types/gaussian-blur'
import { gaussianNoise } from './types/gaussian-noise'
import { glassBlur } from './types/glass-blur'
import { impulseNoise } from './types/impulse-noise'
import { jpegCompression } from './types/jpeg-compression'
import { motionBlur } from './types/motion-blur'
import { pixelate } from './types/pixelate'
import { saturate } from './types/saturate'
import { shotNoise } from './types/shot-noise'
import { snow } from './types/snow'
import { spatter } from './types/spatter'
import { speckleNoise } from './types/speckle-noise'
import { zoomBlur } from './types/zoom-blur'

export const CORRUPTIONS: Record<CorruptionType, Corruption> = {
  gaussian_noise: gaussianNoise,
  shot_noise: shotNoise,
  impulse_noise: impulseNoise,
  defocus_blur: defocusBlur,
  glass_blur: glassBlur,
  motion_blur: motionBlur,
  zoom_blur: zoomBlur,
  snow,
  frost,
  fog,
  brightness,
  contrast,
  elastic_transform: elasticTransform,
  pixelate,
  jpeg_compression: jpegCompression,
  speckle_noise: speckleNoise,
  gaussian_blur: gaussianBlur,
  spatter,
  saturate,
}

/** What is done to an image. */
export interface CorruptionChoice {
  type: CorruptionType
  severity: Severity
  table: CorruptionTable
  seed: number
}

/**
 * Corrupts one image.
 * @param index of the image in its data set: its random numbers are its own.
 * @returns bytes of the same height, width and channels.
 */
export async function corrupt(
  image: ByteImage,
  { type, severity, table, seed }: CorruptionChoice,
  index: number,
): Promise<Uint8Array> {
  const corruption = CORRUPTIONS[type]
  const stream = generator(seed, 'corruption', type, severity, index)
  if (image.channels === 3 || !corruption.inColour) return corruption.apply(image, table, severity, stream)
  return colourToGray(await corruption.apply(grayToColour(image), table, severity, stream))
}
