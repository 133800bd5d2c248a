/**
 * What the two axes of the Map can show of a model. One entry for each: its words, its title, its unit, and how
 * it is read off a point. To add a measure is to add it to `mapMeasures`: the page, the figure, the table and
 * the sentences all read that list.
 *
 * Invariant: the list is the same for the same points; a measure that no model has is still in it, so that an
 * address that names it keeps its meaning. Those of corruptions (map-corruptions.ts) are there for the origins of
 * images that the project has results for.
 */
import { OF_EACH_NETWORK, intervalWords } from '../contract/interval-words'
import { resampledWords } from '../contract/kinds/hybrid/resampled'
import { NORM_WORDS } from '../contract/kinds/attack/methods'
import type { NormName } from '../contract/kinds/attack/methods'
import { CHOSE_EPOCH, choseEpoch } from '../contract/model'
import type { MapPoint } from '../contract/map-point'
import { TITLES } from './axes'
import type { FrequencyName } from './axes'
import type { Interval } from '../statistics/number-with-interval'
import { corruptionMeasures } from './map-corruptions'
import { neuralMeasures } from './map-neural'
import type { MapMeasure } from './map-measure'
import { sizeTitle } from './sizes'

/** A frequency of a model as it was measured; `sentence` says why there is no value. */
export interface FoundFrequency {
  value: number | null
  low: number | null
  high: number | null
  unit: 'fraction of Nyquist' | 'cycles/pixel'
  sentence: string | null
}

export interface MapFrequency {
  id: string
  words: string
  /** Which frequency it is, for the title of the axis. */
  name: FrequencyName
  /** Of the perturbations; null for f_rev. */
  norm: NormName | null
  /** What a model has of it, in its own unit; null where it is not measured. */
  found: (point: MapPoint) => FoundFrequency | null
  /** The study that it is from. */
  study: (point: MapPoint) => string | null
  /** How a sentence says that a model has not been measured. */
  unmeasured: string
  /** How the intervals of these were made. */
  interval: (points: readonly MapPoint[]) => string
  resamples: (point: MapPoint) => number
}

/** Where such a frequency can lie at most: f_mix ends at Nyquist, the spectrum of perturbations at its corner. In the frequency's own unit. */
export function highestFrequency({ norm }: Pick<MapFrequency, 'norm'>): number {
  return norm === null ? 1 : Math.SQRT1_2
}

/** The largest ε that pixels in [0, 1] allow whatever the image's size; null: it depends on that. */
export function largestSize(norm: NormName): number | null {
  return norm === 'Linf' ? 1 : null
}

export const DEFAULT_MEASURE = 'accuracy'
export const DEFAULT_FREQUENCY = 'f_rev'

const NORMS = ['L2', 'Linf'] as const satisfies NormName[]

/** Everything that the vertical axis can show of these models. */
export function mapMeasures(points: readonly MapPoint[]): MapMeasure[] {
  return [
    ...PERCENTAGES,
    ...NORMS.map(epsilonMeasure),
    ...NORMS.map(meanEpsilonMeasure),
    ...corruptionMeasures(points),
    ...neuralMeasures(points),
  ]
}

/** The frequencies of the horizontal axis. */
export const MAP_FREQUENCIES: readonly MapFrequency[] = [
  {
    id: DEFAULT_FREQUENCY,
    words: 'f_rev',
    name: 'f_rev',
    norm: null,
    found: ({ f_rev }) => f_rev,
    study: ({ hybridStudy }) => hybridStudy,
    unmeasured: 'Not yet measured with hybrid images, hence without f_rev',
    interval: (points) => `${OF_EACH_NETWORK}; bootstrap over ${resampledWords(pairingsOf(points))}`,
    resamples: ({ f_rev }) => f_rev?.resamples ?? 0,
  },
  ...NORMS.map((norm) =>
    halfPower(norm, {
      id: `f_half-${norm}`,
      words: `f_0.5 (${NORM_WORDS[norm]})`,
      name: 'f_half',
      found: ({ f_half }) => f_half[norm],
    }),
  ),
  ...NORMS.map((norm) =>
    halfPower(norm, {
      id: `f_half-each-${norm}`,
      words: `f_0.5 per image (${NORM_WORDS[norm]})`,
      name: 'f_half_each',
      found: ({ f_half }) => perImage(f_half[norm]),
    }),
  ),
]

/** How many pairings each f_rev is from; where that is not known, several. */
export function pairingsOf(points: readonly MapPoint[]): number[] {
  return points.map(({ pairings }) => pairings ?? Infinity)
}

/** RangeError for an identifier that is none of ours. */
export function frequencyNamed(id: string): MapFrequency {
  const found = MAP_FREQUENCIES.find((each) => each.id === id)
  if (!found) throw new RangeError(`no frequency "${id}" on the Map`)
  return found
}

function halfPower(
  norm: NormName,
  what: Pick<MapFrequency, 'id' | 'words' | 'name' | 'found'>,
): MapFrequency {
  return {
    ...what,
    norm,
    study: ({ f_half }) => f_half[norm]?.study ?? null,
    unmeasured: `Without a spectrum of ${NORM_WORDS[norm]} perturbations, hence without f_0.5`,
    interval: () => intervalWords('half-power frequency'),
    resamples: ({ f_half }) => f_half[norm]?.resamples ?? 0,
  }
}

/** The estimator in which every image weighs the same, however large its perturbation is (methods E). */
function perImage(found: MapPoint['f_half'][NormName]): FoundFrequency | null {
  if (found === null) return null
  const none = { value: null, low: null, high: null }
  return {
    ...(found.perImage ?? none),
    unit: found.unit,
    sentence:
      found.sentence ??
      (found.perImage === null
        ? 'its spectrum is from before there was an f_0.5 per image; start the spectrum study anew.'
        : null),
  }
}

const PERCENTAGES: readonly MapMeasure[] = [
  {
    id: DEFAULT_MEASURE,
    words: 'Clean accuracy',
    title: TITLES.cleanAccuracy,
    unit: { kind: 'percent' },
    logarithmic: false,
    of: ({ accuracy }) =>
      accuracy === null
        ? null
        : { value: accuracy.value * 100, low: accuracy.low * 100, high: accuracy.high * 100 },
    interval: intervalWords('accuracy'),
    images: ({ accuracy }) => accuracy?.count ?? null,
    remark: ({ accuracy }) => (accuracy !== null && choseEpoch(accuracy) ? CHOSE_EPOCH : null),
  },
  {
    id: 'confidence',
    words: 'Confidence at f_rev',
    title: TITLES.confidence,
    unit: { kind: 'percent' },
    logarithmic: false,
    of: (point) => percent(point.confidence_at_reversal),
    interval: null,
    images: () => null,
  },
  {
    id: 'p_other',
    words: 'p_other at f_rev',
    title: TITLES.pOther,
    unit: { kind: 'percent' },
    logarithmic: false,
    of: (point) => percent(point.p_other_at_reversal),
    interval: null,
    images: () => null,
  },
]

/** Robustness (methods G.4): the median size of the minimal perturbations. */
function epsilonMeasure(norm: NormName): MapMeasure {
  return {
    id: `epsilon-${norm}`,
    words: `Median ε (${NORM_WORDS[norm]})`,
    title: `Median ${sizeTitle(norm)}`,
    unit: { kind: 'size', norm },
    logarithmic: true,
    of: ({ medianEpsilon }) => {
      const found = medianEpsilon[norm]
      if (found === null || found.value === null) return null
      return { value: found.value, low: found.low, high: found.high }
    },
    interval: intervalWords('median size'),
    images: ({ medianEpsilon }) => medianEpsilon[norm]?.images ?? null,
    caption: ({ medianEpsilon }) => medianEpsilon[norm]?.caption ?? null,
  }
}

/** The paper's own measure (Fig 4c, 6a): the arithmetic mean. A model with an image without a size has none. */
function meanEpsilonMeasure(norm: NormName): MapMeasure {
  return {
    id: `epsilon-mean-${norm}`,
    words: `Mean ε (${NORM_WORDS[norm]})`,
    title: `Mean ${sizeTitle(norm)}`,
    unit: { kind: 'size', norm },
    logarithmic: true,
    of: ({ medianEpsilon }) => {
      const mean = medianEpsilon[norm]?.mean ?? null
      return mean === null ? null : { value: mean, low: null, high: null }
    },
    interval: null,
    images: ({ medianEpsilon }) => medianEpsilon[norm]?.images ?? null,
    caption: ({ medianEpsilon }) => medianEpsilon[norm]?.caption ?? null,
    absence: ({ medianEpsilon }) => {
      const found = medianEpsilon[norm]
      if (found === null || found.mean !== null) return null
      return 'no perturbation was found for some of its images, so that their mean ε is not known; choose the median'
    },
  }
}

function percent(value: number | null): Interval | null {
  return value === null ? null : { value: value * 100, low: null, high: null }
}
