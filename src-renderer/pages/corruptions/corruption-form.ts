/** The form of a new corruption study. Pure; the contract's schemas decide. */
import { corruptionOptions, generatedOptions } from '../../../src-main/contract/kinds/corruption/options'
import { BENCHMARK_CORRUPTIONS, SEVERITIES } from '../../../src-main/contract/kinds/corruption/corruptions'
import { USUAL_IMAGES, corruptionRequestSchema } from '../../../src-main/contract/kinds/corruption/study'
import { imagesTaken } from '../../components/image-form'
import { askedOf, emptyForm, measuredOf } from '../studies/form'
import type {
  CorruptionCrop,
  CorruptionTable,
  CorruptionType,
  GrayNoise,
  Severity,
} from '../../../src-main/contract/kinds/corruption/corruptions'
import type { RequestInputOf, StudyRequest } from '../../../src-main/contract/plans'
import type { DraftForm, DraftKind, OptionsForm } from '../studies/form'

const options = { seed: generatedOptions.seed, ...corruptionOptions }

export interface CorruptionForm extends DraftForm, OptionsForm<typeof options> {
  source: 'generated' | 'official'
  /** Empty: the one that was made for the size nearest to the images'. */
  table: CorruptionTable | ''
  /** Of gray images. Empty: as published where the source has colours, else per pixel. */
  grayNoise: GrayNoise | ''
  folder: string
  /** Empty: not chosen yet, where it is a question. */
  crop: CorruptionCrop | ''
  /** Whether it is: the folder holds files of which there are several. */
  asksCrop: boolean
  types: readonly CorruptionType[]
  severities: readonly Severity[]
  /** Empty: no mCE. */
  baseline: string
}

const empty: CorruptionForm = {
  ...emptyForm(options, USUAL_IMAGES),
  source: 'generated',
  table: '',
  grayNoise: '',
  folder: '',
  crop: '',
  asksCrop: false,
  types: BENCHMARK_CORRUPTIONS,
  severities: SEVERITIES,
  baseline: '',
}

/** Not checked. */
function requestOf(form: CorruptionForm): RequestInputOf<'corruption'> {
  const { source, table, grayNoise, folder, crop, baseline } = form
  const { seed, ...asked } = askedOf(options, form)
  return {
    kind: 'corruption',
    ...measuredOf(form),
    source:
      source === 'generated'
        ? { kind: source, seed, ...(table && { table }), ...(grayNoise && { grayNoise }) }
        : { kind: source, folder, ...(crop && { crop }) },
    types: [...form.types],
    severities: [...form.severities],
    ...asked,
    ...(baseline && { baseline }),
  }
}

function filledOf(request: StudyRequest): Partial<CorruptionForm> {
  if (request.kind !== 'corruption') return {}
  const { source, types, severities, baseline = '' } = request
  const chosen = { types, severities, baseline }
  return source.kind === 'official'
    ? { ...chosen, source: 'official', folder: source.folder, crop: source.crop, seed: empty.seed }
    : {
        ...{ ...chosen, source: 'generated', seed: String(source.seed) },
        ...{ table: source.table ?? '', grayNoise: source.grayNoise ?? '' },
      }
}

export const corruptionDraft = {
  empty,
  options,
  schema: corruptionRequestSchema,
  requestOf,
  filledOf,
  sentences: {
    dataSet: 'Choose the data set of the clean images.',
    folder: 'Choose the unpacked folder of the official set, e.g. CIFAR-10-C.',
    types: 'Choose at least one type.',
    severities: 'Choose at least one severity.',
  },
  fieldOf: ([first, second]) => (first === 'source' ? second : first),
  issuesOf: ({ source, asksCrop, crop }) =>
    source === 'official' && asksCrop && crop === ''
      ? { crop: 'Choose how the files are cropped: the two ways give different accuracies.' }
      : {},
  // A baseline is one of the models that fit.
  consistent: (form, before) => (form.dataSet === before.dataSet ? form : { ...form, baseline: '' }),
  usualImages: USUAL_IMAGES,
  page: 'corruptions',
} satisfies DraftKind<CorruptionForm>

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
