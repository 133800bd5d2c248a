/**
 * Preference against vulnerability (methods K): the frequency at which a model reverses, f_rev, against the frequency
 * below which half of the power of its smallest perturbations lies, f_0.5. Both as numbers with correlations over all
 * models, and within blur series: points of one architecture and data set, each series moved so that its mean is 0,
 * which takes away what differs between architectures. Pure; no drawing.
 *
 * f_rev is a fraction of Nyquist, f_0.5 cycles/pixel; one is twice the other (contract/units.ts), and a correlation is
 * the same in either.
 */
import type { NormName } from '../contract/attack-methods'
import { cyclesPerPixel, fractionOfNyquist, nyquistToPixel, pixelToNyquist } from '../contract/units'
import type { MapPoint } from '../contract/window'
import { pearson, spearman, spearmanWithin } from '../statistics/correlation'
import type { Correlation } from '../statistics/correlation'

export interface PreferencePoint {
  id: string
  name: string
  /** SHA-256 of its weights. */
  weights: string
  /** Blur series; null where the model is in none. */
  series: string | null
  f_rev: { value: number; unit: 'fraction of Nyquist'; cyclesPerPixel: number; study: string | null }
  f_half: { value: number; unit: 'cycles/pixel'; fractionOfNyquist: number; study: string }
}

export interface Preference {
  norm: NormName
  points: PreferencePoint[]
  across: { pearson: Correlation; spearman: Correlation }
  /** Within blur series of two points or more; null without any. */
  within: { families: number; pearson: Correlation; spearman: Correlation } | null
  /** Models without one of the two frequencies. */
  missing: string[]
  method: string
}

const METHOD =
  'Pearson: 95 % interval by Fisher’s z; Spearman: by Fisher’s z with the standard error of Bonett and Wright (2000). Within blur series: Pearson of values less the mean of their series, Spearman of ranks in each series less their mean, Fisher’s z with one degree of freedom less for each series after the first. Intervals take the models for independent draws.'

export function preferenceOf(models: readonly MapPoint[], norm: NormName): Preference {
  const points = models.flatMap((model) => pointOf(model, norm))
  const known = new Set(points.map(({ id }) => id))
  const [x, y] = [points.map(({ f_rev }) => f_rev.value), points.map(({ f_half }) => f_half.value)]
  return {
    norm,
    points,
    across: { pearson: pearson(x, y), spearman: spearman(x, y) },
    within: withinSeries(points),
    missing: models.filter(({ id }) => !known.has(id)).map(({ name }) => name),
    method: METHOD,
  }
}

function pointOf(model: MapPoint, norm: NormName): PreferencePoint[] {
  const [x, found] = [model.f_rev?.value ?? null, model.f_half[norm]]
  if (x === null || found === null || found.value === null) return []
  const [reversal, half] = [fractionOfNyquist(x), cyclesPerPixel(found.value)]
  return [
    {
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
    },
  ]
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
