/**
 * Small fixed results to make figures of. The numbers of the models are those read off the paper's figures
 * (methods H.2: CIFAR10, Fig 5b, and the mouse model of Fig 3b); their intervals are made up.
 */
import { mixingFrequency } from '../../src-main/contract/units'
import type { EpochLine, Group } from '../../src-main/contract/model'
import type { HybridModelResult, HybridPoint, Reversal } from '../../src-main/contract/kinds/hybrid/study'
import type { MapPoint } from '../../src-main/contract/map-point'

/** σ, f_rev, CIFAR10-C accuracy in percent: the 13 blur models of Fig 5b. */
export const BLUR_FAMILY: readonly (readonly [sigma: number, f_rev: number, accuracy: number])[] = [
  [1.0, 0.348, 78.7],
  [1.1, 0.325, 80.3],
  [1.2, 0.313, 81.0],
  [1.3, 0.29, 82.5],
  [1.4, 0.273, 82.2],
  [1.5, 0.257, 82.8],
  [1.6, 0.245, 82.9],
  [1.7, 0.229, 82.5],
  [1.8, 0.226, 82.5],
  [1.9, 0.206, 82.3],
  [2.0, 0.191, 82.0],
  [2.5, 0.151, 79.6],
  [3.0, 0.136, 77.0],
]

const OTHERS: readonly (readonly [name: string, group: Group, f_rev: number, accuracy: number])[] = [
  ['Base-WideRes', 'baseline', 0.452, 73.4],
  ['Base-Res', 'baseline', 0.403, 71.3],
  ['Rebuffi21', 'adversarially trained', 0.183, 82.8],
  ['Gowal20', 'adversarially trained', 0.171, 81.8],
  ['Hendrycks20', 'corruption-robust', 0.278, 89.1],
  ['Kireev21', 'corruption-robust', 0.287, 88.5],
  ['PCA', 'PCA', 0.307, 81.8],
]

export function reversal(value: number | null, more: Partial<Reversal> = {}): Reversal {
  return {
    value,
    low: value === null ? null : value - 0.006,
    high: value === null ? null : value + 0.006,
    unit: 'fraction of Nyquist',
    sentence: null,
    crossings: value === null ? [] : [value],
    resamples: 1000,
    withoutCrossing: 0,
    intervalRemark: null,
    resolution: null,
    ...more,
  }
}

/** SHA-256 of weights that there are not. */
export const WEIGHTS = '5eed'.repeat(16)

export function mapPoint(name: string, more: Partial<MapPoint> = {}): MapPoint {
  return {
    id: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    name,
    group: 'other',
    sigma: null,
    seed: 0,
    family: null,
    series: null,
    seriesReason: null,
    weights: WEIGHTS,
    parameters: 11_173_962,
    size: 32,
    accuracy: { value: 0.8, low: 0.79, high: 0.81, count: 10_000, on: 'test' },
    f_rev: reversal(0.25),
    p_other_at_reversal: 0.45,
    confidence_at_reversal: 0.71,
    hybridStudy: 'hybrid-1',
    medianEpsilon: { L2: null, Linf: null },
    f_half: { L2: null, Linf: null },
    corruptions: [],
    studies: ['sweep-1', 'hybrid-1'],
    ...more,
  }
}

const accuracyOf = (percent: number): MapPoint['accuracy'] => ({
  value: percent / 100,
  low: percent / 100 - 0.008,
  high: percent / 100 + 0.008,
  count: 10_000,
  on: 'test',
})

export function blurPoint(sigma: number, f_rev: number, accuracy: number): MapPoint {
  return mapPoint(`Blur ${sigma}`, {
    group: 'blur',
    sigma,
    series: 'ResNet-18 of the paper',
    f_rev: reversal(f_rev),
    accuracy: accuracyOf(accuracy),
  })
}

/** Fig 5b. */
export function paperPoints(): MapPoint[] {
  return [
    ...OTHERS.map(([name, group, f_rev, accuracy]) =>
      mapPoint(name, { group, f_rev: reversal(f_rev), accuracy: accuracyOf(accuracy) }),
    ),
    ...BLUR_FAMILY.map(([sigma, f_rev, accuracy]) => blurPoint(sigma, f_rev, accuracy)),
  ]
}

const GRID = [0, 0.07, 0.12, 0.16, 0.19, 0.22, 0.25, 0.32, 0.42, 0.57, 0.7, 0.85, 1]
/** p_low − p_high in percent on the grid: Fig 3b. */
const BASELINE = [-87, -81, -77, -69, -65, -61, -56, -42, -24, 12, 45, 67, 83]
const MOUSE = [-80, -70, -63, -51, -45, -39, -32, -11, 14, 51, 74, 82, 84]

function hybridPoint(f_mix: number, difference: number, seeds: number): HybridPoint {
  // About half of the answers are a third category where neither image wins.
  const p_other = 0.5 - Math.abs(difference) / 220
  const p_low = (1 - p_other + difference / 100) / 2
  const p_high = 1 - p_other - p_low
  const confidence = 0.7 + Math.abs(difference) / 500
  const se = seeds > 1 ? 0.012 : null
  return {
    f_mix: mixingFrequency(f_mix),
    p_low,
    p_high,
    p_other,
    confidence,
    p_low_se: se,
    p_high_se: se,
    p_other_se: se,
    confidence_se: se,
    p_low_se_images: 0.015,
    p_high_se_images: 0.015,
    p_other_se_images: 0.015,
    confidence_se_images: 0.006,
    same_hybrids: null,
  }
}

function hybridResult(
  id: string,
  differences: readonly number[],
  f_rev: Reversal,
  seeds: number,
): HybridModelResult {
  return {
    id,
    sigma: null,
    images: 1000,
    seeds,
    f_rev,
    p_other_at_reversal: f_rev.value === null ? null : 0.5,
    curve: GRID.map((f_mix, i) => hybridPoint(f_mix, differences[i]!, seeds)),
  }
}

export function baselineResult(seeds = 4): HybridModelResult {
  return hybridResult('baseline', BASELINE, reversal(0.52, { low: 0.506, high: 0.533 }), seeds)
}

export function mouseResult(seeds = 4): HybridModelResult {
  return hybridResult('mouse', MOUSE, reversal(0.364, { low: 0.35, high: 0.378 }), seeds)
}

/** A curve that changes its sign three times. */
export function severalResult(): HybridModelResult {
  const differences = [-80, -60, -30, -10, 12, 6, -8, -12, 20, 50, 70, 80, 84]
  const sentence =
    'p_low − p_high changes its sign 3 times, at f_mix = 0.174, 0.233 and 0.358 of Nyquist: there is no single reversal frequency.'
  return hybridResult(
    'several',
    differences,
    reversal(null, { sentence, crossings: [0.174, 0.233, 0.358] }),
    1,
  )
}

export const NO_REVERSAL =
  'p_low stays below p_high up to f_mix = 1 of Nyquist: there is no reversal frequency in the measured range.'

/** A curve that never changes its sign. */
export function neverResult(): HybridModelResult {
  const differences = [-90, -88, -86, -84, -80, -76, -70, -64, -50, -40, -30, -20, -10]
  return hybridResult('never', differences, reversal(null, { sentence: NO_REVERSAL }), 2)
}

export function epochs(count: number, validated = true): EpochLine[] {
  return Array.from({ length: count }, (_, i) => {
    const left = 0.8 ** i
    return {
      epoch: i + 1,
      learningRate: 0.1,
      trainLoss: 0.2 + 2 * left,
      trainAccuracy: 0.92 - 0.7 * left,
      validationLoss: validated ? 0.35 + 1.9 * left : null,
      validationAccuracy: validated ? 0.88 - 0.66 * left : null,
      images: 9000,
      seconds: i === 0 ? null : 12.5,
    }
  })
}

export const CLASSES = [
  { name: 'T-shirt/top', count: 100 },
  { name: 'Trouser', count: 120 },
  { name: 'Pullover', count: 80 },
  { name: 'a "quoted", <b>bold</b> name', count: 0 },
]
