/**
 * Preference against vulnerability (methods K): the frequency at which a model reverses, f_rev, against the frequency
 * below which half of the power of its smallest perturbations lies, f_0.5. Both as numbers with correlations over all
 * models, and within blur series: points of one architecture and data set, each series moved so that its mean is 0,
 * which takes away what differs between architectures. Models that were not measured as most were are listed, named,
 * and in no correlation (map-work.ts). Pure; no drawing.
 *
 * f_rev is a fraction of Nyquist, f_0.5 cycles/pixel; one is twice the other (contract/units.ts), and a correlation is
 * the same in either.
 */
import type { NormName } from '../contract/kinds/attack/methods'
import { cyclesPerPixel, fractionOfNyquist, nyquistToPixel, pixelToNyquist } from '../contract/units'
import type { MapPoint } from '../contract/map-point'
import { pearson, spearman, spearmanWithin } from '../statistics/correlation'
import type { Correlation } from '../statistics/correlation'
import { DEFAULT_FREQUENCY, frequencyNamed } from './map-measures'
import { noteOnFixedEpsilon, notesOnUnread } from './map-notes'
import { workOfFrequency } from './map-work'
import { counted, listed } from './numbers'

export interface PreferencePoint {
  id: string
  name: string
  /** SHA-256 of its weights. */
  weights: string
  /** Blur series; null where the model is in none. */
  series: string | null
  f_rev: { value: number; unit: 'fraction of Nyquist'; cyclesPerPixel: number; study: string | null }
  f_half: { value: number; unit: 'cycles/pixel'; fractionOfNyquist: number; study: string }
  /** Measured as most were; false: one of its frequencies is of other work, and it is in no correlation. */
  correlated: boolean
}

export interface Preference {
  norm: NormName
  points: PreferencePoint[]
  /** Over the points that were measured on one work. */
  across: { pearson: Correlation; spearman: Correlation }
  /** Within blur series of two points or more; null without any. */
  within: { families: number; pearson: Correlation; spearman: Correlation } | null
  /** Models without one of the two frequencies. */
  missing: string[]
  /** What is left out of the correlations and why, and what hangs over all of them; one sentence each. */
  notes: string[]
  method: string
}

const METHOD =
  'Pearson: 95 % interval by Fisher’s z; Spearman: by Fisher’s z with the standard error of Bonett and Wright (2000). Within blur series: Pearson of values less the mean of their series, Spearman of ranks in each series less their mean, Fisher’s z with one degree of freedom less for each series after the first. Intervals take the models for independent draws.'

export function preferenceOf(models: readonly MapPoint[], norm: NormName): Preference {
  const both = models.flatMap((model) => {
    const found = pointOf(model, norm)
    return found === null ? [] : [{ point: model, found }]
  })
  const work = [DEFAULT_FREQUENCY, `f_half-${norm}`].map((id) => workOfFrequency(both, frequencyNamed(id)))
  const other = new Set(work.flatMap((each) => each.other))
  const points = both.map(({ found }) => ({ ...found, correlated: !other.has(found.id) }))
  const known = new Set(points.map(({ id }) => id))
  const correlated = points.filter((point) => point.correlated)
  const [x, y] = [correlated.map(({ f_rev }) => f_rev.value), correlated.map(({ f_half }) => f_half.value)]
  return {
    norm,
    points,
    across: { pearson: pearson(x, y), spearman: spearman(x, y) },
    within: withinSeries(correlated),
    missing: models.filter(({ id }) => !known.has(id)).map(({ name }) => name),
    notes: [
      ...leftOut(points),
      ...notesOnUnread(models),
      ...trainingNotes(
        both.map(({ point }) => point),
        norm,
      ),
      ...work.flatMap(({ sentence }) => sentence ?? []),
      ...noteOnFixedEpsilon(
        both.map(({ point }) => point),
        norm,
      ),
      ...models.flatMap((model) => withoutHalfPower(model, norm)),
    ],
    method: METHOD,
  }
}

/** How many of the points are in no correlation, and which: at most one sentence. */
export function leftOut(points: readonly PreferencePoint[]): string[] {
  const out = points.filter(({ correlated }) => !correlated)
  return out.length === 0
    ? []
    : [
        `${out.length} of ${counted(points.length, 'model')} left out of the correlations, because measured on other work than the rest: ${listed(out.map(({ name }) => name))}.`,
      ]
}

/** Whose frequencies are of images that a model was trained on: by the two studies that they are from. */
function trainingNotes(models: readonly MapPoint[], norm: NormName): string[] {
  const trained = models.filter(({ hybridStudy, f_half, onTrainingImages = [] }) =>
    [hybridStudy, f_half[norm]?.study ?? null].some(
      (study) => study !== null && onTrainingImages.includes(study),
    ),
  )
  return trained.length === 0
    ? []
    : [
        `Measured on images of which some or all are such that a model of the study was trained on: ${listed(trained.map(({ name }) => name))}.`,
      ]
}

function withoutHalfPower({ name, f_half }: MapPoint, norm: NormName): string[] {
  const found = f_half[norm]
  return found?.fixedEpsilon === undefined || found.value !== null
    ? []
    : [`${name} is left out: ${found.sentence ?? ''}`]
}

function pointOf(model: MapPoint, norm: NormName): Omit<PreferencePoint, 'correlated'> | null {
  const [x, found] = [model.f_rev?.value ?? null, model.f_half[norm]]
  if (x === null || found === null || found.value === null) return null
  const [reversal, half] = [fractionOfNyquist(x), cyclesPerPixel(found.value)]
  return {
    id: model.id,
    name: model.name,
    weights: model.weights,
    series: model.series,
    f_rev: {
      value: x,
      unit: 'fraction of Nyquist',
      cyclesPerPixel: nyquistToPixel(reversal),
      study: model.hybridStudy,
    },
    f_half: {
      value: found.value,
      unit: 'cycles/pixel',
      fractionOfNyquist: pixelToNyquist(half),
      study: found.study,
    },
  }
}

function withinSeries(points: readonly PreferencePoint[]): Preference['within'] {
  const groups = new Map<string, PreferencePoint[]>()
  for (const point of points)
    if (point.series !== null) groups.set(point.series, [...(groups.get(point.series) ?? []), point])
  const families = [...groups.values()].filter((members) => members.length > 1)
  if (families.length === 0) return null
  const centred = (of: (point: PreferencePoint) => number): number[] =>
    families.flatMap((members) => {
      const mean = members.reduce((sum, point) => sum + of(point), 0) / members.length
      return members.map((point) => of(point) - mean)
    })
  return {
    families: families.length,
    pearson: pearson(
      centred(({ f_rev }) => f_rev.value),
      centred(({ f_half }) => f_half.value),
      families.length - 1,
    ),
    spearman: spearmanWithin(
      families.map((members) => ({
        x: members.map(({ f_rev }) => f_rev.value),
        y: members.map(({ f_half }) => f_half.value),
      })),
    ),
  }
}
