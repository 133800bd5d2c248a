/** One image file as a set of image files keeps it: decoded, checked against the others, brought to the set's size. */
import { UserError } from '../contract/errors'
import { withDecoded } from './decode'
import { randomPart } from './random-crop'
import { applyResize, geometryOf } from './transforms'
import type { DataSetSpecification } from './specification'
import type { DecodedImage } from './decode'
import type { RandomCrop } from './random-crop'
import type { Geometry } from './transforms'

export interface FittedImage {
  byteLength: number
  pixels: Uint8Array
  channels: 1 | 3
  geometry: Geometry
}

/** What the set is. */
export interface SetOfImages {
  /** Whether any of them is in colour. */
  colour: boolean
  height: number
  width: number
  transforms: DataSetSpecification['transforms']
}

/** A random part of the picture instead of what the set keeps of it. */
export interface PartOfImage {
  crop: RandomCrop
  /** Index of the image in its set. */
  image: number
}

/** @throws UserError('input') that names the file when it is damaged, or does not go with the others */
export async function fittedImage(path: string, set: SetOfImages, part?: PartOfImage): Promise<FittedImage> {
  return withDecoded(path, !set.colour, set.transforms.sixteenBit, (image) => fit(path, image, set, part))
}

function fit(
  path: string,
  image: DecodedImage,
  { colour, height, width, transforms }: SetOfImages,
  part: PartOfImage | undefined,
): FittedImage {
  const { channels } = image
  if (!colour && channels === 3 && !transforms.gray) {
    throw new UserError(
      'input',
      `The image "${path}" is in colour, while the others looked at are gray: add the data set again with --gray, or replace it.`,
    )
  }
  if (transforms.size === undefined && (image.height !== height || image.width !== width)) {
    throw new UserError(
      'input',
      `The image "${path}" is ${image.width}×${image.height} pixels, while others are ${width}×${height}: add the data set again with --size, or replace it.`,
    )
  }
  const geometry = geometryOf(image.height, image.width, transforms, `The image "${path}"`)
  const whole = { pixels: image.pixels, offset: 0, height: image.height, width: image.width, channels }
  const fitted = part
    ? randomPart(whole, geometry, part.crop, part.image)
    : { pixels: applyResize(image.pixels, 0, geometry, channels).pixels, geometry }
  const pixels = fitted.pixels as Uint8Array
  return { byteLength: pixels.byteLength, pixels, channels, geometry: fitted.geometry }
}
