/**
 * The blur-matched control (methods M.10): which σ of a blur series has a model's f_rev, and is the model more robust than a
 * blur that does no more than that? Between two neighbouring σ the series is taken as straight; beyond its ends nothing is
 * said. Networks of one σ count once, with their mean.
 */
import type { MapPoint } from '../contract/map-point'
import { matchedDifference } from '../statistics/matched-difference'
import type { Uncertain, UncertainPoint } from '../statistics/matched-difference'
import { meanOf } from '../statistics/sample'
import { axesOf, place } from './map-points'
import type { MapOptions, Placed } from './map-points'
import { splitByWork } from './map-work'
import type { ShownAxes } from './map-work'
import { formatInterval } from '../statistics/number-with-interval'
import type { Interval } from '../statistics/number-with-interval'

export interface BlurMatched {
  /** In pixels, with the 95 % interval; null: `sentence` says why. */
  sigma: { value: number; low: number; high: number } | null
  /** Between which σ of the series it lies. */
  between: readonly [number, number] | null
  /** The model's measure less that of the blur with its frequency, in the unit of the axis. */
  difference: { value: number; low: number; high: number } | null
  /** Why there is none. */
  sentence: string | null
}

interface SigmaMean extends UncertainPoint {
  sigma: number
}

/** Null for a model of a blur series itself, and for one that has no place on these axes. */
export function blurMatchedOf(
  points: readonly MapPoint[],
  id: string,
  options: Omit<MapOptions, 'theme'>,
): BlurMatched | null {
  const shown: MapOptions = { ...options, theme: 'light' }
  const axes = axesOf(points, shown)
  const placed = place(points, shown)
  const own = placed.find(({ point }) => point.id === id)
  if (!own || own.point.group === 'blur') return null
  const none = (sentence: string): BlurMatched => ({ sigma: null, between: null, difference: null, sentence })
  const series = grouped(
    placed.filter(
      ({ point: { group, sigma, series: name } }) => group === 'blur' && sigma !== null && name !== null,
    ),
    ({ point }) => point.series!,
  )
  if (series.size === 0) return none('no blur series is measured on these axes')
  // The longest: it says most about what blur alone does.
  const [longest = []] = [...series.values()].sort((a, b) => sigmasOf(b).length - sigmasOf(a).length)
  return matchedIn(own, longest, axes, none)
}

function matchedIn(
  own: Placed,
  members: readonly Placed[],
  axes: ShownAxes,
  none: (sentence: string) => BlurMatched,
): BlurMatched {
  const { common, others } = splitByWork([own, ...members], axes)
  if (!common.includes(own) || others.some(({ member }) => member === own))
    return none('it and the blur series were measured on different work')
  const means = sigmasOf(common.filter((each) => each !== own))
  if (means.length < 2) return none('fewer than two σ of the blur series were measured on the same work')
  const third = { x: own.x, y: own.y }
  const found = means.flatMap((first, i) => {
    const second = means[i + 1]
    const matched = second && matchedDifference(first, second, third)
    return matched ? [{ first, second, matched }] : []
  })
  const [only, another] = found
  const name = axes.frequency.words
  if (!only) return none(`no σ of the blur series has its ${name}, and nothing is said beyond them`)
  // A σ that is met exactly is the end of two pieces.
  if (another && only.matched.place.value < 1) return none(`several σ of the blur series have its ${name}`)
  const { first, second, matched } = only
  const at = (t: number): number => first.sigma + t * (second.sigma - first.sigma)
  return {
    sigma: { value: at(matched.place.value), low: at(matched.place.low), high: at(matched.place.high) },
    between: [first.sigma, second.sigma],
    difference: matched.difference,
    sentence: null,
  }
}

/** In one or two sentences. */
export function matchedWords(
  { sigma, between, difference, sentence }: BlurMatched,
  { measure, frequency }: ShownAxes,
): string {
  if (sigma === null || between === null || difference === null)
    return `there is none: ${sentence ?? 'not known'}.`
  const apart = difference.low > 0 || difference.high < 0
  return `σ = ${formatInterval(sigma)} pixels (between ${between[0]} and ${between[1]}) has its ${frequency.words}. ${measure.words}: ${difference.value > 0 ? '+' : ''}${formatInterval(difference)}${measure.unit.kind === 'percent' ? ' percentage points' : ''} from that blur${apart ? '' : ': no difference is shown'}. 95 % intervals of these networks, measurements taken as independent (methods M.10).`
}

/** By ascending σ: the mean of its networks, with the standard error that their own intervals leave of it. */
function sigmasOf(members: readonly Placed[]): SigmaMean[] {
  return [...grouped(members, ({ point }) => point.sigma!)]
    .map(([sigma, networks]) => ({
      sigma,
      x: meanInterval(networks.map(({ x }) => x)),
      y: meanInterval(networks.map(({ y }) => y)),
    }))
    .sort((a, b) => a.sigma - b.sigma)
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

function meanInterval(values: readonly Interval[]): Uncertain {
  const value = meanOf(values.map((each) => each.value))
  let squares = 0
  for (const { low, high } of values) {
    if (low === null || high === null) return { value, low: null, high: null }
    squares += ((high - low) / 2) ** 2
  }
  const half = Math.sqrt(squares) / values.length
  return { value, low: value - half, high: value + half }
}
