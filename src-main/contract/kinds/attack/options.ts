/** What an attack may be told about perturbations: on the command line, in its form, in a request. */
import { z } from 'zod'
import { seedSchema } from '../../primitives'
import { ATTACK_METHODS, DEFAULT_MARGIN, attackMethodSchema, normSchema } from './methods'
import type { OptionTable } from '../../studies/option'

const SEED = 'Give a whole number from 0 to 4294967295.'
const upTo1000 = z.int().min(1).max(1000)

/** Where targets come from; a request has them together (`targetsRequestSchema`). */
export const targetOptions = {
  targets: {
    schema: z.string().min(1).optional(),
    flags: '--targets <file>',
    help: 'CSV image,target of data-set indices: its images are the subset',
  },
  targetMode: {
    schema: z.enum(['element-wise', 'class-wise']).default('element-wise'),
    flags: '--target-mode <mode>',
    help: 'element-wise (the labels rearranged) or class-wise (one target per class)',
  },
  targetsSeed: {
    schema: seedSchema.default(0),
    flags: '--targets-seed <number>',
    help: 'target seed: which targets are drawn',
    field: { as: 'number', label: 'Target seed', size: 8, allowed: SEED },
  },
} as const satisfies OptionTable

/** What searches begin with: of a study of perturbations, not of what spectra are taken of by settings alone. */
export const startOptions = {
  /** A model, or a study of one model. Absent: every search begins anew. */
  startFrom: {
    schema: z.string().min(1).optional(),
    flags: '--start-from <model|study>',
    help: 'begin with the stored perturbations of a similar model, or of an attack study of one model, for the same images and targets (minimal only; fewer passes, not the cold search, and results say so)',
  },
} as const satisfies OptionTable

/** What a perturbation has to achieve, and how it is looked for. */
export const attackOptions = {
  norm: { schema: normSchema, flags: '--norm <norm>', help: 'how a perturbation is measured: l2 or linf' },
  method: {
    schema: attackMethodSchema.default('minimal'),
    flags: '--method <method>',
    help: `how it is looked for: ${ATTACK_METHODS.join(', ')}`,
  },
  /** κ ≥ 0 in logits: by how much the target must exceed every other class (untargeted: another class the label). */
  margin: {
    schema: z.number().min(0).default(DEFAULT_MARGIN),
    flags: '--margin <logits>',
    help: 'by how much the target must exceed every other class',
    field: {
      as: 'number',
      label: 'Margin',
      unit: 'logits',
      size: 6,
      help: 'The winning class exceeds every other by it.',
      allowed: 'Give a number of logits, 0 or more, e.g. 0.01.',
    },
  },
  /** The smallest softmax probability of the winning class, besides the margin; null: none. */
  confidence: {
    schema: z.number().gt(0).lt(1).nullable().default(null),
    flags: '--confidence <p>',
    help: 'smallest probability of the winning class, e.g. 0.5 (none)',
    field: {
      as: 'number',
      label: 'Confidence',
      size: 6,
      placeholder: 'none',
      help: 'Least softmax p.',
      allowed: 'Give a probability above 0 and below 1, or nothing.',
    },
  },
  /** Largest allowed size in the norm; null: as small as possible. */
  epsilon: {
    schema: z.number().positive().nullable().default(null),
    flags: '--epsilon <size>',
    help: 'largest size; needed by fgsm and pgd (as small as possible)',
    field: {
      as: 'number',
      label: 'Largest ε',
      size: 8,
      allowed: 'Give a size above 0, or nothing for the smallest.',
    },
  },
  seed: {
    schema: seedSchema.default(0),
    flags: '--attack-seed <number>',
    formerly: '--seed',
    help: 'attack seed: its starting points',
    field: { as: 'number', label: 'Attack seed', size: 8, allowed: SEED },
  },
  /** Images that are computed together; also the images of one unit. */
  batchSize: {
    schema: upTo1000.default(50),
    flags: '--batch <images>',
    help: 'images per step and per unit',
    field: {
      as: 'number',
      label: 'Batch',
      unit: 'images',
      size: 6,
      allowed: 'Give a whole number from 1 to 1000.',
    },
  },
  /** Forward passes averaged per question: above 1 for stochastic models (expectation over transformation). */
  samples: {
    schema: upTo1000.optional(),
    flags: '--samples <number>',
    help: 'passes averaged per question, for stochastic models (8 for those)',
    field: {
      as: 'number',
      label: 'Passes averaged',
      size: 6,
      placeholder: '8 if stochastic',
      help: 'Only for stochastic models: several passes are averaged for each question.',
      allowed: 'Give a whole number from 1 to 1000, or nothing.',
    },
  },
} as const satisfies OptionTable
