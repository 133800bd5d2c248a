/**
 * Views of a data set: some of its images, in a given order. Nothing is copied; closing a view leaves
 * the data set open.
 */
import { generator } from '../random/generator'
import { sha256 } from './hash'
import { splitIndices } from './split'
import type { SelectionChoice, SelectionRule, TrainingSplit } from '../contract/images/selection'
import type { DataSet } from './data-set'

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
  const inner = (wanted: ArrayLike<number>): Int32Array =>
    Int32Array.from(wanted, (place) => {
      const index = chosen[place]
      if (index === undefined) throw new RangeError(`There is no image ${place} among ${chosen.length}.`)
      return index
    })
  return {
    specification,
    // As text: the bytes of an Int32Array differ between machines.
    hash: sha256('subset ', data.hash, ' ', chosen.join(',')),
    count: chosen.length,
    indices: data.indices ? chosen.map((index) => data.indices![index]!) : chosen,
    classNames,
    labels,
    height,
    width,
    channels,
    read: async (wanted) => data.read(inner(wanted)),
    readBytes: data.readBytes && (async (wanted) => data.readBytes!(inner(wanted))),
    readParts: data.readParts && (async (wanted, crop) => data.readParts!(inner(wanted), crop)),
    async close() {},
  }
}

type BalancedRule = Extract<SelectionRule, { kind: 'class-balanced' | 'per class' }>

/** Which of a data set's images are chosen needs its labels only. */
type Labelled = Pick<DataSet, 'labels' | 'classNames'>

/**
 * The images that a selection chooses, in the order in which they are drawn: a longer draw with the same seed goes on
 * where a shorter one ends, so that its first images are those of the shorter one.
 *
 * Class-balanced: the classes take turns, in a drawn order; one that has no image left is passed over, so the others
 * give more and the numbers are as equal as they can be.
 */
export function selectedImages(
  { labels, classNames }: Labelled,
  { rule, leftOut }: SelectionChoice,
): number[] {
  const without = trainingImages(labels.length, leftOut)
  const free = (index: number): boolean => !without.has(index)
  if (rule.kind === 'class-balanced' || rule.kind === 'per class') {
    const waiting: number[][] = classNames.map(() => [])
    for (const index of generator(rule.seed, 'class-balanced subset').permutation(labels.length))
      if (free(index)) waiting[labels[index]!]!.push(index)
    const counts = waiting.map((queue) => queue.length)
    return inTurns(counts, rule).map(({ label, place }) => waiting[label]![place]!)
  }
  const all = Array.from(labels.keys()).filter(free)
  return rule.kind === 'first' ? all.slice(0, rule.images) : all
}

/** How many images each class gives, of the numbers that there are: what `selectedImages` comes to. */
export function classShares(perClass: readonly number[], rule: BalancedRule): number[] {
  const taken = perClass.map(() => 0)
  for (const { label } of inTurns(perClass, rule)) taken[label]!++
  return taken
}

/** The turns of the classes, in the order in which they come: whose it is, and which of its images. */
function inTurns(
  perClass: readonly number[],
  { kind, images, seed }: BalancedRule,
): { label: number; place: number }[] {
  const order = generator(seed, 'class order of the subset').permutation(perClass.length)
  const longest = Math.max(0, ...perClass)
  const rounds = kind === 'per class' ? Math.min(images, longest) : longest
  const most = kind === 'per class' ? Infinity : images
  const turns: { label: number; place: number }[] = []
  for (let place = 0; place < rounds && turns.length < most; place++)
    for (const label of order)
      if (place < perClass[label]! && turns.length < most) turns.push({ label, place })
  return turns
}

/** The images that the runs learnt from, all together. */
export function trainingImages(count: number, splits: readonly TrainingSplit[]): Set<number> {
  return new Set(splits.flatMap((split) => [...partsOf(count, split).train]))
}

/** The images that chose the epoch of one of the runs. */
export function validationImages(count: number, splits: readonly TrainingSplit[]): Set<number> {
  return new Set(splits.flatMap((split) => [...partsOf(count, split).validation]))
}

function partsOf(
  count: number,
  { limit, validationFraction, seed }: TrainingSplit,
): { train: Int32Array; validation: Int32Array } {
  const given = randomImages(count, limit)
  const { train, validation } = splitIndices(given.length, 1 - validationFraction, seed)
  return {
    train: train.map((place) => given[place]!),
    validation: validation.map((place) => given[place]!),
  }
}

/**
 * Images chosen without regard to their classes, ascending: those that sweeps train on, and those of measurements that
 * were planned before subsets were class-balanced. Null: all.
 */
export function randomImages(count: number, limit: number | null): Int32Array {
  if (limit === null || limit >= count) return Int32Array.from({ length: count }, (_, i) => i)
  return generator(0, 'image limit').permutation(count).slice(0, limit).sort()
}
