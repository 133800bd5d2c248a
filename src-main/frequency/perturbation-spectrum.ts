/**
 * Where in the spectrum perturbations lie (methods E): their mean power spectrum, its cumulative radial
 * profile, and the half-power frequency f_0.5 (half-power.ts).
 *
 * Conventions of the paper: the mean of each image and channel removed, |fft2|² unnormalised, DC left out
 * (NaN), arithmetic mean over images and channels before any logarithm; large perturbations thus weigh more
 * (methods L.15), which `normalisedSpectra` takes away.
 */
import * as tf from '../devices/tf'
import type { Tensor4D } from '../devices/tf'
import { flush } from '../devices/step'
import { cyclesPerPixel } from '../contract/units'
import type { CyclesPerPixel } from '../contract/units'
import { FourierTransform, imagesToPlanes, radiusGrid } from './discrete-fourier-transform'
import { PROFILE_POINTS, exactHalfPower, halfPower, radialProfile } from './half-power'

/** Power of each image, so that any subset can be averaged again. */
export interface PerturbationSpectra {
  count: number
  height: number
  width: number
  /** Mean over channels of |fft2|² per image, float64 [count, height, width], un-shifted; NaN at DC. */
  power: Float64Array
}

/** Images per graph on the device. */
const BATCH = 50

export interface ImageShape {
  height: number
  width: number
  channels: number
}

/**
 * Power spectra of adversarial − clean, both float32 row-major [n, height, width, channels].
 * The difference is formed in double precision and scaled to unit size on the device, and the scale put back
 * afterwards: perturbations of 1e-4 squared would lose their digits in float32.
 */
export async function perturbationSpectra(
  clean: Float32Array,
  adversarial: Float32Array,
  { height, width, channels }: ImageShape,
): Promise<PerturbationSpectra> {
  const length = height * width * channels
  if (clean.length !== adversarial.length || clean.length % length !== 0)
    throw new RangeError(
      `${clean.length} and ${adversarial.length} numbers are not images of ${height}×${width}×${channels}`,
    )
  const count = clean.length / length
  const plane = height * width
  const power = new Float64Array(count * plane)
  const size = Math.min(BATCH, count)
  const transform = new FourierTransform(height, width)
  try {
    for (let first = 0; first < count; first += size) {
      const scales = new Float64Array(size)
      const deltas = new Float32Array(size * length)
      for (let i = 0; i < size; i++) {
        // Padding repeats the last image: one shape, one compilation.
        const image = Math.min(first + i, count - 1)
        scales[i] = scaledDelta(clean, adversarial, image * length, deltas, i * length, length)
      }
      const values = await powerOfBatch(transform, deltas, [size, height, width, channels])
      for (let i = 0; i < size && first + i < count; i++) {
        const target = (first + i) * plane
        for (let p = 0; p < plane; p++) power[target + p] = values[i * plane + p]! * scales[i]! ** 2
        power[target] = NaN
      }
    }
  } finally {
    transform.dispose()
  }
  return { count, height, width, power }
}

/** Writes (adversarial − clean) / its largest entry and returns that; 1 where they are equal. */
function scaledDelta(
  clean: Float32Array,
  adversarial: Float32Array,
  from: number,
  deltas: Float32Array,
  to: number,
  length: number,
): number {
  let largest = 0
  for (let i = 0; i < length; i++)
    largest = Math.max(largest, Math.abs(adversarial[from + i]! - clean[from + i]!))
  const scale = largest === 0 ? 1 : largest
  for (let i = 0; i < length; i++) deltas[to + i] = (adversarial[from + i]! - clean[from + i]!) / scale
  return scale
}

/** Mean over channels of |fft2|² of each image, [n, height · width]. */
async function powerOfBatch(
  transform: FourierTransform,
  deltas: Float32Array,
  shape: [number, number, number, number],
): Promise<Float32Array> {
  const [n, height, width, channels] = shape
  const result = tf.tidy(() => {
    const batch = tf.tensor4d(deltas, shape)
    const centred: Tensor4D = tf.sub(batch, tf.mean(batch, [1, 2], true))
    const { real, imaginary } = transform.forward(imagesToPlanes(centred))
    const squares = tf.add(tf.square(real), tf.square(imaginary))
    return tf.mean(tf.reshape(squares, [n, channels, height * width]), 1)
  })
  flush()
  try {
    return await result.data<'float32'>()
  } finally {
    result.dispose()
  }
}

export interface SpectrumSummary {
  height: number
  width: number
  /** Arithmetic mean power over the images, [height, width], un-shifted; NaN at DC. */
  meanPower: Float64Array
  /** Thresholds in cycles/pixel, linspace(0, largest radius, 25), and the proportion of power up to each, 0 … 1. */
  profile: { thresholds: CyclesPerPixel[]; proportions: number[] }
  /** f_0.5 of the profile (the paper's) and of all radii in order; null for perturbations without power. */
  halfPower: CyclesPerPixel | null
  exactHalfPower: CyclesPerPixel | null
}

/**
 * Mean spectrum, profile and f_0.5 of some of the images.
 * @param images which ones (each counts as often as it is named); all when left out
 */
export function summariseSpectra(
  spectra: PerturbationSpectra,
  images: ArrayLike<number> = Array.from({ length: spectra.count }, (_, i) => i),
  points = PROFILE_POINTS,
): SpectrumSummary {
  const { height, width } = spectra
  const meanPower = averagePower(spectra, images)
  const radii = radiusGrid(height, width)
  const profile = radialProfile(meanPower, radii, points)
  return {
    height,
    width,
    meanPower,
    profile: { thresholds: profile.thresholds.map(cyclesPerPixel), proportions: profile.proportions },
    halfPower: asFrequency(halfPower(profile)),
    exactHalfPower: asFrequency(exactHalfPower(meanPower, radii)),
  }
}

/** Power of each image in all, DC left out. */
export function totalPower({ count, height, width, power }: PerturbationSpectra): Float64Array {
  const plane = height * width
  return Float64Array.from({ length: count }, (_, image) => {
    let sum = 0
    for (let p = image * plane + 1; p < (image + 1) * plane; p++) sum += power[p]!
    return sum
  })
}

/**
 * Each image's spectrum divided by its own power, so that every image weighs the same however large its perturbation
 * is; images without power are left out.
 */
export function normalisedSpectra(spectra: PerturbationSpectra): PerturbationSpectra {
  const { height, width } = spectra
  const plane = height * width
  const totals = totalPower(spectra)
  const images = [...totals.keys()].filter((image) => totals[image]! > 0)
  const power = new Float64Array(images.length * plane)
  images.forEach((image, i) => {
    for (let p = 0; p < plane; p++) power[i * plane + p] = spectra.power[image * plane + p]! / totals[image]!
  })
  return { count: images.length, height, width, power }
}

function averagePower(
  { height, width, power }: PerturbationSpectra,
  images: ArrayLike<number>,
): Float64Array {
  const plane = height * width
  const sum = new Float64Array(plane)
  for (let i = 0; i < images.length; i++) {
    const from = images[i]! * plane
    for (let p = 0; p < plane; p++) sum[p]! += power[from + p]!
  }
  return sum.map((value) => value / images.length)
}

function asFrequency(value: number | null): CyclesPerPixel | null {
  return value === null ? null : cyclesPerPixel(value)
}
