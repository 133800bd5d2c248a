/** One image file as a set of image files keeps it: decoded, checked against the others, brought to the set's size. */
import { UserError } from '../contract/errors'
import { decodeImage } from './decode'
import { applyResize, geometryOf } from './transforms'
import type { DataSetSpecification } from './data-set'
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

/** @throws UserError('input') that names the file when it is damaged, or does not go with the others */
export async function fittedImage(
  path: string,
  { colour, height, width, transforms }: SetOfImages,
): Promise<FittedImage> {
  const image = await decodeImage(path, !colour, transforms.sixteenBit)
  if (!colour && image.channels === 3 && !transforms.gray) {
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
  const pixels = applyResize(image.pixels, 0, geometry, image.channels).pixels as Uint8Array
  return { byteLength: pixels.byteLength, pixels, channels: image.channels, geometry }
}
