/**
 * The form of a new filter study: what is typed, what it asks for, what is wrong with it. Pure; the contract's
 * schemas decide.
 */
import { cutOffsSchema, filterRequestSchema } from '../../../src-main/contract/kinds/filter/study'
import { imageRequestOf, imagesAreWrong } from '../../components/image-form'
import { numbersOf, optional } from '../../wizards/typed-numbers'
import type { ImageForm } from '../../components/image-form'
import type { StudyRequestInput } from '../../../src-main/contract/plans'

export interface FilterForm {
  models: readonly string[]
  dataSet: string
  cutOffs: string
  images: ImageForm
  naturalness: boolean
}
export type FilterField = keyof FilterForm

const SENTENCES: Record<FilterField, string> = {
  models: 'Choose at least one model.',
  dataSet: 'Choose the data set whose images are filtered.',
  cutOffs: 'Give ascending fractions of Nyquist from 0 to 1 between commas, e.g. 0.1, 0.3, 0.6.',
  images: 'Choose images that can be had.',
  naturalness: 'This cannot be asked so.',
}

type FilterRequestInput = Extract<StudyRequestInput, { kind: 'filter' }>

/** Not checked. */
export function requestOfFilterForm(form: FilterForm): FilterRequestInput {
  return {
    kind: 'filter',
    models: [...form.models],
    dataSet: form.dataSet,
    naturalness: form.naturalness,
    ...optional('cutOffs', numbersOf(form.cutOffs)),
    ...imageRequestOf(form.images),
  }
}

export function issuesOfFilterForm(form: FilterForm): Partial<Record<FilterField, string>> {
  const request = requestOfFilterForm(form)
  const found = new Set<FilterField>(
    (filterRequestSchema.safeParse(request).error?.issues ?? []).flatMap(({ path: [first] }) =>
      first !== undefined && first in SENTENCES ? [first as FilterField] : [],
    ),
  )
  if (imagesAreWrong(form.images)) found.add('images')
  if (request.cutOffs && !cutOffsSchema.shape.values.safeParse(request.cutOffs).success) found.add('cutOffs')
  return Object.fromEntries([...found].map((field) => [field, SENTENCES[field]]))
}
