/**
 * The form of a new Fourier map: what is typed, what it asks for, what is wrong with it. Pure; the contract's
 * schemas decide.
 */
import { fourierMapRequestSchema } from '../../../src-main/contract/kinds/fourier-map/study'
import { imageRequestOf, imagesAreWrong } from '../../components/image-form'
import { numberOf, optional } from '../../wizards/typed-numbers'
import type { ImageForm } from '../../components/image-form'
import type { StudyRequestInput } from '../../../src-main/contract/plans'

export interface FourierForm {
  models: readonly string[]
  dataSet: string
  norm: string
  extent: string
  images: ImageForm
  seed: string
}
export type FourierField = keyof FourierForm

const SENTENCES: Record<FourierField, string> = {
  models: 'Choose at least one model.',
  dataSet: 'Choose the data set whose images are perturbed.',
  norm: 'Give a positive number, or nothing for the published norm of this size.',
  extent: 'Give a whole number of cycles per image, 1 or more, or nothing for the whole plane.',
  images: 'Choose images that can be had.',
  seed: 'Give a whole number from 0 to 4294967295.',
}

export type FourierRequestInput = Extract<StudyRequestInput, { kind: 'fourier-map' }>

/** Not checked. */
export function requestOfFourierForm(form: FourierForm): FourierRequestInput {
  return {
    kind: 'fourier-map',
    models: [...form.models],
    dataSet: form.dataSet,
    ...optional('norm', numberOf(form.norm)),
    ...optional('extent', numberOf(form.extent)),
    ...imageRequestOf(form.images),
    ...optional('seed', numberOf(form.seed)),
  }
}

export function issuesOfFourierForm(form: FourierForm): Partial<Record<FourierField, string>> {
  const issues = fourierMapRequestSchema.safeParse(requestOfFourierForm(form)).error?.issues ?? []
  const fields = new Set(
    issues.flatMap(({ path: [first] }) =>
      first !== undefined && first in SENTENCES ? [first as FourierField] : [],
    ),
  )
  if (imagesAreWrong(form.images)) fields.add('images')
  return Object.fromEntries([...fields].map((field) => [field, SENTENCES[field]]))
}
