/**
 * The perturbations of a Fourier heat map (Yin et al. 2019; methods I.1; after google-research's
 * frequency_analysis): for every direction of the two-dimensional spectrum, a real image of L2 norm 1 whose power
 * lies there and at the mirrored place. Mirrored directions share one image, so half the map is enough.
 *
 * Places are (row, column) in the centred layout (as after fftshift), DC at (⌊h/2⌋, ⌊w/2⌋).
 * One correction to the published program: its random sign drops the factor ε; here it does not.
 */
import { generator } from '../random/generator'

/** Published L2 norms for colour images in [0,1]: of CIFAR-10 (32×32) and of ImageNet (224×224). */
export const PUBLISHED_NORMS = { 'CIFAR-10': 4, ImageNet: 15.7 } as const

export interface Direction {
  row: number
  column: number
}

/** The place with the same basis image: the complex conjugate. Its own mirror where the frequency is 0 or Nyquist. */
export function mirroredDirection(height: number, width: number, { row, column }: Direction): Direction {
  const mirror = (place: number, size: number) => (size % 2 === 0 ? (size - place) % size : size - 1 - place)
  return { row: mirror(row, height), column: mirror(column, width) }
}

/** One direction of each mirrored pair, in the order of rows, then columns: the half that has to be measured. */
export function halfPlane(height: number, width: number): Direction[] {
  const directions: Direction[] = []
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const other = mirroredDirection(height, width, { row, column })
      if (row * width + column <= other.row * width + other.column) directions.push({ row, column })
    }
  }
  return directions
}

/**
 * The basis image of a direction: cos θ − sin θ (equal real and imaginary parts, as published), brought to
 * L2 norm 1; ±1/√(hw) checkerboards, stripes or a constant where the direction is its own mirror.
 * The earlier place of a mirrored pair decides the phase, so that both give the same image.
 * @returns float32 [height, width]
 */
export function fourierBasis(height: number, width: number, direction: Direction): Float32Array {
  const other = mirroredDirection(height, width, direction)
  const place = direction.row * width + direction.column
  const mirrored = other.row * width + other.column
  const first = place <= mirrored ? direction : other
  const v = first.row - Math.floor(height / 2)
  const u = first.column - Math.floor(width / 2)
  const scale = 1 / Math.sqrt(height * width)
  const basis = new Float32Array(height * width)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Whole numbers of turns are taken out in integers: the angle stays exact.
      const turns = (mod(v * y, height) / height + mod(u * x, width) / width) % 1
      const angle = 2 * Math.PI * turns
      basis[y * width + x] =
        place === mirrored ? scale * Math.cos(angle) : scale * (Math.cos(angle) - Math.sin(angle))
    }
  }
  return basis
}

/** ±1 for each image and channel, the same for all directions that are asked with the same numbers. */
export function randomSigns(
  seed: number,
  direction: Direction,
  index: number,
  channels: number,
): Float32Array {
  const stream = generator(seed, 'fourier sign', direction.row, direction.column, index)
  return Float32Array.from({ length: channels }, () => (stream.integer(2) === 0 ? -1 : 1))
}

/**
 * Adds a basis image to images, in place: clip(x + ε·sign·U, 0, 1).
 * @param images float32 [n, height, width, channels] in [0,1]
 * @param norm ε: the L2 norm of what is added to each channel
 * @param signs of image i and channel c at i·channels + c
 */
export function addBasis(
  images: Float32Array,
  basis: Float32Array,
  channels: number,
  norm: number,
  signs: Float32Array,
): void {
  const length = basis.length * channels
  for (let i = 0; i < images.length; i++) {
    const image = Math.trunc(i / length)
    const within = i - image * length
    const pixel = Math.trunc(within / channels)
    const value = images[i]! + norm * signs[image * channels + (within % channels)]! * basis[pixel]!
    images[i] = value < 0 ? 0 : value > 1 ? 1 : value
  }
}

/** A measured half as the whole map, row-major [height, width], centred. */
export function wholeMap(height: number, width: number, half: ArrayLike<number>): Float64Array {
  const directions = halfPlane(height, width)
  if (half.length !== directions.length)
    throw new RangeError(
      `${half.length} values for ${directions.length} directions of a ${width}×${height} map`,
    )
  const map = new Float64Array(height * width)
  directions.forEach((direction, i) => {
    const other = mirroredDirection(height, width, direction)
    map[direction.row * width + direction.column] = half[i]!
    map[other.row * width + other.column] = half[i]!
  })
  return map
}

function mod(value: number, size: number): number {
  return ((value % size) + size) % size
}
