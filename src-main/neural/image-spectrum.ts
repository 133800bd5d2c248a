/**
 * The two-dimensional power spectrum of one small image, and where its peak lies between the coefficients of its size:
 * the image stands in zeros, so that a filter of few waves has a peak that can be told. Plain numbers, double precision.
 */
import { fourierMatrices } from '../frequency/discrete-fourier-transform'

export interface ImageSide {
  height: number
  width: number
}

export interface SpectralPeak {
  /** Length of the wave vector in cycles/pixel, 0 … √½; 0: most power is in the mean, the image is no wave. */
  frequency: number
  /** Direction of modulation in degrees from the horizontal, downwards, 0 … 180 (0: vertical stripes); null at frequency 0. */
  orientation: number | null
}

/** Side of the padded square: a power of two, at least twice the image. */
export function spectrumSide({ height, width }: ImageSide): number {
  return 2 ** Math.ceil(Math.log2(2 * Math.max(height, width)))
}

/**
 * |F|² of an image [height, width] in a square of zeros, centred: row v, column u is (v − side/2, u − side/2) / side
 * cycles/pixel.
 */
export function imagePower(image: ArrayLike<number>, { height, width }: ImageSide): Float32Array {
  const side = spectrumSide({ height, width })
  const { cosine, sine } = fourierMatrices(side)
  const real = new Float64Array(height * side)
  const imaginary = new Float64Array(height * side)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = image[y * width + x]!
      if (value === 0) continue
      for (let u = 0; u < side; u++) {
        real[y * side + u]! += value * cosine[x * side + u]!
        imaginary[y * side + u]! -= value * sine[x * side + u]!
      }
    }
  const power = new Float32Array(side * side)
  const half = side / 2
  for (let v = 0; v < side; v++)
    for (let u = 0; u < side; u++) {
      let [re, im] = [0, 0]
      for (let y = 0; y < height; y++) {
        const [a, b] = [real[y * side + u]!, imaginary[y * side + u]!]
        const [c, s] = [cosine[v * side + y]!, sine[v * side + y]!]
        re += a * c + b * s
        im += b * c - a * s
      }
      power[((v + half) % side) * side + ((u + half) % side)] = re * re + im * im
    }
  return power
}

/** Rounds of refinement, each halving the step: 2^-6 of a coefficient's distance at the end. */
const ROUNDS = 6

/** @param power as `imagePower` gives it; null for an image without power */
export function spectralPeak(
  image: ArrayLike<number>,
  power: Float32Array,
  sides: ImageSide,
): SpectralPeak | null {
  const side = spectrumSide(sides)
  const half = side / 2
  let best = 0
  for (let at = 1; at < power.length; at++) if (power[at]! > power[best]!) best = at
  if (!(power[best]! > 0)) return null
  let [v, u] = [(Math.floor(best / side) - half) / side, ((best % side) - half) / side]
  let most = powerAt(image, sides, v, u)
  for (let round = 1, step = 0.5 / side; round <= ROUNDS; round++, step /= 2) {
    const [centreV, centreU] = [v, u]
    for (const dv of [-step, 0, step])
      for (const du of [-step, 0, step]) {
        const here = powerAt(image, sides, centreV + dv, centreU + du)
        if (here > most) [most, v, u] = [here, centreV + dv, centreU + du]
      }
  }
  const frequency = Math.hypot(u, v)
  // Below half a coefficient of the image itself there is less than half a wave in it: its mean.
  if (frequency * Math.max(sides.height, sides.width) < 0.5) return { frequency: 0, orientation: null }
  const degrees = (Math.atan2(v, u) * 180) / Math.PI
  return { frequency, orientation: ((degrees % 180) + 180) % 180 }
}

function powerAt(image: ArrayLike<number>, { height, width }: ImageSide, v: number, u: number): number {
  let [re, im] = [0, 0]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const angle = 2 * Math.PI * (v * y + u * x)
      re += image[y * width + x]! * Math.cos(angle)
      im -= image[y * width + x]! * Math.sin(angle)
    }
  return re * re + im * im
}
