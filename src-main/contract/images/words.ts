/** Which images a choice takes, in the words that stand beside a number: on a figure, in a table, in a paper. */
import { imageCount } from '../studies/choices'
import type { DataChoice } from '../studies/choices'

/** e.g. `all 500 images, from "digits" (test)`: the part that was taken is said wherever a number of it stands. */
export function imagesFrom(data: DataChoice, images: number = imageCount(data)): string {
  return `${imagesInWords(data, images)}, from ${placeOf(data)}`
}

/** A data set and its part, e.g. `"digits" (test)`. */
export function placeOf({ dataSet, split }: Pick<DataChoice, 'dataSet' | 'split'>): string {
  return `"${dataSet}"${split === null ? '' : ` (${split})`}`
}

/** e.g. `a class-balanced subset of 500 images (subset seed 0)`. */
export function imagesInWords(data: DataChoice, images: number = imageCount(data)): string {
  const { selection, limit } = data
  const some = `${images} ${images === 1 ? 'image' : 'images'}`
  if (!selection)
    return limit === null
      ? `all ${some}`
      : `a random subset of ${some}, whatever their classes (subset seed 0)`
  const { rule, leftOut } = selection
  const those = leftOut.length === 0 ? '' : ' that no model of the study was trained on'
  switch (rule.kind) {
    case 'all':
      return leftOut.length === 0 ? `all ${some}` : `the ${some}${those}`
    case 'listed':
      return `${some} that a file names`
    case 'first':
      return leftOut.length === 0 ? `the first ${some}` : `the first ${images} of the images${those}`
    case 'class-balanced':
      return `a class-balanced subset of ${some}${those} (subset seed ${rule.seed})`
    case 'per class':
      return `a class-balanced subset of ${some}${those}, ${rule.images} per class (subset seed ${rule.seed})`
    default:
      throw rule satisfies never
  }
}
