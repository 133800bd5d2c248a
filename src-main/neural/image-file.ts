/** Images of a .npy (or other array) file that a population is shown: as they are where they have its space, else shown to it. */
import { UserError } from '../contract/errors'
import { printable } from '../checkpoints/printable'
import * as tf from '../devices/tf'
import { slabs } from './arrays/array-file'
import { shownImages } from './shown-images'
import type { ImageSpace } from '../contract/population'
import type { Tensor4D } from '../devices/tf'
import type { ArrayFile, NumberArray } from './arrays/array-file'

type Values = 'standardised' | '0-255' | '0-1'

/**
 * @param values how its numbers are to be read; null: uint8 is 0 … 255, numbers in [0,1] are 0 … 1, others of the
 *   population's own size with values below 0 are standardised; else it is asked
 */
export async function imageFile(
  file: ArrayFile,
  name: string,
  values: Values | null,
  image: ImageSpace,
): Promise<{
  count: number
  remarks: string[]
  read: (from: number, count: number) => Promise<() => Tensor4D>
}> {
  const [array] = file.arrays
  if (!array || file.arrays.length !== 1)
    throw new UserError(
      'usage',
      `${name} has ${file.arrays.length} arrays, and images are read from a file with one: save them as a .npy file.`,
    )
  const { count, height, width, channels, first } = formOf(array, name)
  const isOwnSize = height === image.height && width === image.width && channels === 1
  const meant = values ?? (await guess(array, count, name, isOwnSize))
  if (meant === 'standardised' && !isOwnSize)
    throw new UserError(
      'input',
      `${name} has images of ${height} × ${width} pixels and ${channels} channels, and standardised ones must have the population's own ${image.height} × ${image.width} and 1.`,
    )
  const scale = meant === '0-255' ? 1 / 255 : 1
  const words = {
    standardised: `Its numbers were taken as standardised: shown as they are.`,
    '0-255': `Its numbers were taken as gray values from 0 to 255.`,
    '0-1': `Its numbers were taken as intensities from 0 to 1.`,
  }
  return {
    count,
    remarks: values === null ? [`${name}: ${words[meant]} (--values says otherwise.)`] : [],
    read: async (from, wanted) => {
      const numbers = await array.readSlab(from, wanted)
      const wrong = numbers.find((value) => !Number.isFinite(value))
      if (wrong !== undefined)
        throw new UserError('input', `${name} has a pixel that is ${wrong}: images are numbers.`)
      return () => {
        const stored = first
          ? tf.transpose(tf.tensor4d(numbers, [wanted, channels, height, width]), [0, 2, 3, 1])
          : tf.tensor4d(numbers, [wanted, height, width, channels])
        if (meant === 'standardised') return stored
        return shownImages(scale === 1 ? stored : tf.mul(stored, scale), image)
      }
    },
  }
}

function formOf(
  { shape, order, name: own }: NumberArray,
  name: string,
): { count: number; height: number; width: number; channels: number; first: boolean } {
  const few = (side: number | undefined): boolean => side === 1 || side === 3
  const [count = 0, a = 0, b = 0, c = 0] = shape
  if (order === 'C' && count > 0 && Math.min(a, b) > 0) {
    if (shape.length === 3) return { count, height: a, width: b, channels: 1, first: false }
    if (shape.length === 4 && few(a) && b > 0 && c > 0)
      return { count, height: b, width: c, channels: a, first: true }
    if (shape.length === 4 && few(c)) return { count, height: a, width: b, channels: c, first: false }
  }
  throw new UserError(
    'input',
    `'${printable(own)}' in ${name} has the shape (${shape.join(', ')})${order === 'F' ? ' in column-major order' : ''}, and images are (images, height, width), (images, 1 or 3, height, width) or (images, height, width, 1 or 3).`,
  )
}

async function guess(array: NumberArray, count: number, name: string, isOwnSize: boolean): Promise<Values> {
  if (array.dtype === 'uint8') return '0-255'
  let [low, high] = [Infinity, -Infinity]
  const all = slabs(array)
  const step = Math.max(1, Math.floor((2 ** 22 * count) / array.shape.reduce((a, b) => a * b, 1)))
  for (let from = 0; from < all; from += step)
    for (const value of await array.readSlab(from, Math.min(step, all - from))) {
      if (value < low) low = value
      if (value > high) high = value
    }
  if (low >= 0 && high <= 1) return '0-1'
  if (low < 0 && isOwnSize) return 'standardised'
  throw new UserError(
    'usage',
    `${name} has ${array.dtype} numbers from ${low} to ${high}: say with --values whether they are standardised, 0-255 or 0-1.`,
  )
}
