/** What the unit of a spectrum study leaves in its result: the shape of `data`. Its arrays are named in spectra-file.ts. */
import { spectrumModelResultSchema } from './study'
import { positiveCountSchema } from '../../primitives'
import type { z } from 'zod'

export const spectrumDataSchema = spectrumModelResultSchema
  .omit({ id: true, group: true })
  .extend({ height: positiveCountSchema, width: positiveCountSchema })
/** As it is stored: without what is worked out when it is shown. */
export type StoredSpectrumData = z.input<typeof spectrumDataSchema>

export const spectrumUnits = {
  spectrum: spectrumDataSchema,
} as const
