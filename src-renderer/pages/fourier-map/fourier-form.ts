/**
 * The form of a new Fourier map: what is typed, what it asks for, what is wrong with it. Pure; the contract's
 * schemas decide.
 */
import { fourierMapRequestSchema } from '../../../src-main/contract/fourier-map-study'
import { numberOf, optional } from '../../wizards/typed-numbers'
import type { StudyRequestInput } from '../../../src-main/contract/plans'

export interface FourierForm {
  models: readonly string[]
  dataSet: string
  norm: string
  extent: string
  limit: string
  seed: string
}
export type FourierField = keyof FourierForm

const SENTENCES: Record<FourierField, string> = {
  models: 'Choose at least one model.',
  dataSet: 'Choose the data set whose images are perturbed.',
  norm: 'Give a positive number, or nothing for the published norm of this size.',
  extent: 'Give a whole number of cycles per image, 1 or more, or nothing for the whole plane.',
  limit: 'Give a whole number of images, 1 or more.',
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
    ...optional('limit', numberOf(form.limit)),
    ...optional('seed', numberOf(form.seed)),
  }
}

export function issuesOfFourierForm(form: FourierForm): Partial<Record<FourierField, string>> {
  const issues = fourierMapRequestSchema.safeParse(requestOfFourierForm(form)).error?.issues ?? []
  const fields = new Set(issues.map(({ path }) => path[0] as FourierField))
  return Object.fromEntries([...fields].map((field) => [field, SENTENCES[field]]))
}
