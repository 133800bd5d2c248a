/**
 * Which class each image is to be turned into (methods D.2): fixed once for a whole data set and used for
 * every model. `element-wise`: a permutation of the labels without fixed points, so that the class
 * histogram stays. `class-wise`: every class has one target class. The structure is the paper's; the
 * random stream is ours, so that targets of other programs are exchanged as CSV (targets-csv.ts).
 */
import { UserError } from '../contract/errors'
import { derangeLabels } from '../frequency/pairing'
import { generator } from '../random/generator'
import type { Generator } from '../random/generator'

export const SHUFFLE_MODES = ['element-wise', 'class-wise'] as const
export type ShuffleMode = (typeof SHUFFLE_MODES)[number]

/**
 * Targets of all images of a data set, never their own label.
 * @param labels class index of every image @param classes number of classes, 2 or more
 * @throws UserError('input') when there is no such assignment: fewer than two classes, or (element-wise) more
 *   than half of the images in one
 */
export function assignTargets(
  labels: Int32Array,
  classes: number,
  mode: ShuffleMode,
  seed: number,
): Int32Array {
  if (classes < 2)
    throw new UserError(
      'input',
      `Targeted perturbations need at least two classes, and the data set has ${classes}: use another data set.`,
    )
  const random = generator(seed, 'targets', mode)
  return mode === 'class-wise' ? byClass(labels, classes, random) : byElement(labels, classes, random)
}

function byClass(labels: Int32Array, classes: number, random: Generator): Int32Array {
  let order: Int32Array
  // A random permutation has no fixed point with a probability of at least 1/3 (1/2 for two classes).
  do order = random.permutation(classes)
  while (order.some((target, label) => target === label))
  return labels.map((label) => order[label]!)
}

function byElement(labels: Int32Array, classes: number, random: Generator): Int32Array {
  const counts = new Int32Array(classes)
  for (const label of labels) counts[label]! += 1
  counts.forEach((count, label) => {
    if (count > labels.length / 2)
      throw new UserError(
        'input',
        `Element-wise targets are a rearrangement of the labels, which is impossible here: class ${label} holds ${count} of ${labels.length} images, more than half. Use class-wise targets or a more balanced data set.`,
      )
  })
  return derangeLabels(labels, random)
}
