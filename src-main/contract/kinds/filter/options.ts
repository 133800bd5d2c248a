/** What a study of low- and high-passed images may be told: on the command line, in its form, in a request. */
import { z } from 'zod'
import { batchOption } from '../../studies/option'
import { mixingFrequencySchema } from '../../frequency-schemas'
import { positiveCountSchema } from '../../primitives'
import type { OptionTable } from '../../studies/option'

export const filterKindSchema = z.enum(['low-pass', 'high-pass'])

const fraction = z.number().min(0).max(1)

/** Ascending fractions of Nyquist. */
export const cutOffValuesSchema = z
  .array(mixingFrequencySchema)
  .min(1)
  .max(200)
  .refine((values) => values.every((value, i) => i === 0 || value > values[i - 1]!), 'cut-offs must ascend')

export const filterOptions = {
  filters: {
    schema: z.array(filterKindSchema).min(1).default(['low-pass', 'high-pass']),
    flags: '--filters <list>',
    help: 'which filters',
  },
  /** In fractions of Nyquist. Absent: the frequencies at which hybrids of this size are mixed. */
  cutOffs: {
    schema: z.array(fraction).min(1).optional(),
    plan: cutOffValuesSchema.optional(),
    flags: '--cut-offs <list>',
    help: 'in fractions of Nyquist (those at which hybrids are mixed)',
    field: {
      as: 'numbers',
      label: 'Cut-offs',
      unit: 'of Nyquist',
      help: 'Empty: the frequencies at which hybrids of this size are mixed, so that both can be compared.',
      size: 58,
      allowed: 'Give ascending fractions of Nyquist from 0 to 1 between commas, e.g. 0.1, 0.3, 0.6.',
    },
  },
  /** How natural the images are, in numbers. */
  naturalness: {
    schema: z.boolean().default(true),
    flags: '--no-naturalness',
    help: 'without histograms and spectra',
    field: {
      as: 'box',
      label: 'How natural filtered images and hybrids are, in numbers',
      allowed: 'This cannot be asked so.',
    },
  },
  /** That histograms and spectra are of. */
  naturalnessImages: {
    schema: positiveCountSchema.default(1000),
    flags: '--naturalness-images <images>',
    help: 'images of histograms and spectra',
  },
  ...batchOption(),
} as const satisfies OptionTable
