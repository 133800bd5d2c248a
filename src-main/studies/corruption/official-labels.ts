/**
 * Whether official corrupted files are the clean images in their order, as far as labels tell. The number of images
 * alone says nothing: images of the same number sorted by class would be taken for the ones at their places, and with
 * them the images that a model was trained on for others.
 */
import { compareClassNames } from '../../contract/images/class-names'
import type { OfficialImages } from '../../contract/kinds/corruption/tasks'
import type { CorruptionSet } from '../../datasets/corruption-layout'

interface Labelled {
  labels: Int32Array
  classNames: readonly string[]
}

/**
 * Where class folders stand among the classes of the clean images.
 * @returns for each folder the index of its class; undefined where labels are numbers or the classes are the same, in order
 */
export function classOrder(
  layout: CorruptionSet['layout'],
  clean: readonly string[],
  official: readonly string[],
): number[] | undefined {
  if (layout !== 'folders') return undefined
  const compared = compareClassNames(clean, official)
  return compared.kind === 'by name' && (compared.reordered || compared.part) ? compared.order : undefined
}

/** @param official one cell: all of its images */
export function compareLabels(
  layout: CorruptionSet['layout'],
  clean: Labelled,
  official: Labelled,
): OfficialImages {
  const order = classOrder(layout, clean.classNames, official.classNames)
  const labels = order ? official.labels.map((label) => order[label]!) : official.labels
  if (labels.length !== clean.labels.length) return 'other'
  if (labels.every((label, i) => label === clean.labels[i])) return 'as clean'
  const [theirs, ours] = [labels, clean.labels].map((each) => each.slice().sort())
  return theirs!.every((label, i) => label === ours![i]) ? 'another order' : 'other'
}
