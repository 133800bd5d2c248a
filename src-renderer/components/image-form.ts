/**
 * Which images a measurement takes, as a form: what is typed, what it asks for, what is wrong with it. Pure; the
 * contract's schemas decide, and its table says how many are usual.
 */
import { imageSelectionRequestSchema } from '../../src-main/contract/images/selection'
import { numberOf, optional } from '../wizards/typed-numbers'
import type { ImageSelectionRequest } from '../../src-main/contract/images/selection'

export interface ImageForm {
  rule: 'class-balanced' | 'per class' | 'first'
  /** Empty: what is usual, where the rule is class-balanced. */
  count: string
  subsetSeed: string
  trainingImages: boolean
}

/** @param usual images when nothing is said; null: all */
export function usualImages(usual: number | null): ImageForm {
  return {
    rule: 'class-balanced',
    count: usual === null ? '' : String(usual),
    subsetSeed: '0',
    trainingImages: false,
  }
}

/** What is typed for images that were asked for. */
export function formOfImages(asked: ImageSelectionRequest): ImageForm {
  const { limit, perClass, first, subsetSeed, includeTrainingImages } = asked
  const count = limit ?? perClass ?? first
  return {
    rule: perClass !== undefined ? 'per class' : first !== undefined ? 'first' : 'class-balanced',
    count: count === undefined ? '' : String(count),
    subsetSeed: String(subsetSeed ?? 0),
    trainingImages: includeTrainingImages === true,
  }
}

/** Another rule: a number of all images is none of each class, so that it is asked for anew. */
export function withRule(form: ImageForm, rule: ImageForm['rule']): ImageForm {
  const isSame = (rule === 'per class') === (form.rule === 'per class')
  return { ...form, rule, count: isSame ? form.count : '' }
}

/** Not checked. */
export function imageRequestOf({
  rule,
  count,
  subsetSeed,
  trainingImages,
}: ImageForm): ImageSelectionRequest {
  const images = numberOf(count)
  const seed = numberOf(subsetSeed) ?? NaN
  // Only what is drawn has a seed, and the usual one goes without saying.
  const drawn = rule !== 'first' && images !== undefined && seed !== 0 ? { subsetSeed: seed } : {}
  return {
    ...(rule === 'class-balanced' ? optional('limit', images) : {}),
    ...(rule === 'per class' ? { perClass: images ?? NaN } : {}),
    ...(rule === 'first' ? { first: images ?? NaN } : {}),
    ...drawn,
    ...(trainingImages ? { includeTrainingImages: true } : {}),
  }
}

export function issuesOfImages(form: ImageForm): Partial<Record<'count' | 'subsetSeed', string>> {
  const { error } = imageSelectionRequestSchema.safeParse(imageRequestOf(form))
  const wrong = new Set((error?.issues ?? []).map(({ path }) => path[0]))
  return {
    ...(['limit', 'perClass', 'first'].some((name) => wrong.has(name))
      ? {
          count: `Give a whole number of images, 1 or more${form.rule === 'class-balanced' ? ', or nothing for the usual number' : ''}.`,
        }
      : {}),
    ...(wrong.has('subsetSeed') ? { subsetSeed: 'Give a whole number from 0 to 4294967295.' } : {}),
  }
}

/** Whether something is wrong, for the form that it is a part of. */
export function imagesAreWrong(form: ImageForm): boolean {
  return Object.keys(issuesOfImages(form)).length > 0
}

/** How many images take part at most, of those that are there. */
export function imagesTaken({ rule, count }: ImageForm, there: number, classes: number): number {
  const images = numberOf(count)
  if (images === undefined || !(images > 0)) return there
  return Math.min(there, rule === 'per class' ? images * classes : images)
}
