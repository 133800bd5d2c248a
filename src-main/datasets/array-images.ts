/**
 * What a NumPy array of images or labels means: shared by the `.npy` and `.npz` readers. Images are
 * uint8 (0…255) or floats in [0,1], shaped N,H,W or N,H,W,C or N,C,H,W with C = 1 or 3; anything else is
 * said to be wrong instead of being guessed at, because a wrong range gives wrong results silently.
 */
import { UserError } from '../contract/errors'
import { npyNumbers } from '../checkpoints/npy'
import type { NpyArray } from '../checkpoints/npy'
import type { Pixels } from './transforms'

export interface ImageArray {
  count: number
  height: number
  width: number
  channels: 1 | 3
  /** [count, height, width, channels], row-major. */
  pixels: Pixels
}

/**
 * @param where how error sentences call the array.
 * @throws UserError('input') when shape, type or range are not those of images.
 */
export function imagesFromArray(array: NpyArray, where: string): ImageArray {
  const { shape } = array
  const pixels = pixelsOf(array, where)
  const [count = 0, a = 0, b = 0, c = 0] = shape
  if (shape.length === 3) return { count, height: a, width: b, channels: 1, pixels }
  // Should both the second and the last dimension be 1 or 3, the last one counts: NumPy's usual order.
  if (shape.length === 4 && isChannels(c)) return { count, height: a, width: b, channels: c, pixels }
  if (shape.length === 4 && isChannels(a)) {
    return { count, height: b, width: c, channels: a, pixels: channelsLast(pixels, count, a, b * c) }
  }
  throw new UserError(
    'input',
    `${where} has the shape (${shape.join(', ')}); images should be N,H,W or N,H,W,C or N,C,H,W with C = 1 or 3.`,
  )
}

/**
 * Labels as numbers, one per image: integers (or floats that are whole), shaped N or N,1.
 * @throws UserError('input') when the shape is another; the values are checked with the images (labels.ts).
 */
export function labelsFromArray(array: NpyArray, where: string): ArrayLike<number> {
  const { shape, dtype } = array
  if (shape.length === 2 && shape[1]! > 1) {
    throw new UserError(
      'input',
      isOneHot(array)
        ? `${where} has the shape (${shape.join(', ')}) and a single 1 in each row, as one-hot labels have: save the class numbers instead (labels.argmax(1)).`
        : `${where} has the shape (${shape.join(', ')}) and not a single 1 in each row: labels should be one class number per image, of shape (N,). If images have several classes each, keep those that have one; if the rows are shares of classes, say which class is right for each image.`,
    )
  }
  if (!(shape.length === 1 || (shape.length === 2 && shape[1] === 1)) || dtype === 'bool') {
    throw new UserError(
      'input',
      `${where} is ${dtype} of shape (${shape.join(', ')}); labels should be one whole number per image, of shape (N,).`,
    )
  }
  return npyNumbers(array, where)
}

function isChannels(size: number): size is 1 | 3 {
  return size === 1 || size === 3
}

function pixelsOf({ dtype, data }: NpyArray, where: string): Pixels {
  if (dtype === 'uint8') return data as Uint8Array
  if (dtype !== 'float16' && dtype !== 'float32' && dtype !== 'float64') {
    throw new UserError(
      'input',
      `${where} holds ${dtype} values; images should be uint8 (0 to 255) or floats in [0, 1].`,
    )
  }
  const values = data as Float32Array | Float64Array
  let lowest = Infinity
  let highest = -Infinity
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (Number.isNaN(value))
      throw new UserError('input', `${where} holds NaN; images should be floats in [0, 1].`)
    if (value < lowest) lowest = value
    if (value > highest) highest = value
  }
  if (lowest < 0 || highest > 1) {
    const advice =
      lowest >= 0 && highest <= 255
        ? 'divide by 255, or save them as uint8'
        : 'undo the normalisation: Halfpower keeps it inside the model'
    throw new UserError(
      'input',
      `${where} holds floats from ${lowest} to ${highest}; images should lie in [0, 1]: ${advice}.`,
    )
  }
  return values instanceof Float32Array ? values : Float32Array.from(values)
}

/** N,C,H,W → N,H,W,C. */
function channelsLast(pixels: Pixels, count: number, channels: number, plane: number): Pixels {
  if (channels === 1) return pixels
  const result =
    pixels instanceof Uint8Array ? new Uint8Array(pixels.length) : new Float32Array(pixels.length)
  for (let n = 0; n < count; n++) {
    const start = n * channels * plane
    for (let channel = 0; channel < channels; channel++) {
      for (let i = 0; i < plane; i++)
        result[start + i * channels + channel] = pixels[start + channel * plane + i]!
    }
  }
  return result
}

/** One row per image, a 1 for its class and 0 for all others. */
function isOneHot(array: NpyArray): boolean {
  const [rows, width] = array.shape as [number, number]
  const values = npyNumbers(array)
  for (let row = 0; row < rows; row++) {
    let ones = 0
    for (let i = row * width; i < (row + 1) * width; i++) {
      const value = values[i]!
      if (value !== 0 && value !== 1) return false
      ones += value
    }
    if (ones !== 1) return false
  }
  return true
}
