/**
 * The study of common corruptions: what it may be asked, what its plan holds, what it finds (methods F).
 *
 * Invariant: where corrupted images come from (official files, or made here with which constants) is part of the
 * plan and of every result, and a study has one source: official and generated numbers never share a mean.
 */
import { z } from 'zod'
import { dataChoiceSchema, modelChoiceSchema } from '../../studies/choices'
import { imageSelectionRequest, measuredImagesSchema } from '../../images/selection'
import {
  countSchema,
  deviceNameSchema,
  fractionSchema,
  hashSchema,
  idSchema,
  measuredWeightsSchema,
  positiveCountSchema,
  proportionSchema,
  seedSchema,
  sigmaSchema,
} from '../../primitives'
import { schemasOf } from '../../studies/option'
import { officialImagesSchema } from './tasks'
import { corruptionOptions, generatedOptions, officialOptions, precisionSchema } from './options'
import {
  corruptionCropSchema,
  corruptionTableSchema,
  corruptionTypeSchema,
  grayNoiseSchema,
  officialCorruptionSetSchema,
  severitySchema,
} from './corruptions'

/** Images when nothing is said; null: all. */
export const USUAL_IMAGES: number | null = null

const name = z.string().min(1)
const distinct = <T>(values: T[]): boolean => new Set(values).size === values.length

/** Corrupted here, or read from an official set as it was downloaded. */
export const corruptionSourceRequestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('generated'),
    ...schemasOf(generatedOptions),
  }),
  z.object({
    kind: z.literal('official'),
    ...schemasOf(officialOptions),
  }),
])

export const corruptionRequestSchema = z.object({
  kind: z.literal('corruption'),
  title: name.optional(),
  /** Models by id, name or unique beginning of the id; `all` is every model. May be empty where `spectra` is asked. */
  models: z.array(name),
  /** The clean images: corrupted here, or the ones that the official files were made from. */
  dataSet: name,
  split: name.optional(),
  source: corruptionSourceRequestSchema.default({ kind: 'generated', seed: 0 }),
  /** Of each cell, the same in all. */
  ...imageSelectionRequest,
  ...schemasOf(corruptionOptions),
  device: deviceNameSchema.optional(),
})
export type CorruptionRequest = z.output<typeof corruptionRequestSchema>

export const corruptionSourceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('generated'),
    table: corruptionTableSchema,
    seed: seedSchema,
    /** Null: colour images; and gray ones of plans from before there was a choice, which are per pixel. */
    gray: z
      .object({
        noise: grayNoiseSchema,
        /** Whether what is stored has colours. */
        colourSource: z.boolean(),
      })
      .nullable()
      .default(null),
  }),
  z.object({
    kind: z.literal('official'),
    /** Absolute. */
    folder: z.string(),
    /** Null: one of their layouts, but not their numbers (a part of one, or another data set's own). */
    set: officialCorruptionSetSchema.nullable(),
    /** Per cell. */
    images: positiveCountSchema,
    /** Colour reduced to one channel, as the clean images are. */
    gray: z.boolean(),
    crop: corruptionCropSchema,
    /** Classes in another order, or some of them: for each its index among those of the clean images; absent: all, in order. */
    classes: z.object({ order: z.array(countSchema), of: countSchema }).exactOptional(),
    /**
     * Nothing but numbers says which classes are meant: they are taken in the order in which CIFAR-10 and CIFAR-100 are
     * published, or for the places of the clean images' classes. Absent: names say it, or the plan is of when nobody asked.
     */
    numbered: z.enum(['as published', 'by place']).exactOptional(),
    /** Compared by their labels when the plan was made; absent in plans of when only their number was. */
    labels: officialImagesSchema.exactOptional(),
    /** Types whose images are nearer to the clean ones at the last severity than at the first; absent: none, or not asked. */
    falling: z.array(corruptionTypeSchema).min(1).exactOptional(),
    /** Content of each cell when the plan was made. */
    cells: z.array(z.object({ type: corruptionTypeSchema, severity: severitySchema, hash: hashSchema })),
  }),
])
export type CorruptionSource = z.infer<typeof corruptionSourceSchema>

export const corruptionPlanSchema = z.object({
  kind: z.literal('corruption'),
  models: z.array(modelChoiceSchema),
  data: dataChoiceSchema,
  source: corruptionSourceSchema,
  /** In the benchmark's order, the extra ones last. */
  types: z.array(corruptionTypeSchema).min(1).refine(distinct, 'each type may be named once'),
  severities: z.array(severitySchema).min(1).refine(distinct, 'each severity may be named once'),
  /** Images of each spectrum; null: no spectra. */
  spectra: positiveCountSchema.nullable(),
  baseline: idSchema.nullable(),
  keepImages: z.boolean(),
  /** Absent: all images of every cell. */
  precision: precisionSchema.exactOptional(),
  batchSize: positiveCountSchema,
  device: deviceNameSchema,
})
export type CorruptionPlan = z.infer<typeof corruptionPlanSchema>

/** Where the images of a result come from, in words that stand beside every number. */
export const corruptionOriginSchema = z.object({
  kind: z.enum(['official', 'generated']),
  /** e.g. `official: CIFAR-10-C`, or `generated here (CIFAR-C constants), frost is ours`. */
  label: z.string(),
  /** Label of an accuracy axis: `CIFAR10-C acc. (%)`, or `Fashion, corrupted here: acc. (%)`. */
  axis: z.string(),
  set: officialCorruptionSetSchema.nullable(),
  table: corruptionTableSchema.nullable(),
  seed: seedSchema.nullable(),
  crop: corruptionCropSchema.nullable(),
  gray: z.boolean(),
  /** How gray images were corrupted here; null: official, colour, or made before there was a choice. */
  grayNoise: grayNoiseSchema.nullable().default(null),
})
export type CorruptionOrigin = z.infer<typeof corruptionOriginSchema>

/** Unweighted means over the finished cells, in [0,1]; null where a cell that belongs in is missing or was not asked for. */
export const corruptionSummarySchema = z.object({
  /** Over the asked benchmark types and severities. The extra types are in no mean. */
  mean: fractionSchema.nullable(),
  /** Over the asked types of a group and the severities (methods F.3). */
  groups: z.object({
    low: fractionSchema.nullable(),
    medium: fractionSchema.nullable(),
    high: fractionSchema.nullable(),
  }),
  /** Over the asked benchmark types. */
  bySeverity: z.array(z.object({ severity: severitySchema, mean: fractionSchema.nullable() })),
  /** Over the asked severities; extra types among them. */
  byType: z.array(z.object({ type: corruptionTypeSchema, mean: fractionSchema.nullable() })),
})
export type CorruptionSummary = z.infer<typeof corruptionSummarySchema>

/** What ending cells at a precision came to. */
export const cellPrecisionSchema = z.object({
  /** Half of the width of a cell's interval that was asked for. */
  points: precisionSchema,
  unit: z.literal('percentage points'),
  /** Answers that were computed, and those that all images of the same cells would have taken. */
  answered: countSchema,
  of: countSchema,
})
export type CellPrecision = z.infer<typeof cellPrecisionSchema>

const boundsSchema = z.object({ low: fractionSchema, high: fractionSchema })

/** 95 % intervals of the means of `corruptionSummarySchema`, over images: the same ones are in every cell. Null without cells. */
export const corruptionIntervalsSchema = z.object({
  mean: boundsSchema.nullable(),
  groups: z.object({
    low: boundsSchema.nullable(),
    medium: boundsSchema.nullable(),
    high: boundsSchema.nullable(),
  }),
  bySeverity: z.array(z.object({ severity: severitySchema, interval: boundsSchema.nullable() })),
  byType: z.array(z.object({ type: corruptionTypeSchema, interval: boundsSchema.nullable() })),
})
export type CorruptionIntervals = z.infer<typeof corruptionIntervalsSchema>

/**
 * Mean corruption error against a baseline (Hendrycks and Dietterich 2019), in percent: per type the sum of errors
 * over severities, divided by the baseline's; then the mean over types. `relative` takes the clean error off first.
 */
export const meanCorruptionErrorSchema = z.object({
  baseline: idSchema,
  value: z.number(),
  /** Null where the baseline loses nothing to a corruption. */
  relative: z.number().nullable(),
  byType: z.array(z.object({ type: corruptionTypeSchema, value: z.number() })),
})
export type MeanCorruptionError = z.infer<typeof meanCorruptionErrorSchema>

export const corruptionModelResultSchema = corruptionSummarySchema.extend({
  id: idSchema,
  weights: measuredWeightsSchema,
  sigma: sigmaSchema,
  /** On the clean images; null until it is measured. */
  clean: proportionSchema.nullable(),
  /** Finished ones, by type, then severity. */
  cells: z.array(
    z.object({ type: corruptionTypeSchema, severity: severitySchema, accuracy: proportionSchema }),
  ),
  /** Cells that are not finished. */
  missing: countSchema,
  /** Null until all cells are finished, and in studies from before there were intervals. */
  intervals: corruptionIntervalsSchema.nullable().default(null),
  /** Null without a baseline, and until all benchmark cells of both are finished. */
  mce: meanCorruptionErrorSchema.nullable(),
})
export type CorruptionModelResult = z.infer<typeof corruptionModelResultSchema>

/** Share of a spectrum's power within each radius, 0 … 1; DC left out. */
export const cumulativeProfileSchema = z.array(z.number().nullable())

export const corruptionSpectraResultSchema = z.object({
  /** Images that each spectrum is the mean of. */
  images: positiveCountSchema,
  /** Radii of the profiles, ascending. */
  thresholds: z.object({ values: z.array(z.number()), unit: z.literal('cycles/pixel') }),
  /** Finished ones. Null values: the corruption changed nothing. */
  profiles: z.array(
    z.object({
      type: corruptionTypeSchema,
      severity: severitySchema,
      cumulative: cumulativeProfileSchema,
      /** Mean power of the difference per coefficient, DC left out, of images in [0,1]. */
      meanPower: z.number(),
    }),
  ),
  /** Mean of the profiles of a group's asked types, per severity; only where all of them are finished. */
  groups: z.array(
    z.object({
      group: z.enum(['low', 'medium', 'high']),
      severity: severitySchema,
      cumulative: cumulativeProfileSchema,
    }),
  ),
})
export type CorruptionSpectraResult = z.infer<typeof corruptionSpectraResultSchema>

export const corruptionResultSchema = z.object({
  kind: z.literal('corruption'),
  study: idSchema,
  origin: corruptionOriginSchema,
  /** The clean images. */
  dataSet: idSchema,
  split: z.string().nullable(),
  /** Images per cell; where a precision was asked for, at most. */
  images: positiveCountSchema,
  /** Of all finished cells of all models. Absent: all images of every cell were answered. */
  precision: cellPrecisionSchema.exactOptional(),
  which: measuredImagesSchema.exactOptional(),
  types: z.array(corruptionTypeSchema),
  severities: z.array(severitySchema),
  /** All 15 benchmark types at all severities with all images: what published means are of. */
  comparable: z.boolean(),
  /** What has to be said beside the numbers, one sentence each. */
  notices: z.array(z.string()),
  baseline: idSchema.nullable(),
  models: z.array(corruptionModelResultSchema),
  /** Models without any finished cell. */
  missing: z.array(idSchema),
  spectra: corruptionSpectraResultSchema.nullable(),
  /** Kept images: files in the project's folder, with `images` [n, height, width, channels] and `labels` [n], uint8 and int32. */
  kept: z.array(z.object({ type: corruptionTypeSchema, severity: severitySchema, file: z.string() })),
})
export type CorruptionResult = z.infer<typeof corruptionResultSchema>
