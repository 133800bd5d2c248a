/**
 * The arrays of a block of perturbed images, so that NumPy users open them without us:
 *   index, label, target          int32 [n]; target −1: untargeted
 *   status                        uint8 [n]: 0 found, 1 start failed, 2 not verified, 3 already target
 *   distance, largest             float64 [n]: size in the study's norm, and max|δ|; NaN where nothing was found
 *   margin, confidence            float64 [n], of the stored image; prediction int32 [n], −1 where not finite
 *   clean_prediction int32, clean_confidence float64 [n]
 *   forward, backward             int32 [n]: passes of the image through the model
 *   found_by                      int16 [n]: place in the list `foundBy` of the JSON beside it; −1: none
 *   perturbed                     float32 [n, height, width, channels] in [0,1]; the clean image where nothing was found
 */
import { readRegular } from '../../files/regular'
import { assertCounts, decodeNpz, decodeTyped, encodeNpz, wrongArrays } from '../../checkpoints/npz'
import { STATUSES } from '../../contract/kinds/attack/units'
import type { NpyArray } from '../../checkpoints/npy'
import type { AttackedImage, ImageStatusName } from '../../contract/kinds/attack/study'

export interface ImageShape {
  height: number
  width: number
  channels: number
}

export function encodeBlock(
  images: readonly AttackedImage[],
  names: readonly string[],
  perturbed: Float32Array,
  { height, width, channels }: ImageShape,
): Uint8Array {
  const shape = [images.length]
  const int32 = (of: (image: AttackedImage) => number | null): NpyArray => ({
    shape,
    dtype: 'int32',
    data: Int32Array.from(images, (image) => of(image) ?? -1),
  })
  const float64 = (of: (image: AttackedImage) => number | null): NpyArray => ({
    shape,
    dtype: 'float64',
    data: Float64Array.from(images, (image) => of(image) ?? NaN),
  })
  return encodeNpz({
    index: int32(({ index }) => index),
    label: int32(({ label }) => label),
    target: int32(({ target }) => target),
    status: {
      shape,
      dtype: 'uint8',
      data: Uint8Array.from(images, ({ status }) => STATUSES.indexOf(status)),
    },
    distance: float64(({ distance }) => distance),
    largest: float64(({ largest }) => largest),
    margin: float64(({ margin }) => margin),
    confidence: float64(({ confidence }) => confidence),
    prediction: int32(({ prediction }) => prediction),
    clean_prediction: int32(({ clean }) => clean.prediction),
    clean_confidence: float64(({ clean }) => clean.confidence),
    forward: int32(({ forward }) => forward),
    backward: int32(({ backward }) => backward),
    found_by: {
      shape,
      dtype: 'int16',
      data: Int16Array.from(images, ({ foundBy }) => (foundBy === null ? -1 : names.indexOf(foundBy))),
    },
    perturbed: { shape: [images.length, height, width, channels], dtype: 'float32', data: perturbed },
  })
}

/** What is read back of a block. */
export interface StoredBlock {
  index: Int32Array
  label: Int32Array
  target: Int32Array
  status: ImageStatusName[]
  distance: Float64Array
  shape: ImageShape
  /** [n, height, width, channels]. */
  perturbed: Float32Array
}

/** How large the perturbations are, without the images: NaN where none was found. */
export function decodeDistances(
  bytes: Uint8Array,
  path: string,
): Pick<StoredBlock, 'index' | 'target' | 'distance'> {
  const sizes = decodeTyped(bytes, `"${path}"`, {
    index: Int32Array,
    target: Int32Array,
    distance: Float64Array,
  })
  const count = sizes.index.length
  assertCounts(`"${path}"`, {
    target: [sizes.target.length, count],
    distance: [sizes.distance.length, count],
  })
  return sizes
}

export async function readBlock(path: string): Promise<StoredBlock> {
  return decodeBlock(await readRegular(path), `"${path}"`)
}

/** @param name how to call the file in a sentence */
export function decodeBlock(bytes: Uint8Array, name: string): StoredBlock {
  const arrays = decodeNpz(bytes, {
    keys: ['index', 'label', 'target', 'status', 'distance', 'perturbed'],
    name,
  })
  const of = <T extends NpyArray['data']>(key: string, kind: new (size: number) => T): T => {
    const array = arrays[key]
    if (array?.data instanceof kind) return array.data
    throw wrongArrays(name, `has no array "${key}" of the right type`)
  }
  const [, height, width, channels] = arrays.perturbed?.shape ?? []
  if (height === undefined || width === undefined || channels === undefined)
    throw wrongArrays(name, 'holds no images')
  const block = {
    index: of('index', Int32Array),
    label: of('label', Int32Array),
    target: of('target', Int32Array),
    status: Array.from(of('status', Uint8Array), (code) => {
      const status = STATUSES[code]
      if (status === undefined) throw wrongArrays(name, `has the status ${code}, which there is not`)
      return status
    }),
    distance: of('distance', Float64Array),
    shape: { height, width, channels },
    perturbed: of('perturbed', Float32Array),
  }
  const count = block.index.length
  assertCounts(name, {
    label: [block.label.length, count],
    target: [block.target.length, count],
    status: [block.status.length, count],
    distance: [block.distance.length, count],
    perturbed: [block.perturbed.length, count * height * width * channels],
  })
  return block
}
