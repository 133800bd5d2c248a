/**
 * What the blur front end leaves of an image, and of each frequency: the same kernel and the same circulant
 * matrix as front-end.ts, on plain numbers and for single images, so that looking needs no device.
 *
 * The networks normalise before they blur. The kernel sums to 1, so blurring the [0,1] image shows exactly
 * what the network gets, on the scale of the image.
 */
import { cyclesPerPixel } from '../../contract/units'
import { blurKernel, circulant } from './blur-kernel'
import type { CyclesPerPixel } from '../../contract/units'

/**
 * Blurs one image with wrap-around (methods A.3).
 * @param pixels [side, side, channels] row-major, in [0,1]
 * @param sigma in pixels; null returns the image as it is
 */
export function blurImage(
  pixels: Float32Array,
  side: number,
  channels: number,
  sigma: number | null,
): Float32Array {
  if (sigma === null) return pixels
  const matrix = circulant(blurKernel(sigma), side)
  const row = side * channels
  const alongRows = new Float64Array(pixels.length)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let from = 0; from < side; from++) {
        const weight = matrix[x * side + from]!
        if (weight === 0) continue
        for (let channel = 0; channel < channels; channel++)
          alongRows[y * row + x * channels + channel]! +=
            weight * pixels[y * row + from * channels + channel]!
      }
    }
  }
  const both = new Float64Array(pixels.length)
  for (let y = 0; y < side; y++) {
    for (let from = 0; from < side; from++) {
      const weight = matrix[y * side + from]!
      if (weight === 0) continue
      for (let i = 0; i < row; i++) both[y * row + i]! += weight * alongRows[from * row + i]!
    }
  }
  return Float32Array.from(both)
}

/** Amplitude that the blur leaves of a grating along one axis: the kernel's Fourier transform, 1 at 0. */
export function blurAmplitude(sigma: number | null, frequency: CyclesPerPixel): number {
  if (sigma === null) return 1
  const kernel = blurKernel(sigma)
  const half = (kernel.length - 1) / 2
  return kernel.reduce((sum, value, i) => sum + value * Math.cos(2 * Math.PI * frequency * (i - half)), 0)
}

/** Where the amplitude is one half; null when it is above one half up to Nyquist (0.5 cycles/pixel). */
export function halfAmplitude(sigma: number | null): CyclesPerPixel | null {
  const nyquist = cyclesPerPixel(0.5)
  if (blurAmplitude(sigma, nyquist) > 0.5) return null
  let low = 0
  let high: number = nyquist
  // Down to one half the transform of a Gaussian cut off at 2.5 σ only falls, so halving finds the place.
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (blurAmplitude(sigma, cyclesPerPixel(middle)) > 0.5) low = middle
    else high = middle
  }
  return cyclesPerPixel((low + high) / 2)
}
