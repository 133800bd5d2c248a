/**
 * Small fixed results of attacks and spectra to make figures of. The sizes are of the order that Foolbox finds
 * for a ResNet-20 on CIFAR-10; a blurred model needs larger ones and has a lower f_0.5 (methods H).
 */
import type { AttackModelResult, AttackedImage } from '../../src-main/contract/kinds/attack/study'
import type { Group } from '../../src-main/contract/model'
import type { RadialProfile, SpectrumModelResult } from '../../src-main/contract/kinds/spectrum/study'
import type { PerturbationMap } from '../../src-main/figures/perturbation-maps'

const PROBABILITIES = [0, 0.25, 0.5, 0.75, 1]

function image(index: number, distance: number | null): AttackedImage {
  return {
    index,
    label: index % 3,
    target: (index + 1) % 3,
    status: distance === null ? 'start failed' : 'found',
    distance,
    largest: distance,
    percentile99: distance,
    margin: distance === null ? null : 0.01,
    confidence: 0.51,
    prediction: (index + 1) % 3,
    clean: { confidence: 0.9, prediction: index % 3 },
    queries: 300,
    forward: 180,
    backward: 120,
    foundBy: distance === null ? null : 'boundary refinement',
  }
}

/** @param sizes of the images, ascending; null: nothing found */
export function attackResult(
  id: string,
  group: Group,
  sizes: readonly (number | null)[],
  more: Partial<AttackModelResult> = {},
): AttackModelResult {
  const found = sizes.filter((size) => size !== null)
  const at = (p: number): number | null => sizes[Math.round(p * (sizes.length - 1))] ?? null
  const median = at(0.5)
  return {
    id,
    group,
    norm: 'Linf',
    count: sizes.length,
    found: found.length,
    alreadyTarget: 1,
    success: found.length / sizes.length,
    successInterval: { value: found.length / sizes.length, low: 0.4, high: 1, count: sizes.length },
    censored: null,
    warnings: [],
    signedMaximum: null,
    queries: { forward: 180, backward: 120 },
    median: {
      value: median,
      low: median === null ? null : median * 0.9,
      high: median === null ? null : median * 1.1,
      unit: 'L∞ norm, pixels in [0,1]',
    },
    mean: median,
    geometricMean: median,
    curve: { probabilities: PROBABILITIES, epsilon: PROBABILITIES.map(at), unit: 'L∞ norm, pixels in [0,1]' },
    images: sizes.map((size, i) => image(i, size)),
    ...more,
  }
}

export function baselineAttack(): AttackModelResult {
  return attackResult('base', 'baseline', [0.001, 0.002, 0.003, 0.004, 0.006])
}

export const CENSORED = 'Nothing was found for 1 of 5 images: means are replaced by quantiles.'
export const GUARD = 'Two passes of the same image gave different answers: the model is randomised.'

export function censoredAttack(): AttackModelResult {
  return attackResult('blur-2', 'blur', [0.004, 0.008, 0.012, 0.02, null], {
    censored: CENSORED,
    mean: null,
    warnings: [{ guard: 'randomised', sentence: GUARD }],
  })
}

function profile(half: number): RadialProfile {
  const thresholds = Array.from({ length: 5 }, (_, i) => (i * Math.SQRT1_2) / 4)
  return {
    thresholds,
    unit: 'cycles/pixel',
    proportions: thresholds.map((f) => (f === Math.SQRT1_2 ? 1 : Math.min(1, f / half / 2))),
  }
}

export function spectrumResult(id: string, group: Group, half: number | null): SpectrumModelResult {
  return {
    id,
    group,
    images: half === null ? 0 : 100,
    without: half === null ? 100 : 0,
    f_half: {
      value: half,
      low: half === null ? null : half - 0.01,
      high: half === null ? null : half + 0.012,
      unit: 'cycles/pixel',
      exact: half === null ? null : half + 0.002,
      sentence: half === null ? 'There is no perturbation to take a spectrum of.' : null,
      resamples: 1000,
      effectiveImages: null,
      intervalRemark: null,
      perImage: null,
    },
    profile: profile(half ?? 0.2),
    fineProfile: profile(half ?? 0.2),
  }
}

/** A tiny map whose power falls from the centre. */
export function heatMap(name: string, low: number, high: number): PerturbationMap {
  const [height, width] = [4, 6]
  const values = Array.from({ length: height * width }, (_, i) => {
    const [y, x] = [Math.floor(i / width) - 2, (i % width) - 3]
    return x === 0 && y === 0 ? null : high - ((high - low) * Math.hypot(x, y)) / Math.hypot(3, 2)
  })
  return { name, images: 100, map: { height, width, values, range: { low, high } } }
}
