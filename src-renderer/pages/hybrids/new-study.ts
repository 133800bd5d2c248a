/**
 * The form of a new hybrid study: what is typed, what it asks for, what is wrong with it. Pure; the
 * contract's schemas decide.
 */
import { compareClassNames } from '../../../src-main/contract/class-names'
import { hybridRequestSchema } from '../../../src-main/contract/kinds/hybrid/study'
import { mixingGridSchema } from '../../../src-main/contract/kinds/hybrid/study'
import { sweepPlanSchema } from '../../../src-main/contract/kinds/sweep/study'
import { imageRequestOf, imagesAreWrong } from '../../components/image-form'
import { gridOf, numbersOf, optional } from '../../wizards/typed-numbers'
import type { ImageForm } from '../../components/image-form'
import type { DataSetInfo } from '../../../src-main/contract/data-set'
import type { ModelFile } from '../../../src-main/contract/model'
import type { StudyRequestInput } from '../../../src-main/contract/plans'

export interface NewStudyForm {
  models: readonly string[]
  dataSet: string
  fMix: string
  seeds: string
  images: ImageForm
}
export type FormField = keyof NewStudyForm

const ALLOWED: Record<FormField, string> = {
  models: 'Choose at least one model.',
  dataSet: 'Choose the data set whose images are mixed.',
  fMix: 'Give at least two ascending fractions of Nyquist from 0 to 1 between commas, e.g. 0, 0.2, 0.5, 1, or the word radii.',
  seeds: 'Give whole numbers from 0 to 4294967295 between commas, each once, e.g. 0, 1, 2, 3.',
  images: 'Choose images that can be had.',
}

type HybridRequestInput = Extract<StudyRequestInput, { kind: 'hybrid' }>

/** Not checked. */
export function requestOf(form: NewStudyForm): HybridRequestInput {
  return {
    kind: 'hybrid',
    models: [...form.models],
    dataSet: form.dataSet,
    seeds: numbersOf(form.seeds) ?? [],
    ...optional('fMix', gridOf(form.fMix)),
    ...imageRequestOf(form.images),
  }
}

export function issuesOfForm(form: NewStudyForm): Partial<Record<FormField, string>> {
  const request = requestOf(form)
  const fields = new Set<FormField>(
    (hybridRequestSchema.safeParse(request).error?.issues ?? []).flatMap(({ path: [first] }) =>
      first !== undefined && first in ALLOWED ? [first as FormField] : [],
    ),
  )
  if (imagesAreWrong(form.images)) fields.add('images')
  if (!sweepPlanSchema.shape.seeds.safeParse(request.seeds).success) fields.add('seeds')
  if (Array.isArray(request.fMix) && !mixingGridSchema.shape.values.safeParse(request.fMix).success)
    fields.add('fMix')
  return Object.fromEntries([...fields].map((field) => [field, ALLOWED[field]]))
}

/** Whether a model can look at the images of a data set: same size, channels and classes. */
export function fits({ configuration, classNames }: ModelFile, dataSet: DataSetInfo | undefined): boolean {
  return (
    dataSet !== undefined &&
    configuration.size === dataSet.height &&
    configuration.channels === dataSet.channels &&
    compareClassNames(classNames, dataSet.classNames).kind !== 'different'
  )
}

/**
 * The data set that a form begins with, for a model: the one that it was trained on, else the first that it can look
 * at, else the first; '' where there is none.
 */
export function suggestedDataSet(model: ModelFile | undefined, dataSets: readonly DataSetInfo[]): string {
  const origin = model?.provenance
  const trainedOn = origin?.kind === 'trained' ? origin.dataSet : undefined
  const fitting = dataSets.filter((each) => each.available && (model === undefined || fits(model, each)))
  const suggested = dataSets.find(({ id }) => id === trainedOn) ?? fitting[0] ?? dataSets[0]
  return suggested?.id ?? ''
}
