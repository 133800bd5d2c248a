/**
 * Where a corruption has its power (methods F.4): the mean over images and channels of |fft2(corrupted − clean)|²
 * in [0,1] units, its mean not removed, DC left out; as a map and as a cumulative radial profile of 30 thresholds.
 *
 * With official files the clean images must be the ones that were corrupted; the paper's were resized otherwise
 * and never saved as JPEG, so its differences hold that, too, most visibly at severity 1 (methods L.19). Images
 * corrupted here have no such remainder.
 */
import { UserError } from '../contract/errors'
import { cyclesPerPixel } from '../contract/units'
import type { CyclesPerPixel } from '../contract/units'
import { cumulativeShares } from '../statistics/cumulative-share'
import { indexBatches } from '../datasets/batches'
import type { DataSet } from '../datasets/data-set'
import { radiusGrid } from './discrete-fourier-transform'
import { PlaneSpectrum } from './plane-spectrum'

export interface CorruptionSpectrum {
  height: number
  width: number
  /** Mean power, un-shifted, row-major [height, width]; DC is NaN. */
  power: Float64Array
  /** Ascending from 0 to the corner of the spectrum. */
  thresholds: CyclesPerPixel[]
  /** Share of power within each threshold, 0 … 1. */
  cumulative: Float64Array
  images: number
}

/** The paper's number of thresholds for corruptions. */
const THRESHOLDS = 30
const BATCH = 100

/**
 * @param indices which images; the same ones of both
 * @throws UserError('input') when the two do not have the same images (size, channels, number, labels).
 */
export async function corruptionSpectrum(
  clean: DataSet,
  corrupted: DataSet,
  indices: ArrayLike<number>,
): Promise<CorruptionSpectrum> {
  const { height, width, channels } = clean
  checkAlike(clean, corrupted)
  const transform = new PlaneSpectrum(height, width)
  const power = new Float64Array(height * width)
  const length = height * width * channels
  for (const { indices: some, count } of indexBatches(indices, BATCH)) {
    const real = some.subarray(0, count)
    const [before, after] = [await clean.read(real), await corrupted.read(real)]
    const difference = Float64Array.from(after, (value, i) => value - before[i]!)
    for (let i = 0; i < count; i++)
      for (let c = 0; c < channels; c++) transform.addPower(difference, i * length + c, channels, power)
  }
  for (let i = 0; i < power.length; i++) power[i]! /= indices.length * channels
  const corner = Math.hypot(Math.floor(height / 2) / height, Math.floor(width / 2) / width)
  const thresholds = Array.from({ length: THRESHOLDS }, (_, i) => (corner * i) / (THRESHOLDS - 1))
  // The last one is to hold everything, whatever the last bit of a square root.
  power[0] = NaN
  const cumulative = cumulativeShares(
    power,
    radiusGrid(height, width),
    thresholds.map((t, i) => (i === THRESHOLDS - 1 ? 1 : t)),
  )
  return {
    height,
    width,
    power,
    thresholds: thresholds.map(cyclesPerPixel),
    cumulative,
    images: indices.length,
  }
}

function checkAlike(clean: DataSet, corrupted: DataSet): void {
  const shape = ({ height, width, channels, count }: DataSet) =>
    `${count} images of ${width}×${height} pixels with ${channels} channel${channels === 1 ? '' : 's'}`
  if (shape(clean) !== shape(corrupted)) {
    throw new UserError(
      'input',
      `The clean data set has ${shape(clean)}, the corrupted one ${shape(corrupted)}: a difference needs the same images in both.`,
    )
  }
  const apart = clean.labels.findIndex((label, i) => label !== corrupted.labels[i])
  if (apart >= 0) {
    throw new UserError(
      'input',
      `Image ${apart} has another label in the corrupted data set than in the clean one: the two are not in the same order.`,
    )
  }
}
