/**
 * A data set in an order of its own: image k is the one that entry k of a permutation names. The order is part of the hash, so
 * nothing that was measured in another order is taken for it.
 */
import { resolve } from 'node:path'
import { UserError } from '../contract/errors'
import type { DataSet } from './data-set'
import { sha256 } from './hash'
import { readOrderFile } from './order-file'

/** Which image stands at each place, counted from 0, and where the file counts from. */
export interface Order {
  indices: Int32Array
  from: 0 | 1
}

/**
 * @param path of the data set; the file lies relative to it
 * @throws UserError('input') when the file cannot be read, or is no permutation of `count` images
 */
export async function readOrder(path: string, file: string, count: number): Promise<Order> {
  const place = resolve(path, ...file.split('/'))
  return permutation(await readOrderFile(place), count, `"${place}"`)
}

/** @throws UserError('input') that says which number keeps it from being one */
export function permutation(numbers: ArrayLike<number>, count: number, name: string): Order {
  const refuse = (what: string): UserError =>
    new UserError(
      'input',
      `${name} is no order of these ${count} images: ${what}. It has to name each of them once, counted from 0 or from 1.`,
    )
  if (numbers.length !== count)
    throw refuse(
      `it has ${numbers.length} numbers${numbers.length > count ? '' : ' (for a choice of images, take the whole order and its first images)'}`,
    )
  let [smallest, largest] = [Infinity, -Infinity]
  for (let i = 0; i < count; i++) {
    smallest = Math.min(smallest, numbers[i]!)
    largest = Math.max(largest, numbers[i]!)
  }
  const from = smallest === 1 && largest === count ? 1 : 0
  const indices = new Int32Array(count)
  const places = new Int32Array(count).fill(-1)
  for (let place = 0; place < count; place++) {
    const index = numbers[place]! - from
    if (!(index >= 0 && index < count))
      throw refuse(`number ${place + 1} is ${numbers[place]!}, and the images are 0 to ${count - 1}`)
    if (places[index] !== -1)
      throw refuse(`it names ${numbers[place]!} twice, as number ${places[index]! + 1} and ${place + 1}`)
    places[index] = place
    indices[place] = index
  }
  return { indices, from }
}

/**
 * What an order counts: images as torchvision lists them. ImageNet's validation images in one folder are listed there by
 * class, then name, because torchvision has them in class folders.
 */
export function listedByClass({ labels, count }: Pick<DataSet, 'labels' | 'count'>): Int32Array {
  const indices = Int32Array.from({ length: count }, (_, i) => i)
  // Of one class they stay as they are, by name.
  return indices.sort((a, b) => labels[a]! - labels[b]! || a - b)
}

/** @param indices which image of `data` stands at each place */
export function ordered(data: DataSet, indices: Int32Array): DataSet {
  const inner = (wanted: ArrayLike<number>): Int32Array => Int32Array.from(wanted, (place) => indices[place]!)
  const { readBytes, readParts } = data
  return {
    ...data,
    hash: sha256('ordered ', data.hash, ' ', indices.join(',')),
    labels: indices.map((index) => data.labels[index]!),
    ...(data.files ? { files: { ...data.files, order: indices } } : {}),
    read: (wanted) => data.read(inner(wanted)),
    readBytes: readBytes && ((wanted) => readBytes(inner(wanted))),
    readParts: readParts && ((wanted, crop) => readParts(inner(wanted), crop)),
    close: () => data.close(),
  }
}
