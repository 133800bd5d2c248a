/**
 * The arrays of a model's spectra, so that any subset can be averaged again, here or in NumPy:
 *   mean_power   float64 [height, width]: mean of the images below, un-shifted, NaN at DC
 *   index, label, target   int32 [n]: the images; target −1: untargeted
 *   distance     float64 [n]: size in the attack's norm
 *   power        float32 [n, height, width]: mean over channels of |fft2(δ)|², un-shifted, NaN at DC
 */
import { readRegular } from '../../files/regular'
import { assertCounts, decodeNpz, encodeNpz, wrongArrays } from '../../checkpoints/npz'
import type { NpyArray } from '../../checkpoints/npy'
import type { PerturbationSpectra } from '../../frequency/perturbation-spectrum'

export interface StoredSpectra {
  index: Int32Array
  label: Int32Array
  target: Int32Array
  distance: Float64Array
  height: number
  width: number
  /** [n, height, width]. */
  power: Float32Array
}

export function encodeSpectra(spectra: StoredSpectra, meanPower: Float64Array): Uint8Array {
  const { index, label, target, distance, height, width, power } = spectra
  const shape = [index.length]
  return encodeNpz({
    mean_power: { shape: [height, width], dtype: 'float64', data: meanPower },
    index: { shape, dtype: 'int32', data: index },
    label: { shape, dtype: 'int32', data: label },
    target: { shape, dtype: 'int32', data: target },
    distance: { shape, dtype: 'float64', data: distance },
    power: { shape: [index.length, height, width], dtype: 'float32', data: power },
  })
}

export async function readSpectra(path: string): Promise<StoredSpectra> {
  const arrays = decodeNpz(await readRegular(path), { name: `"${path}"` })
  const [, height, width] = arrays.power?.shape ?? []
  if (height === undefined || width === undefined) throw wrongArrays(`\"${path}\"`, 'holds no spectra')
  const spectra = {
    index: arrayOf(arrays, path, 'index', Int32Array),
    label: arrayOf(arrays, path, 'label', Int32Array),
    target: arrayOf(arrays, path, 'target', Int32Array),
    distance: arrayOf(arrays, path, 'distance', Float64Array),
    height,
    width,
    power: arrayOf(arrays, path, 'power', Float32Array),
  }
  const count = spectra.index.length
  assertCounts(`"${path}"`, {
    label: [spectra.label.length, count],
    target: [spectra.target.length, count],
    distance: [spectra.distance.length, count],
    power: [spectra.power.length, count * height * width],
  })
  return spectra
}

/** The mean spectrum alone. */
export async function readMeanPower(
  path: string,
): Promise<{ height: number; width: number; meanPower: Float64Array }> {
  const arrays = decodeNpz(await readRegular(path), { keys: ['mean_power'], name: `"${path}"` })
  const [height, width] = arrays.mean_power?.shape ?? []
  if (height === undefined || width === undefined) throw wrongArrays(`\"${path}\"`, 'holds no mean spectrum')
  return { height, width, meanPower: arrayOf(arrays, path, 'mean_power', Float64Array) }
}

/** As the spectra are summarised: from the numbers that are stored, so that a subset of all is the same as all. */
export function asSpectra({ index, height, width, power }: StoredSpectra): PerturbationSpectra {
  return { count: index.length, height, width, power: Float64Array.from(power) }
}

function arrayOf<T extends NpyArray['data']>(
  arrays: Record<string, NpyArray>,
  path: string,
  key: string,
  kind: new (size: number) => T,
): T {
  const array = arrays[key]
  if (array?.data instanceof kind) return array.data
  throw wrongArrays(`\"${path}\"`, `has no array "${key}" of the right type`)
}
