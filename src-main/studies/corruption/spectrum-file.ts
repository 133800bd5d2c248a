/**
 * The arrays of a cell's spectrum and of its images, so that NumPy users open them without us. A spectrum: power float64
 * [height, width], the mean over images, un-shifted; thresholds and cumulative float64, its cumulative power. Images: images
 * uint8 [n, height, width, channels]; labels and index (in the whole part, or in the official cell) int32 [n].
 */
import { decodeNpzArray, encodeNpz, wrongArrays } from '../../checkpoints/npz'
import { readRegular } from '../../files/regular'

export interface CellSpectrum {
  height: number
  width: number
  /** [height, width]. */
  power: Float64Array
  thresholds: readonly number[]
  cumulative: Float64Array
}

export function encodeCellSpectrum({
  height,
  width,
  power,
  thresholds,
  cumulative,
}: CellSpectrum): Uint8Array {
  return encodeNpz({
    power: { shape: [height, width], dtype: 'float64', data: power },
    thresholds: { shape: [thresholds.length], dtype: 'float64', data: Float64Array.from(thresholds) },
    cumulative: { shape: [cumulative.length], dtype: 'float64', data: cumulative },
  })
}

/** The power alone. @throws UserError('input') for a file that does not hold it */
export async function readCellPower(file: string): Promise<Pick<CellSpectrum, 'height' | 'width' | 'power'>> {
  const { shape, data } = decodeNpzArray(await readRegular(file), 'power', `"${file}"`)
  const [height, width] = shape
  if (!(data instanceof Float64Array) || height === undefined || width === undefined)
    throw wrongArrays(`"${file}"`, 'does not hold a spectrum')
  return { height, width, power: data }
}

export interface CellImages {
  /** [n, height, width, channels]. */
  shape: readonly [number, number, number, number]
  images: Uint8Array
  labels: Int32Array
  index: Int32Array
}

export function encodeCellImages({ shape, images, labels, index }: CellImages): Uint8Array {
  const count = [shape[0]]
  return encodeNpz({
    images: { shape: [...shape], dtype: 'uint8', data: images },
    labels: { shape: count, dtype: 'int32', data: labels },
    index: { shape: count, dtype: 'int32', data: index },
  })
}
