/**
 * Small fixed results of corruption, filter and Fourier map studies to make figures of. The baseline's accuracies
 * are made up; its f_rev and the blur family's are the paper's (fixtures.ts).
 */
import { mixingFrequency } from '../../src-main/contract/units'
import type {
  CorruptionModelResult,
  CorruptionOrigin,
  CorruptionSpectraResult,
} from '../../src-main/contract/kinds/corruption/study'
import { corruptionGroup, corruptionGroupSchema } from '../../src-main/contract/kinds/corruption/corruptions'
import type { CorruptionType, Severity } from '../../src-main/contract/kinds/corruption/corruptions'
import type { FilterResult, Naturalness } from '../../src-main/contract/kinds/filter/study'
import type { FourierMapModel, FourierMapResult } from '../../src-main/contract/kinds/fourier-map/study'
import type { Proportion } from '../../src-main/contract/primitives'
import type { CorruptionMap } from '../../src-main/contract/kinds/corruption/window'
import type { MapCorruption } from '../../src-main/contract/map-point'
import type { CorruptionFacts, CorruptionModel } from '../../src-main/figures/corruption-model'
import { BLUR_FAMILY, reversal } from './fixtures'

export const TYPES: readonly CorruptionType[] = ['gaussian_noise', 'defocus_blur', 'snow', 'fog', 'saturate']
export const SEVERITIES: readonly Severity[] = [1, 5]

export const GENERATED: CorruptionOrigin = {
  kind: 'generated',
  label: 'generated here (CIFAR-C constants)',
  axis: 'Fashion, corrupted here: acc. (%)',
  set: null,
  table: 'CIFAR-C',
  seed: 0,
  crop: null,
  gray: true,
  grayNoise: null,
}

export const OFFICIAL: CorruptionOrigin = {
  kind: 'official',
  label: 'official: CIFAR-10-C',
  axis: 'CIFAR10-C acc. (%)',
  set: 'CIFAR-10-C',
  table: null,
  seed: null,
  crop: 'as stored',
  gray: false,
  grayNoise: null,
}

export const FACTS: CorruptionFacts = {
  origin: GENERATED,
  images: 1000,
  classes: 10,
  types: TYPES,
  severities: SEVERITIES,
}

function proportion(value: number): Proportion {
  return { value, low: value - 0.01, high: value + 0.01, count: 1000 }
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

/** @param without one type of it is not finished */
export function corruptionResult(
  id: string,
  sigma: number | null,
  level: number,
  without?: CorruptionType,
): CorruptionModelResult {
  const cells = TYPES.flatMap((type, i) =>
    SEVERITIES.map((severity) => ({
      type,
      severity,
      accuracy: proportion(level - 0.02 * i - 0.05 * severity),
    })),
  ).filter(({ type }) => type !== without)
  const valuesOf = (wanted: (type: CorruptionType, severity: Severity) => boolean): number[] =>
    cells.filter(({ type, severity }) => wanted(type, severity)).map(({ accuracy }) => accuracy.value)
  const inMeans = (type: CorruptionType): boolean => corruptionGroup(type) !== null
  const complete = without === undefined
  const around = (value: number | null): { low: number; high: number } | null =>
    value === null ? null : { low: value - 0.015, high: value + 0.02 }
  const groupMean = (group: string): number | null =>
    without !== undefined && corruptionGroup(without) === group
      ? null
      : mean(valuesOf((type) => corruptionGroup(type) === group))
  const summary = {
    mean: complete ? mean(valuesOf(inMeans)) : null,
    groups: { low: groupMean('low'), medium: groupMean('medium'), high: groupMean('high') },
    bySeverity: SEVERITIES.map((severity) => ({
      severity,
      mean: complete ? mean(valuesOf((type, each) => each === severity && inMeans(type))) : null,
    })),
    byType: TYPES.map((type) => ({ type, mean: mean(valuesOf((each) => each === type)) })),
  }
  return {
    id,
    sigma,
    clean: proportion(level),
    cells,
    missing: complete ? 0 : SEVERITIES.length,
    intervals: complete
      ? {
          mean: around(summary.mean),
          groups: {
            low: around(summary.groups.low),
            medium: around(summary.groups.medium),
            high: around(summary.groups.high),
          },
          bySeverity: summary.bySeverity.map(({ severity, mean }) => ({ severity, interval: around(mean) })),
          byType: summary.byType.map(({ type, mean }) => ({ type, interval: around(mean) })),
        }
      : null,
    mce: null,
    ...summary,
  }
}

const viewing = { side: 32, fieldOfView: 67.5 }

const WORK = { key: 'most', words: 'all 1000 images, 12 f_mix' }

export const BASELINE: CorruptionModel = {
  name: 'Baseline',
  group: 'baseline',
  seed: 0,
  series: null,
  seriesReason: null,
  reversalWork: WORK,
  f_rev: reversal(0.452),
  viewing,
  result: corruptionResult('baseline', null, 0.9),
}

/** Baseline, four of the paper's blur family, one without f_rev, one unfinished. */
export function corruptionModels(): CorruptionModel[] {
  return [
    BASELINE,
    ...BLUR_FAMILY.slice(0, 4).map(([sigma, f_rev, accuracy]): CorruptionModel => ({
      name: `Blur ${sigma}`,
      group: 'blur',
      seed: 0,
      series: 'one',
      seriesReason: null,
      reversalWork: WORK,
      f_rev: reversal(f_rev),
      viewing,
      result: corruptionResult(`blur-${sigma}`, sigma, accuracy / 100),
    })),
    { ...BASELINE, name: 'Unmeasured', f_rev: null, result: corruptionResult('unmeasured', null, 0.8) },
    {
      ...BASELINE,
      name: 'Unfinished',
      f_rev: reversal(0.3),
      result: corruptionResult('unfinished', null, 0.7, 'snow'),
    },
  ]
}

export function mapCorruption(level: number, origin = GENERATED): MapCorruption {
  const { mean, groups, bySeverity, byType, intervals } = corruptionResult('any', null, level)
  return {
    study: 'corruption-1',
    dataSet: 'fashion',
    origin,
    comparable: false,
    images: 1000,
    ...{ mean, groups, bySeverity, byType, intervals },
  }
}

export const SPECTRA: CorruptionSpectraResult = {
  images: 100,
  thresholds: { values: [0, 0.25, 0.5, 0.7], unit: 'cycles/pixel' },
  profiles: TYPES.map((type, i) => ({
    type,
    severity: 5 as const,
    cumulative: type === 'saturate' ? [null, null, null, null] : [0, 0.3 + 0.1 * i, 0.8, 1],
    meanPower: 1,
  })),
  groups: corruptionGroupSchema.options.map((group, i) => ({
    group,
    severity: 5 as const,
    cumulative: [0, 0.6 - 0.2 * i, 0.9 - 0.1 * i, 1],
  })),
}

export const MAPS: CorruptionMap[] = (['fog', 'gaussian_noise'] as const).map((type, i) => ({
  type,
  severity: 5,
  height: 2,
  width: 2,
  values: [i, 1, 2, null],
  range: { low: 0, high: 2 },
}))

export const FILTER_MODEL: FilterResult['models'][number] = {
  id: 'mouse',
  sigma: null,
  clean: proportion(0.9),
  curves: [
    {
      filter: 'low-pass',
      points: [0.25, 0.5]
        .map(mixingFrequency)
        .map((cutOff) => ({ cutOff, accuracy: proportion(0.3 + cutOff), confidence: 0.7 })),
    },
    {
      filter: 'high-pass',
      points: [0.25, 0.5]
        .map(mixingFrequency)
        .map((cutOff) => ({ cutOff, accuracy: proportion(0.7 - cutOff), confidence: 0.6 })),
    },
  ],
}

export const NATURALNESS: Naturalness = {
  images: 1000,
  frequencies: { values: [0, 0.25, 0.5], unit: 'cycles/pixel' },
  floor: { wasserstein: 0.001, logSpectral: 0.1 },
  sets: [
    {
      kind: 'natural',
      cutOff: null,
      distances: { wasserstein: 0, logSpectral: 0 },
      histogram: [0.5, 0.5],
      power: [0, 10, 1],
    },
    {
      kind: 'hybrid',
      cutOff: mixingFrequency(0.5),
      distances: { wasserstein: 0.01, logSpectral: 1 },
      histogram: [0.4, 0.6],
      power: [0, 9, 1],
    },
    {
      kind: 'low-pass',
      cutOff: mixingFrequency(0.5),
      distances: { wasserstein: 0.04, logSpectral: 20 },
      histogram: [0.3, 0.7],
      power: [0, 10, 0],
    },
    {
      kind: 'high-pass',
      cutOff: mixingFrequency(0.5),
      distances: { wasserstein: 0.2, logSpectral: 10 },
      histogram: [0, 1],
      power: [0, 1, 1],
    },
  ],
}

export const FOURIER_MODEL: FourierMapModel = {
  id: 'baseline',
  sigma: null,
  clean: proportion(0.9),
  rows: { done: 2, total: 3 },
  errorRate: [0.2, 0.4, 0.2, 0.3, 0.1, 0.3, null, null, null],
  featureChange: [2, 4, 2, 3, 1, 3, null, null, null],
  radial: {
    frequencies: { values: [0, 0.25, 0.35], unit: 'cycles/pixel' },
    errorRate: [0.1, 0.35, null],
    featureChange: [1, 3.5, null],
  },
}

export const FOURIER_RESULT: FourierMapResult = {
  kind: 'fourier-map',
  study: 'fourier-map-1',
  dataSet: 'fashion',
  split: 'test',
  images: 500,
  norm: { value: 4, unit: 'L2 per channel', origin: 'published for CIFAR-10' },
  seed: 0,
  height: 3,
  width: 3,
  axes: { rows: [-0.25, 0, 0.25], columns: [-0.25, 0, 0.25], unit: 'cycles/pixel' },
  feature: 'logits',
  models: [FOURIER_MODEL],
  missing: [],
}
