/**
 * The form of a new corruption study: what is chosen, what it asks for, what is wrong with it. Pure; the contract's
 * schemas decide.
 */
import { corruptionRequestSchema } from '../../../src-main/contract/kinds/corruption/study'
import type {
  CorruptionCrop,
  CorruptionTable,
  CorruptionType,
  GrayNoise,
  Severity,
} from '../../../src-main/contract/kinds/corruption/corruptions'
import { BENCHMARK_CORRUPTIONS, SEVERITIES } from '../../../src-main/contract/kinds/corruption/corruptions'
import { USUAL_IMAGES } from '../../../src-main/contract/kinds/corruption/study'
import { imageRequestOf, imagesAreWrong, imagesTaken, usualImages } from '../../components/image-form'
import { numberOf } from '../../wizards/typed-numbers'
import type { ImageForm } from '../../components/image-form'
import type { StudyRequestInput } from '../../../src-main/contract/plans'

export interface CorruptionForm {
  models: readonly string[]
  dataSet: string
  source: 'generated' | 'official'
  /** Empty: the one that was made for the size nearest to the images'. */
  table: CorruptionTable | ''
  seed: string
  /** Of gray images. Empty: as published where the source has colours, else per pixel. */
  grayNoise: GrayNoise | ''
  folder: string
  /** Empty: not chosen yet, where it is a question. */
  crop: CorruptionCrop | ''
  types: readonly CorruptionType[]
  severities: readonly Severity[]
  images: ImageForm
  /** Empty: no mCE. */
  baseline: string
  spectra: boolean
}
export type CorruptionField = keyof CorruptionForm

export const EMPTY_CORRUPTION_FORM: CorruptionForm = {
  models: [],
  dataSet: '',
  source: 'generated',
  table: '',
  seed: '0',
  grayNoise: '',
  folder: '',
  crop: '',
  types: BENCHMARK_CORRUPTIONS,
  severities: SEVERITIES,
  images: usualImages(USUAL_IMAGES),
  baseline: '',
  spectra: true,
}

const SENTENCES: Partial<Record<CorruptionField, string>> = {
  models: 'Choose at least one model.',
  dataSet: 'Choose the data set of the clean images.',
  seed: 'Give a whole number from 0 to 4294967295.',
  folder: 'Choose the unpacked folder of the official set, e.g. CIFAR-10-C.',
  crop: 'Choose how the files are cropped: the two ways give different accuracies.',
  types: 'Choose at least one type.',
  severities: 'Choose at least one severity.',
  images: 'Choose images that can be had.',
}

type CorruptionRequestInput = Extract<StudyRequestInput, { kind: 'corruption' }>

/** Not checked. */
export function requestOfCorruptionForm(form: CorruptionForm): CorruptionRequestInput {
  return {
    kind: 'corruption',
    models: [...form.models],
    dataSet: form.dataSet,
    source:
      form.source === 'generated'
        ? {
            kind: 'generated',
            ...(form.table === '' ? {} : { table: form.table }),
            seed: numberOf(form.seed) ?? 0,
            ...(form.grayNoise === '' ? {} : { grayNoise: form.grayNoise }),
          }
        : { kind: 'official', folder: form.folder, ...(form.crop === '' ? {} : { crop: form.crop }) },
    types: [...form.types],
    severities: [...form.severities],
    spectra: form.spectra,
    ...imageRequestOf(form.images),
    ...(form.baseline === '' ? {} : { baseline: form.baseline }),
  }
}

/** @param asksCrop whether the crop of the official files is a question */
export function issuesOfCorruptionForm(
  form: CorruptionForm,
  asksCrop: boolean,
): Partial<Record<CorruptionField, string>> {
  const found = new Set<CorruptionField>()
  for (const { path } of corruptionRequestSchema.safeParse(requestOfCorruptionForm(form)).error?.issues ?? [])
    addField(found, path[0] === 'source' ? path[1] : path[0])
  if (imagesAreWrong(form.images)) found.add('images')
  if (form.models.length === 0) found.add('models')
  if (form.source === 'official' && asksCrop && form.crop === '') found.add('crop')
  return Object.fromEntries(
    [...found].map((field) => [field, SENTENCES[field] ?? 'This cannot be asked so.']),
  )
}

/** Which images are the business of their own fields. */
function addField(fields: Set<CorruptionField>, name: PropertyKey | undefined): void {
  if (name !== undefined && name in EMPTY_CORRUPTION_FORM) fields.add(name as CorruptionField)
}

/** What has to be classified, e.g. `4 models × 76 cells × 500 images`, and how many images that is. */
export function workOf(
  form: CorruptionForm,
  images: number,
  classes: number,
): { cells: number; images: number } {
  const each = imagesTaken(form.images, images, classes)
  const others = form.baseline === '' || form.models.includes(form.baseline) ? 0 : 1
  const cells = form.types.length * form.severities.length + 1
  return { cells, images: cells * each * (form.models.length + others) }
}
