/**
 * torchvision's RandomResizedCrop (methods B.1): a random part of a picture as it is stored, whatever its size, brought to
 * the set's size. What evaluation keeps of a picture (its middle) has no say here.
 *
 * Invariant: the part of an image follows from seed, epoch and the image's index alone, so neither the batch, nor the
 * thread that decodes it, nor an interruption changes it.
 */
import { generator } from '../random/generator'
import type { Generator } from '../random/generator'
import { resize, resizeAxis } from './resize'
import type { Geometry, Pixels } from './transforms'

export interface RandomCrop {
  /** Of the training. */
  seed: number
  /** Counted from 0. */
  epoch: number
  /** Share of the picture's area, drawn uniformly between these. */
  area: readonly [number, number]
  /** Width by height, its logarithm drawn uniformly between those of these. */
  ratio: readonly [number, number]
}

/** Part of a picture, in pixels. */
export interface Box {
  top: number
  left: number
  height: number
  width: number
}

interface Size {
  height: number
  width: number
}

/** A picture as it is stored: [height, width, channels] from `offset` on, row-major. */
export interface Picture extends Size {
  pixels: Pixels
  offset: number
  channels: number
}

/** The part of one image in one epoch. */
export function boxOf({ seed, epoch, area, ratio }: RandomCrop, image: number, size: Size): Box {
  return randomBox(size, area, ratio, generator(seed, 'random crop', epoch, image))
}

/** torchvision's RandomResizedCrop.get_params: ten tries, then the largest centred box of an allowed ratio. */
export function randomBox(
  { height, width }: Size,
  area: readonly [number, number],
  ratio: readonly [number, number],
  stream: Generator,
): Box {
  const between = (low: number, high: number): number => low + (high - low) * stream.uniform()
  for (let attempt = 0; attempt < 10; attempt++) {
    const pixels = height * width * between(area[0], area[1])
    const aspect = Math.exp(between(Math.log(ratio[0]), Math.log(ratio[1])))
    const box = {
      width: Math.round(Math.sqrt(pixels * aspect)),
      height: Math.round(Math.sqrt(pixels / aspect)),
    }
    if (box.width > 0 && box.height > 0 && box.width <= width && box.height <= height) {
      return {
        ...box,
        top: stream.integer(height - box.height + 1),
        left: stream.integer(width - box.width + 1),
      }
    }
  }
  const aspect = Math.min(ratio[1], Math.max(ratio[0], width / height))
  const wide = aspect < width / height
  // Of a picture a few pixels wide, one row or column is left where rounding would leave none.
  const box = wide
    ? { height, width: Math.max(1, Math.round(height * aspect)) }
    : { width, height: Math.max(1, Math.round(width / aspect)) }
  return { ...box, top: Math.floor((height - box.height) / 2), left: Math.floor((width - box.width) / 2) }
}

/**
 * The random part of one stored picture, at the set's size. A set whose pictures are padded is cut as it is padded, since a
 * picture without its border would be another one.
 * @param geometry of the picture in the set (transforms.ts)
 */
export function randomPart(
  picture: Picture,
  geometry: Geometry,
  crop: RandomCrop,
  image: number,
): { pixels: Pixels; geometry: Geometry } {
  const { outputHeight, outputWidth } = geometry
  const to = { height: outputHeight, width: outputWidth }
  const isPadded = !geometry.rows && (picture.height !== outputHeight || picture.width !== outputWidth)
  const whole = isPadded ? padded(picture, geometry) : picture
  return {
    pixels: cutOut(whole, boxOf(crop, image, whole), to),
    geometry: { ...to, outputHeight, outputWidth, top: 0, left: 0 },
  }
}

function padded({ pixels, offset, channels }: Picture, geometry: Geometry): Picture {
  const { height, width, outputHeight, outputWidth, top, left } = geometry
  const result = emptyLike(pixels, outputHeight * outputWidth * channels)
  const line = width * channels
  for (let y = 0; y < height; y++) {
    const from = offset + y * line
    result.set(pixels.subarray(from, from + line), ((y + top) * outputWidth + left) * channels)
  }
  return { pixels: result, offset: 0, height: outputHeight, width: outputWidth, channels }
}

/**
 * Cuts a box out and resizes it, bilinear with antialiasing, from the pixels of the box alone, as torchvision's
 * resized_crop does. Bytes stay bytes: rounded once, where Pillow also rounds between rows and columns.
 * @returns [to.height, to.width, channels], of the kind of the picture's
 */
export function cutOut({ pixels, offset, width, channels }: Picture, box: Box, to: Size): Pixels {
  const line = box.width * channels
  const part = emptyLike(pixels, box.height * line)
  for (let y = 0; y < box.height; y++) {
    const from = offset + ((box.top + y) * width + box.left) * channels
    part.set(pixels.subarray(from, from + line), y * line)
  }
  if (box.height === to.height && box.width === to.width) return part
  const rows = resizeAxis(box.height, to.height)
  const columns = resizeAxis(box.width, to.width)
  const values = resize(part, 0, rows, columns, channels)
  if (part instanceof Float32Array) return Float32Array.from(values)
  return Uint8Array.from(values, (value) => Math.floor(value + 0.5))
}

function emptyLike(pixels: Pixels, length: number): Pixels {
  return pixels instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length)
}
