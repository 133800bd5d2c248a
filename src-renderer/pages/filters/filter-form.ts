/** The form of a new filter study. Pure. */
import { filterOptions } from '../../../src-main/contract/kinds/filter/options'
import { USUAL_IMAGES, filterRequestSchema } from '../../../src-main/contract/kinds/filter/study'
import { askedOf, emptyForm, measuredOf } from '../studies/form'
import type { DraftForm, DraftKind, OptionsForm } from '../studies/form'

export type FilterForm = DraftForm & OptionsForm<typeof filterOptions>

export const filterDraft = {
  empty: emptyForm(filterOptions, USUAL_IMAGES),
  options: filterOptions,
  schema: filterRequestSchema,
  requestOf: (form) => ({ kind: 'filter', ...measuredOf(form), ...askedOf(filterOptions, form) }),
  sentences: { dataSet: 'Choose the data set whose images are filtered.' },
  usualImages: USUAL_IMAGES,
  page: 'filters',
} satisfies DraftKind<FilterForm>
