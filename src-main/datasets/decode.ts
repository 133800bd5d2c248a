/**
 * Decodes one image file (JPEG, PNG, WebP, TIFF) to bytes, through libvips. As torchvision's ImageFolder
 * does with Pillow's `convert('RGB')`: transparency is dropped, embedded colour profiles and the camera's
 * orientation mark are ignored, CMYK and YCCK become light without a profile, of 16 bits the upper 8 are kept.
 * On purpose otherwise: Pillow clips gray images of 16 bits at 255, which makes them white; here they are
 * brought to 8 bits like all others.
 * Invariant: what comes out is bytes 0…255, three channels, or one where all three agree and `gray` is asked for.
 */
import sharp from 'sharp'
import type { Metadata } from 'sharp'
import { assertRegular, readRegular } from '../files/regular'
import { UserError } from '../contract/errors'
import { withSentence } from './files'
import { inkToLight, jpegComponents } from './jpeg-colour'
import { describeBytes, HEAD_BYTES, imageKind } from './sniff'

export interface DecodedImage {
  height: number
  width: number
  channels: 1 | 3
  /** [height, width, channels], row-major. */
  pixels: Uint8Array
}

/** What an image's header says. */
export interface ImageHeader {
  height: number
  width: number
  colour: boolean
  /** Of four inks. */
  ink: boolean
}

/** Larger images are no stimuli but posters, or files made to exhaust memory. */
const MAX_PIXELS = 64 * 1024 * 1024

/** Bytes of one image file, at most. */
const MOST_BYTES = 512 * 1024 ** 2

// Images are decoded side by side, so each needs only one thread, and none comes twice from libvips's own cache.
sharp.cache(false)
sharp.concurrency(1)

const OPTIONS = { failOn: 'error', ignoreIcc: true, limitInputPixels: MAX_PIXELS } as const

/**
 * Decodes a file.
 * @param gray return one channel when all three agree in every pixel.
 * @throws UserError('input') that names the file when it is no image or is damaged.
 */
export async function decodeImage(path: string, gray: boolean): Promise<DecodedImage> {
  const bytes = await withSentence(path, () => readRegular(path, MOST_BYTES))
  if (!imageKind(bytes)) {
    throw new UserError(
      'input',
      `The image "${path}" cannot be read: it looks like ${describeBytes(bytes.subarray(0, HEAD_BYTES))}.`,
    )
  }
  try {
    const ink = await decodeInk(bytes)
    if (ink) return ink
    const { data, info } = await sharp(bytes, OPTIONS)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    const { height, width } = info
    if (info.channels === 3 && gray && isGray(data))
      return { height, width, channels: 1, pixels: everyThird(data) }
    if (info.channels === 3) return { height, width, channels: 3, pixels: data }
    throw new Error(`it has ${info.channels} channels`)
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** An image of four inks; undefined for any other. libvips would convert it with a profile of its own. */
async function decodeInk(bytes: Uint8Array): Promise<DecodedImage | undefined> {
  const kind = imageKind(bytes)
  if (kind === 'jpeg' && jpegComponents(bytes) !== 4) return undefined
  if (kind !== 'jpeg' && (kind !== 'tiff' || (await sharp(bytes, OPTIONS).metadata()).space !== 'cmyk'))
    return undefined
  const { data, info } = await sharp(bytes, OPTIONS)
    .removeAlpha()
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw()
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== 4) throw new Error(`it has ${info.channels} channels`)
  return { height: info.height, width: info.width, channels: 3, pixels: inkToLight(data) }
}

/**
 * Reads a file's header only.
 * @throws UserError('input') that names the file when it is no image, or holds values that have no fixed white.
 */
export async function readImageHeader(path: string): Promise<ImageHeader> {
  // libvips opens it by its name.
  await withSentence(path, () => assertRegular(path, MOST_BYTES))
  let header: Metadata
  try {
    header = await sharp(path, OPTIONS).metadata()
  } catch (error) {
    throw unreadable(path, error)
  }
  if (header.depth !== 'uchar' && header.depth !== 'ushort') {
    throw new UserError(
      'input',
      `The image "${path}" holds ${header.depth} values; save it with 8 or 16 bits per channel.`,
    )
  }
  return {
    height: header.height,
    width: header.width,
    colour: header.space !== 'b-w' && header.space !== 'grey16',
    ink: header.space === 'cmyk',
  }
}

function unreadable(path: string, error: unknown): UserError {
  const lines = error instanceof Error ? error.message.split('\n') : [String(error)]
  const why = lines[0]!.replace(/^Input (buffer|file) (has|contains) /, 'it $2 ').replace(/^Vips\w+: /, '')
  return new UserError(
    'input',
    `The image "${path}" is damaged and cannot be decoded (${why}): replace or remove it.`,
    { cause: error },
  )
}

function isGray(pixels: Uint8Array): boolean {
  for (let i = 0; i < pixels.length; i += 3) {
    if (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2]) return false
  }
  return true
}

function everyThird(pixels: Uint8Array): Uint8Array {
  const result = new Uint8Array(pixels.length / 3)
  for (let i = 0; i < result.length; i++) result[i] = pixels[3 * i]!
  return result
}
