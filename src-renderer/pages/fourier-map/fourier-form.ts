/** The form of a new Fourier map. Pure. */
import { fourierMapOptions } from '../../../src-main/contract/kinds/fourier-map/options'
import { USUAL_IMAGES, fourierMapRequestSchema } from '../../../src-main/contract/kinds/fourier-map/study'
import { askedOf, emptyForm, measuredOf } from '../studies/form'
import type { RequestInputOf } from '../../../src-main/contract/plans'
import type { DraftForm, DraftKind, OptionsForm } from '../studies/form'

export type FourierForm = DraftForm & OptionsForm<typeof fourierMapOptions>

export const fourierDraft = {
  empty: emptyForm(fourierMapOptions, USUAL_IMAGES),
  options: fourierMapOptions,
  schema: fourierMapRequestSchema,
  requestOf: (form: FourierForm): RequestInputOf<'fourier-map'> => ({
    kind: 'fourier-map',
    ...measuredOf(form),
    ...askedOf(fourierMapOptions, form),
  }),
  sentences: { dataSet: 'Choose the data set whose images are perturbed.' },
  usualImages: USUAL_IMAGES,
  page: 'fourier-map',
} satisfies DraftKind<FourierForm>
