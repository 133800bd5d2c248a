/** What a study of corruptions may be told: on the command line, in its form, in a request. */
import { z } from 'zod'
import { batchOption } from '../../studies/option'
import { positiveCountSchema, seedSchema } from '../../primitives'
import {
  BENCHMARK_CORRUPTIONS,
  CORRUPTION_TABLES,
  SEVERITIES,
  corruptionCropSchema,
  corruptionTableSchema,
  corruptionTypeSchema,
  grayNoiseSchema,
  severitySchema,
} from './corruptions'
import type { OptionTable } from '../../studies/option'

/** Half of the width of a cell's interval, percentage points. */
export const precisionSchema = z.number().min(0.1).max(20)

/** Of corruptions made here. */
export const generatedOptions = {
  /** Absent: the table that was made for the side length nearest to the images'. */
  table: {
    schema: corruptionTableSchema.optional(),
    flags: '--table <table>',
    help: `constants of corruptions made here: ${CORRUPTION_TABLES.join(', ')} (the one for the size)`,
  },
  seed: {
    schema: seedSchema.default(0),
    flags: '--corruption-seed <number>',
    formerly: '--seed',
    help: 'corruption seed: the noise of corruptions made here',
    field: {
      as: 'number',
      label: 'Corruption seed',
      size: 10,
      allowed: 'Give a whole number from 0 to 4294967295.',
    },
  },
  /** Of gray images. Absent: as published where the source has colours, else per pixel. */
  grayNoise: {
    schema: grayNoiseSchema.optional(),
    flags: '--gray-noise <how>',
    help: 'gray images: as-published (colours are corrupted, then reduced) or per-pixel (as published, where there are colours)',
  },
} as const satisfies OptionTable

/** Of the files of a set as it was downloaded. */
export const officialOptions = {
  /** The unpacked folder of CIFAR-10-C, CIFAR-100-C, Tiny-ImageNet-C or ImageNet-C. */
  folder: {
    schema: z.string().min(1),
    flags: '--from <folder>',
    help: 'official files: folder of CIFAR-10-C, CIFAR-100-C, Tiny-ImageNet-C or ImageNet-C',
  },
  crop: {
    schema: corruptionCropSchema.default('as stored'),
    flags: '--crop <crop>',
    help: 'of official 224×224 files: "as stored" or "resize 256, centre crop 224"',
  },
} as const satisfies OptionTable

export const corruptionOptions = {
  types: {
    schema: z
      .array(corruptionTypeSchema)
      .min(1)
      .default([...BENCHMARK_CORRUPTIONS]),
    flags: '--types <list>',
    help: 'corruption types',
    usualWords: 'the 15 of the benchmark',
  },
  severities: {
    schema: z
      .array(severitySchema)
      .min(1)
      .default([...SEVERITIES]),
    flags: '--severities <list>',
    help: 'severities',
  },
  /** The spectrum of each corruption, too. */
  spectra: {
    schema: z.boolean().default(false),
    flags: '--spectra',
    help: 'the spectrum of each corruption, too',
    field: {
      as: 'box',
      label: 'Spectra: where each corruption has its power',
      allowed: 'This cannot be asked so.',
      opened: true,
    },
  },
  /** How many images a spectrum is the mean of; fewer where there are fewer. */
  spectrumImages: {
    schema: positiveCountSchema.default(1000),
    flags: '--spectrum-images <images>',
    help: 'images of each spectrum',
  },
  /**
   * Percentage points. Absent: all images of every cell. Else a cell ends as soon as half of its 95 % interval is no wider
   * (methods M.4); this is not the published protocol.
   */
  precision: {
    schema: precisionSchema.optional(),
    flags: '--precision <points>',
    help: 'end each cell as soon as its 95 % interval is no wider than ± so many percentage points (0.1 to 20); not the published protocol (all images)',
    field: {
      as: 'number',
      label: 'Precision of a cell',
      unit: '± percentage points',
      help: 'Empty: all images of every cell, as published. Else a cell ends as soon as its 95 % interval is that narrow; results say so and what it saved.',
      size: 8,
      placeholder: 'all images',
      allowed: 'Give percentage points from 0.1 to 20, e.g. 2, or nothing for all images.',
    },
  },
  /** A model that mCE is relative to; it is measured, too. Absent: no mCE. */
  baseline: {
    schema: z.string().min(1).optional(),
    flags: '--baseline <model>',
    help: 'model that the mean corruption error (mCE) is relative to',
  },
  /** Keeps the generated images in the project, as `.npz`. */
  keepImages: {
    schema: z.boolean().default(false),
    flags: '--keep-images',
    help: 'keep the images that are made in the project, as .npz',
  },
  ...batchOption(),
} as const satisfies OptionTable
