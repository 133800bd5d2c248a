/** What the unit of a spectrum study leaves in its result: the shape of `data`. Its arrays are named in spectra-file.ts. */
import { spectrumModelResultSchema } from '../../contract/kinds/spectrum/study'
import { positiveCountSchema } from '../../contract/primitives'
import type { z } from 'zod'
import type { StudyKind } from '../study'

export const spectrumDataSchema = spectrumModelResultSchema
  .omit({ id: true, group: true })
  .extend({ height: positiveCountSchema, width: positiveCountSchema })
/** As it is stored: without what is worked out when it is shown. */
export type StoredSpectrumData = z.input<typeof spectrumDataSchema>

export const spectrumUnitData: StudyKind<'spectrum'>['unitData'] = {
  spectrum: { schema: spectrumDataSchema },
}
