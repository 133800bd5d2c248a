/**
 * Views of a data set: some of its images, in a given order. Nothing is copied; closing a view leaves
 * the data set open.
 */
import { UserError } from '../contract/errors'
import { generator } from '../random/generator'
import type { DataSet } from './data-set'
import { sha256 } from './hash'

/**
 * The images at `indices`, in that order. Its hash covers the indices; the class names stay.
 * @throws RangeError when an index is not one of the data set.
 */
export function subset(data: DataSet, indices: Int32Array): DataSet {
  const chosen = indices.slice()
  const labels = new Int32Array(chosen.length)
  for (let i = 0; i < chosen.length; i++) {
    const label = data.labels[chosen[i]!]
    if (label === undefined) throw new RangeError(`There is no image ${chosen[i]} among ${data.count}.`)
    labels[i] = label
  }
  const { specification, classNames, height, width, channels } = data
  return {
    specification,
    // As text: the bytes of an Int32Array differ between machines.
    hash: sha256('subset ', data.hash, ' ', chosen.join(',')),
    count: chosen.length,
    classNames,
    labels,
    height,
    width,
    channels,
    async read(wanted) {
      const inner = new Int32Array(wanted.length)
      for (let i = 0; i < wanted.length; i++) {
        const index = chosen[wanted[i]!]
        if (index === undefined)
          throw new RangeError(`There is no image ${wanted[i]} among ${chosen.length}.`)
        inner[i] = index
      }
      return data.read(inner)
    },
    async close() {},
  }
}

/**
 * A random choice of `perClass` images of each class, in ascending order.
 * @throws UserError('input') when a class has fewer.
 */
export function balancedIndices(
  data: Pick<DataSet, 'labels' | 'classNames'>,
  perClass: number,
  seed: number,
): Int32Array {
  const { labels, classNames } = data
  const taken = new Int32Array(classNames.length)
  const chosen: number[] = []
  for (const index of generator(seed, 'class-balanced subset').permutation(labels.length)) {
    const label = labels[index]!
    if (taken[label]! >= perClass) continue
    taken[label]!++
    chosen.push(index)
  }
  const short = taken.findIndex((count) => count < perClass)
  if (short >= 0) {
    throw new UserError(
      'input',
      `The class "${classNames[short]}" has only ${taken[short]} images; ${perClass} of each class were asked for.`,
    )
  }
  return Int32Array.from(chosen).sort()
}
