/** What a study of spectra may be told besides its models and its attack. */
import { z } from 'zod'
import type { OptionTable } from '../../studies/option'

/** Thresholds of the profile (25 in the paper, 30 in its Fig 2d,h). */
export const pointsSchema = z.int().min(3).max(1000)

export const spectrumOptions = {
  /** The study whose perturbations they are. Absent, without settings: the newest that has all the models. */
  attack: {
    schema: z.string().min(1).optional(),
    flags: '--attack <study>',
    help: 'the attack study whose perturbations they are (the newest that has the models); without one, say --dataset and --norm as for attack',
  },
  /** Of the second, finer profile. The first always has the paper's 25. */
  points: {
    schema: pointsSchema.default(100),
    flags: '--points <number>',
    help: "thresholds of the finer profile, beside the paper's 25",
  },
} as const satisfies OptionTable
