/**
 * What happens to an image between its file and the model: scaling to [0,1], gray, padding or resizing
 * to a square. Pure and the same for all readers. Not here: augmentation, which belongs to training, and
 * the normaliser, which is inside the model (methods A.1).
 * Invariant: values stay in [0,1]; gray is applied to the [0,1] values after the geometry, with the
 * paper's weights (methods B.1), as torchvision's Grayscale does on tensors.
 */
import { GRAY_WEIGHTS } from '../contract/images/gray-weights'
import { UserError } from '../contract/errors'
import { roundHalfToEven } from '../statistics/round-half-to-even'
import type { DataSetTransforms } from './specification'
import { DEFAULT_FIT } from './hash'
import { resize, resizeAxis } from './resize'
import type { ResizeAxis } from './resize'

/** Pixels as they are stored, row-major [height, width, channels]: bytes 0…255 or floats in [0,1]. */
export type Pixels = Uint8Array | Float32Array

/** How an image of one stored size comes to its place in the output. */
export interface Geometry {
  /** After resizing, before padding; in pixels. */
  height: number
  width: number
  /** Output size in pixels. */
  outputHeight: number
  outputWidth: number
  /** Zero rows above and zero columns to the left. Of an odd rest, the larger part is below and to the right. */
  top: number
  left: number
  rows?: ResizeAxis
  columns?: ResizeAxis
}

export const MAX_SIZE = 4096
/** As torchvision's Grayscale. */
const [RED, GREEN, BLUE] = GRAY_WEIGHTS

const SCALE = Float32Array.from({ length: 256 }, (_, value) => value / 255)
const RED_BYTES = Float64Array.from({ length: 256 }, (_, value) => (RED * value) / 255)
const GREEN_BYTES = Float64Array.from({ length: 256 }, (_, value) => (GREEN * value) / 255)
const BLUE_BYTES = Float64Array.from({ length: 256 }, (_, value) => (BLUE * value) / 255)

/**
 * @throws UserError('usage') when the size is not a whole number of pixels in 1…4096, or the shorter side not one
 * from the size to 4096.
 */
export function checkTransforms({ size, fit = DEFAULT_FIT, shorterSide }: DataSetTransforms): void {
  if (size !== undefined && (!Number.isInteger(size) || size < 1 || size > MAX_SIZE)) {
    throw new UserError(
      'usage',
      `The image size ${size} is not possible: give a whole number of pixels from 1 to ${MAX_SIZE}.`,
    )
  }
  if (shorterSide === undefined) return
  if (size === undefined || fit !== 'resize') {
    throw new UserError(
      'usage',
      `Resizing the shorter side to ${shorterSide} pixels needs the size of the middle part that is kept: give a size too, and no padding.`,
    )
  }
  if (!Number.isInteger(shorterSide) || shorterSide < size || shorterSide > MAX_SIZE) {
    throw new UserError(
      'usage',
      `The shorter side cannot be resized to ${shorterSide} pixels: give a whole number from the size, ${size}, to ${MAX_SIZE}.`,
    )
  }
}

/**
 * The way from a stored size (pixels) to the output. Resizing keeps the aspect ratio: the shorter side
 * becomes `size` and the middle of the longer one is kept, because stretching would shift horizontal
 * frequencies against vertical ones. With a shorter side of its own, the middle of both is kept, which lies
 * where torchvision's CenterCrop takes it.
 * @param name what the images are called in an error sentence.
 * @throws UserError('input') when an image is too large to be padded to the size.
 */
export function geometryOf(
  height: number,
  width: number,
  transforms: DataSetTransforms,
  name: string,
): Geometry {
  const { size, fit = DEFAULT_FIT, shorterSide } = transforms
  const plain = { height, width, outputHeight: height, outputWidth: width, top: 0, left: 0 }
  if (size === undefined) return plain
  if (height === size && width === size && (shorterSide ?? size) === size) return plain
  if (fit === 'pad') {
    if (height > size || width > size) {
      throw new UserError(
        'input',
        `${name} is ${width}×${height} pixels, which cannot be padded to ${size}×${size}: choose a larger size, or resize instead of pad.`,
      )
    }
    const top = Math.floor((size - height) / 2)
    const left = Math.floor((size - width) / 2)
    return { height, width, outputHeight: size, outputWidth: size, top, left }
  }
  const resized = shorterSide ?? size
  const axis = (length: number): ResizeAxis => {
    const to = Math.floor((resized * length) / Math.min(height, width))
    return shorterSide === undefined
      ? resizeAxis(length, to, size)
      : // The middle as torchvision finds it.
        resizeAxis(length, to, size, roundHalfToEven((to - size) / 2))
  }
  return {
    ...plain,
    height: size,
    width: size,
    outputHeight: size,
    outputWidth: size,
    rows: axis(height),
    columns: axis(width),
  }
}

/**
 * Resizes one image where its geometry says so. Bytes stay bytes (rounded, as an image file would hold
 * them); floats stay floats.
 * @returns pixels of the geometry's height and width, and where they begin.
 */
export function applyResize(
  source: Pixels,
  offset: number,
  geometry: Geometry,
  channels: number,
): { pixels: Pixels; offset: number } {
  const { rows, columns } = geometry
  if (!rows || !columns) return { pixels: source, offset }
  const result = resize(source, offset, rows, columns, channels)
  if (source instanceof Float32Array) return { pixels: Float32Array.from(result), offset: 0 }
  const bytes = new Uint8Array(result.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(result[i]! + 0.5)
  return { pixels: bytes, offset: 0 }
}

/** Writes one (already resized) image of bytes, whose channels stay, into its place as bytes. `output`: zeros before. */
export function placeBytes(
  pixels: Uint8Array,
  offset: number,
  { height, width, outputWidth, top, left }: Geometry,
  channels: number,
  output: Uint8Array,
  outputOffset: number,
): void {
  const line = width * channels
  for (let y = 0; y < height; y++) {
    const from = offset + y * line
    output.set(pixels.subarray(from, from + line), outputOffset + ((y + top) * outputWidth + left) * channels)
  }
}

/**
 * Writes one (already resized) image into its place as float32 in [0,1].
 * @param channels of the pixels.
 * @param output [outputHeight, outputWidth, gray ? 1 : channels] from `outputOffset` on, all zeros before.
 */
export function place(
  pixels: Pixels,
  offset: number,
  geometry: Geometry,
  channels: number,
  gray: boolean,
  output: Float32Array,
  outputOffset: number,
): void {
  const { height, width, outputWidth, top, left } = geometry
  const weigh = gray && channels === 3
  const outputChannels = weigh ? 1 : channels
  const line = width * channels
  for (let y = 0; y < height; y++) {
    const from = offset + y * line
    const to = outputOffset + ((y + top) * outputWidth + left) * outputChannels
    if (weigh) placeGrayLine(pixels, from, width, output, to)
    else if (pixels instanceof Uint8Array)
      for (let i = 0; i < line; i++) output[to + i] = SCALE[pixels[from + i]!]!
    else output.set(pixels.subarray(from, from + line), to)
  }
}

function placeGrayLine(pixels: Pixels, from: number, width: number, output: Float32Array, to: number): void {
  if (pixels instanceof Uint8Array) {
    for (let x = 0, i = from; x < width; x++, i += 3) {
      output[to + x] = RED_BYTES[pixels[i]!]! + GREEN_BYTES[pixels[i + 1]!]! + BLUE_BYTES[pixels[i + 2]!]!
    }
  } else {
    for (let x = 0, i = from; x < width; x++, i += 3) {
      output[to + x] = RED * pixels[i]! + GREEN * pixels[i + 1]! + BLUE * pixels[i + 2]!
    }
  }
}
