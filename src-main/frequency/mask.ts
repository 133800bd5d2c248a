/**
 * The mask that decides which Fourier coefficients of a hybrid come from the low image (methods C.1): a
 * hard, circular, inclusive disc in the un-shifted layout. Not a smooth filter.
 *
 * Invariant: the arithmetic is that of the published code in float64, step by step, because whether a
 * coefficient on the rim is inside hangs on the last bit; the published coefficient counts are the test.
 */
import { UserError } from '../contract/errors'
import { mixingFrequency } from '../contract/units'
import type { FractionOfNyquist } from '../contract/units'

/**
 * numpy.fft.fftfreq(size) in cycles per pixel, with the rounding of the published code.
 * @param size side of the image in pixels, a whole number of 1 or more; else UserError('usage')
 */
export function fourierFrequencies(size: number): Float64Array {
  if (!Number.isInteger(size) || size < 1) {
    throw new UserError(
      'usage',
      `The image side '${size}' is not allowed: give a whole number of pixels, 1 or more.`,
    )
  }
  return Float64Array.from({ length: size }, (_, k) => ((k / size + 0.5) % 1) - 0.5)
}

/**
 * 1 where a coefficient belongs to the low image, else 0; row-major [size, size], un-shifted.
 * f_mix = 0 leaves DC only; f_mix = 1 still leaves the corners (22 %) to the high image.
 * @param size side of the image in pixels
 * @param fMix fraction of Nyquist from 0 to 1; else UserError('usage')
 */
export function circularMask(size: number, fMix: FractionOfNyquist): Float32Array {
  const d = fourierFrequencies(size)
  const threshold = mixingFrequency(fMix) * 0.5
  const mask = new Float32Array(size * size)
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++) {
      const radius = Math.sqrt(d[v]! * d[v]! + d[u]! * d[u]!)
      mask[v * size + u] = radius <= threshold ? 1 : 0
    }
  }
  return mask
}

/** How many coefficients a mask takes from the low image. */
export function coefficientCount(mask: Float32Array): number {
  return mask.reduce((sum, value) => sum + value, 0)
}
