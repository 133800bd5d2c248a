/** What a study of hybrid images may be told: on the command line, in its form, in a request. */
import { z } from 'zod'
import { batchOption } from '../../studies/option'
import { mixingFrequencySchema } from '../../frequency-schemas'
import { positiveCountSchema, seedSchema, seedsSchema } from '../../primitives'
import type { OptionTable } from '../../studies/option'

const fractions = z.array(z.number().min(0).max(1)).min(2)

/**
 * Grids that have a word: `radii`, one frequency for each different hybrid of a size; `adaptive`, a few of these, refined
 * around the crossing; `adaptive-paper`, the same of the published grid.
 */
export const GRID_WORDS = ['radii', 'adaptive', 'adaptive-paper'] as const
export type GridWord = (typeof GRID_WORDS)[number]
export const gridWordSchema = z.enum(GRID_WORDS)
/** Frequencies of a mixing grid as they are asked for. */
export type GridAsked = number[] | GridWord

/** Frequencies of a mixing grid, ascending. */
export const mixingGridSchema = z.object({
  values: z
    .array(mixingFrequencySchema)
    .min(2)
    .refine((values) => values.every((value, i) => i === 0 || value > values[i - 1]!), 'f_mix must ascend'),
  unit: z.literal('fraction of Nyquist'),
})

/** What a study measures: the frequencies of all models, and, where these are refined, the whole grid that more are chosen from. */
export const plannedGridSchema = mixingGridSchema.extend({
  refined: z
    .object({
      /** Which grid the whole one is. */
      grid: z.enum(['radii', 'paper']),
      among: mixingGridSchema.shape.values,
      /** At most so many times frequencies are added. */
      rounds: positiveCountSchema,
      /** Of the rule that chooses them (frequency/refined-grid.ts); absent in plans of older versions: 1. Results go on as they were begun. */
      version: z.literal(2).exactOptional(),
    })
    .exactOptional(),
})

export const hybridOptions = {
  /** Absent: the paper's grid for the size (methods C.4). */
  fMix: {
    schema: z.union([gridWordSchema, fractions]).optional(),
    plan: z.union([gridWordSchema, mixingGridSchema.shape.values]).optional(),
    flags: '--f-mix <list>',
    help: "mixing frequencies in fractions of Nyquist; or radii: one for every different hybrid; or adaptive: a few of these, then those around the crossing, or adaptive-paper: the same of the paper's grid, neither of which is the exhaustive protocol (the paper's for the image size)",
    field: {
      as: 'grid',
      label: 'f_mix',
      unit: 'of Nyquist',
      help: 'Empty: the paper’s grid for this image size. The word radii: one frequency for every different hybrid. The word adaptive: a few of these, then those around the crossing; adaptive-paper: the same of the paper’s grid. What is refined is not the exhaustive protocol, and results say so.',
      size: 58,
      allowed:
        'Give at least two ascending fractions of Nyquist from 0 to 1 between commas, e.g. 0, 0.2, 0.5, 1, or one of the words radii, adaptive and adaptive-paper.',
    },
  },
  seeds: {
    schema: z.array(seedSchema).min(1).default([0, 1, 2, 3]),
    plan: seedsSchema,
    flags: '--pairing-seeds <list>',
    formerly: '--seeds',
    help: 'pairing seeds: one pairing of the images each',
    field: {
      as: 'numbers',
      label: 'Pairing seeds',
      size: 16,
      allowed: 'Give whole numbers from 0 to 4294967295 between commas, each once, e.g. 0, 1, 2, 3.',
    },
  },
  /** Instead of seeded pairs; `limit` and `first` then take the first of them. */
  pairsFile: {
    schema: z.string().min(1).optional(),
    flags: '--pairs <file>',
    help: 'CSV low,high of data-set indices, instead of pairing seeds',
  },
  ...batchOption('pairs per step'),
} as const satisfies OptionTable
