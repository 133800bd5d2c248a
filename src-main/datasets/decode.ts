/**
 * Decodes one image file (JPEG, PNG, WebP, TIFF) to bytes, through libvips. As torchvision's ImageFolder
 * does with Pillow's `convert('RGB')`: transparency is dropped, embedded colour profiles and the camera's
 * orientation mark are ignored (but for TIFF's, which Pillow obeys), CMYK and YCCK become light without a profile, of 16 bits the upper 8 are kept.
 * Gray images of 16 bits mean two things: Pillow clips them at 255, which makes white of what uses all 16 bits and is
 * right for 8 bits that were stored as 16; here they keep the upper 8 bits like colour ones, unless clipping is asked for.
 * Invariant: what comes out is bytes 0…255, three channels, or one where all three agree and `gray` is asked for.
 */
import pLimit from 'p-limit'
import sharp from 'sharp'
import type { Metadata, Sharp } from 'sharp'
import { assertRegular, readRegular } from '../files/regular'
import { UserError } from '../contract/errors'
import { readHead, withSentence } from '../files/look'
import { inkToLight, jpegComponents } from './jpeg-colour'
import { describeBytes, HEAD_BYTES, imageKind } from '../files/sniff'

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
  /** Turned or mirrored as its own mark says. */
  turned: boolean
  /** Gray, of 16 bits, without transparency: what Pillow clips. */
  sixteenBitGray: boolean
}

/** Larger images are no stimuli but posters, or files made to exhaust memory. */
const MAX_PIXELS = 64 * 1024 * 1024

/** Of pictures with more pixels a thread holds one at a time: the largest that are read take 200 MB each until they are brought to size. */
const LARGE_PIXELS = 8 * 1024 * 1024
const oneLarge = pLimit(1)

/** Bytes of one image file, at most. */
const MOST_BYTES = 512 * 1024 ** 2

// Images are decoded side by side, so each needs only one thread, and none comes twice from libvips's own cache.
sharp.cache(false)
sharp.concurrency(1)

/** Turned as its own mark says, where it is a TIFF. */
function image(bytes: Uint8Array): Sharp {
  const whole = sharp(bytes, OPTIONS)
  return imageKind(bytes) === 'tiff' ? whole.autoOrient() : whole
}

const OPTIONS = { failOn: 'error', ignoreIcc: true, limitInputPixels: MAX_PIXELS } as const

/**
 * Decodes a file.
 * @param gray return one channel when all three agree in every pixel.
 * @param sixteenBit what becomes of gray images of 16 bits; those with transparency are always scaled, as in Pillow.
 * @throws UserError('input') that names the file when it is no image or is damaged.
 */
export async function decodeImage(
  path: string,
  gray: boolean,
  sixteenBit: 'scale' | 'clip' = 'scale',
): Promise<DecodedImage> {
  return withDecoded(path, gray, sixteenBit, (image) => image)
}

/**
 * As `decodeImage`, for whoever makes something smaller of the picture: of large ones this thread holds no other before
 * `use` is done.
 */
export async function withDecoded<T>(
  path: string,
  gray: boolean,
  sixteenBit: 'scale' | 'clip' | undefined,
  use: (image: DecodedImage) => T | Promise<T>,
): Promise<T> {
  const bytes = await withSentence(path, () => readRegular(path, MOST_BYTES))
  if (!imageKind(bytes)) throw noImage(path, bytes.subarray(0, HEAD_BYTES))
  const decodeAndUse = async (): Promise<T> => use(await decodeBytes(path, bytes, gray, sixteenBit))
  return (await isLarge(bytes)) ? oneLarge(decodeAndUse) : decodeAndUse()
}

/** What cannot be read is refused when it is decoded. */
async function isLarge(bytes: Uint8Array): Promise<boolean> {
  const header = await sharp(bytes, OPTIONS)
    .metadata()
    .catch(() => null)
  return header !== null && header.width * header.height > LARGE_PIXELS
}

async function decodeBytes(
  path: string,
  bytes: Uint8Array,
  gray: boolean,
  sixteenBit: 'scale' | 'clip' | undefined,
): Promise<DecodedImage> {
  try {
    const ink = await decodeInk(bytes)
    if (ink) return ink
    const clipped = sixteenBit === 'clip' ? await decodeClipped(bytes, gray) : undefined
    if (clipped) return clipped
    const { data, info } = await image(bytes)
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

/** A gray image of 16 bits with all above 255 as 255; undefined for any other. */
async function decodeClipped(bytes: Uint8Array, gray: boolean): Promise<DecodedImage | undefined> {
  if (!isSixteenBitGray(await sharp(bytes, OPTIONS).metadata())) return undefined
  const { data, info } = await image(bytes)
    .pipelineColourspace('grey16')
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true })
  const { height, width, channels } = info
  // A copy, because halves of words are not at even places by themselves.
  const values = new Uint16Array(new Uint8Array(data).buffer)
  const copies = gray ? 1 : 3
  const pixels = new Uint8Array(height * width * copies)
  for (let i = 0; i < height * width; i++)
    pixels.fill(Math.min(values[i * channels]!, 255), i * copies, (i + 1) * copies)
  return { height, width, channels: copies, pixels }
}

function isSixteenBitGray({ space, depth, hasAlpha }: Metadata): boolean {
  return depth === 'ushort' && (space === 'grey16' || space === 'b-w') && !hasAlpha
}

/** An image of four inks; undefined for any other. libvips would convert it with a profile of its own. */
async function decodeInk(bytes: Uint8Array): Promise<DecodedImage | undefined> {
  const kind = imageKind(bytes)
  if (kind === 'jpeg' && jpegComponents(bytes) !== 4) return undefined
  if (kind !== 'jpeg' && (kind !== 'tiff' || (await sharp(bytes, OPTIONS).metadata()).space !== 'cmyk'))
    return undefined
  const { data, info } = await image(bytes)
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
  // Whatever libvips could read besides (SVG, PDF, GIF) never reaches it, under whatever name.
  const head = await readHead(path, HEAD_BYTES)
  if (!imageKind(head)) throw noImage(path, head)
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
  const turned = imageKind(head) === 'tiff' && (header.orientation ?? 1) > 1
  const { height, width } = turned ? header.autoOrient : header
  return {
    height,
    width,
    colour: header.space !== 'b-w' && header.space !== 'grey16',
    ink: header.space === 'cmyk',
    turned,
    sixteenBitGray: isSixteenBitGray(header),
  }
}

function noImage(path: string, head: Uint8Array): UserError {
  return new UserError('input', `The image "${path}" cannot be read: it looks like ${describeBytes(head)}.`)
}

function unreadable(path: string, error: unknown): UserError {
  // libvips refuses the bytes of CIELAB as they lie in most TIFF files.
  if (error instanceof Error && /labq? format/.test(error.message))
    return new UserError(
      'input',
      `The image "${path}" holds colours as CIELAB, which cannot be read: save it as RGB, e.g. as PNG.`,
    )
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
