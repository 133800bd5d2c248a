/** What is asked for a paper's words: the methods paragraph of a study, and the table of models. */
import { z } from 'zod'
import { method } from '../method'

export const TABLE_FORMATS = ['csv', 'latex', 'markdown'] as const

export const writingMethods = {
  /** A methods paragraph in plain text with citations as `[@key]`, and what it cites as BibTeX. */
  'study.methodsText': method(
    z.strictObject({ study: z.string().min(1) }),
    z.object({ text: z.string(), bibtex: z.string() }),
  ),
  'models.table': method(z.strictObject({ format: z.enum(TABLE_FORMATS) }), z.object({ table: z.string() })),
} as const
