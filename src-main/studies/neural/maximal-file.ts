/** Maximal images of some neurons as safetensors, with their spectra: float32 [neurons, height, width] and [neurons, side, side]. */
import { decodeSafetensors, encodeSafetensors } from '../../checkpoints/safetensors'
import { readRegular } from '../../files/regular'
import { damaged } from './stored-entries'

export interface StoredMaximal {
  height: number
  width: number
  /** Of a spectrum. */
  side: number
  images: Float32Array
  powers: Float32Array
}

export function encodeMaximal(
  count: number,
  { height, width, side, images, powers }: StoredMaximal,
): Uint8Array {
  return encodeSafetensors(
    new Map([
      ['images', { shape: [count, height, width], dtype: 'float32' as const, data: images }],
      ['powers', { shape: [count, side, side], dtype: 'float32' as const, data: powers }],
    ]),
  )
}

/** Of so many neurons. @throws UserError('input') for a file that does not hold them */
export async function readMaximal(path: string, count: number): Promise<StoredMaximal> {
  const { entries } = decodeSafetensors(await readRegular(path))
  const [images, powers] = [entries.get('images'), entries.get('powers')]
  const [, height = 0, width = 0] = images?.shape ?? []
  const [, side = 0] = powers?.shape ?? []
  if (!(images?.data instanceof Float32Array) || images.data.length !== count * height * width)
    throw damaged(path, 'images')
  if (!(powers?.data instanceof Float32Array) || powers.data.length !== count * side * side)
    throw damaged(path, 'powers')
  return { height, width, side, images: images.data, powers: powers.data }
}
