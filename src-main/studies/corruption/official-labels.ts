/**
 * Whether official corrupted files are the clean images in their order, as far as labels tell. The number of images
 * alone says nothing: images of the same number sorted by class would be taken for the ones at their places, and with
 * them the images that a model was trained on for others.
 */
import { areNumbers, compareClassNames, plainName } from '../../contract/images/class-names'
import { UserError } from '../../contract/errors'
import type { OfficialImages } from '../../contract/kinds/corruption/tasks'
import type { CorruptionSet } from '../../datasets/corruption-layout'

interface Labelled {
  labels: Int32Array
  classNames: readonly string[]
}

/**
 * Where the classes of official files stand among those of the clean images.
 * @returns for each of their classes the index of the clean images' class; undefined where the classes are the same, in
 *   order, or labels are numbers of which nobody has published what they mean
 */
export function classOrder(
  layout: CorruptionSet['layout'],
  clean: readonly string[],
  official: readonly string[],
): number[] | undefined {
  const named =
    layout === 'arrays' && areNumbers(official) ? publishedClasses(clean, official.length) : official
  if (named === null) return undefined
  const compared = compareClassNames(clean, named)
  return compared.kind === 'by name' && (compared.reordered || (layout === 'folders' && compared.part))
    ? compared.order
    : undefined
}

/** As class folders of CIFAR-10 are called, in the order of its labels. */
const CIFAR_10 = [
  ...['airplane|aeroplane|plane', 'automobile|car', 'bird', 'cat', 'deer'],
  ...['dog', 'frog', 'horse', 'ship|boat', 'truck'],
].map((names) => names.split('|'))
/** Some of CIFAR-100's, whose labels are in the order of the alphabet. */
const OF_CIFAR_100 = ['aquarium fish', 'lawn mower', 'sweet pepper', 'willow tree', 'worm']

/** What the labels 0, 1, … of CIFAR-10-C and CIFAR-100-C mean, in the words of these class names; null: they are of neither. */
export function publishedClasses(names: readonly string[], labels: number): string[] | null {
  const plain = new Map(names.map((name) => [plainName(name), name]))
  const ten = CIFAR_10.flatMap((alike) => plain.get(alike.find((each) => plain.has(each)) ?? '') ?? [])
  if (names.length === 10 && ten.length === 10) return ten.slice(0, labels)
  if (names.length !== 100 || plain.size !== 100 || !OF_CIFAR_100.every((name) => plain.has(name)))
    return null
  return [...plain.keys()]
    .sort()
    .map((name) => plain.get(name)!)
    .slice(0, labels)
}

/**
 * @param official one cell: all of its images
 * @throws UserError('input') where numbers that are taken as published are the clean images' own
 */
export function compareLabels(
  layout: CorruptionSet['layout'],
  clean: Labelled,
  official: Labelled,
): OfficialImages {
  const order = classOrder(layout, clean.classNames, official.classNames)
  const labels = order ? official.labels.map((label) => order[label]!) : official.labels
  if (
    order &&
    layout === 'arrays' &&
    areNumbers(official.classNames) &&
    areEqual(official.labels, clean.labels)
  )
    throw new UserError(
      'input',
      `The labels of the corrupted images are those of the clean ones number for number, but the clean images' classes are in another order than CIFAR-${clean.classNames.length} is published in, so what the numbers mean is not known: put a file classes.txt beside labels.npy, one class a line in the order of its numbers.`,
    )
  if (labels.length !== clean.labels.length) return 'other'
  if (areEqual(labels, clean.labels)) return 'as clean'
  const [theirs, ours] = [labels, clean.labels].map((each) => each.slice().sort())
  return theirs!.every((label, i) => label === ours![i]) ? 'another order' : 'other'
}

function areEqual(ones: Int32Array, others: Int32Array): boolean {
  return ones.length === others.length && ones.every((label, i) => label === others[i])
}
