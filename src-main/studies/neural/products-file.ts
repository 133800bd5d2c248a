/** The products of a population's responses as safetensors: products float32 [images, images], images int32, their indices. */
import { decodeSafetensors, encodeSafetensors } from '../../checkpoints/safetensors'
import { readRegular } from '../../files/regular'
import { integers, square } from './stored-entries'

export interface StoredProducts<Values = Float64Array> {
  /** [images, images]. */
  products: Values
  images: Int32Array
}

export function encodeProducts({ products, images }: StoredProducts<Float32Array>): Uint8Array {
  const count = images.length
  return encodeSafetensors(
    new Map([
      ['products', { shape: [count, count], dtype: 'float32' as const, data: products }],
      ['images', { shape: [count], dtype: 'int32' as const, data: images }],
    ]),
  )
}

/** @throws UserError('input') for a file that does not hold what it should */
export async function readProducts(path: string): Promise<StoredProducts> {
  const { entries } = decodeSafetensors(await readRegular(path))
  const images = integers(entries, 'images', path)
  return { products: Float64Array.from(square(entries, 'products', images.length, path)), images }
}
