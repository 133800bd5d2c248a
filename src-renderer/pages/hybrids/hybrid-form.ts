/** The form of a new hybrid study. Pure. */
import { hybridOptions } from '../../../src-main/contract/kinds/hybrid/options'
import { USUAL_IMAGES, hybridRequestSchema } from '../../../src-main/contract/kinds/hybrid/study'
import { askedOf, emptyForm, measuredOf } from '../studies/form'
import type { DraftForm, DraftKind, OptionsForm } from '../studies/form'

export type HybridForm = DraftForm & OptionsForm<typeof hybridOptions>

export const hybridDraft = {
  empty: emptyForm(hybridOptions, USUAL_IMAGES),
  options: hybridOptions,
  schema: hybridRequestSchema,
  requestOf: (form) => ({ kind: 'hybrid', ...measuredOf(form), ...askedOf(hybridOptions, form) }),
  sentences: { dataSet: 'Choose the data set whose images are mixed.' },
  usualImages: USUAL_IMAGES,
  page: 'hybrids',
} satisfies DraftKind<HybridForm>
