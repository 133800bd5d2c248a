/**
 * Does f_rev of networks that are drawn to simulated neurons follow the frequency that these prefer (methods N.8)? Networks
 * that differ in nothing else but their training seed, with a rank correlation over the networks; beside them the shuffled
 * control, and networks without a neural term. Pure; no drawing.
 */
import { convert, cyclesPerDegree, fractionOfNyquist } from '../contract/units'
import { FEWEST_POINTS, spearman } from '../statistics/correlation'
import { DEFAULT_FREQUENCY, frequencyNamed } from './map-measures'
import { notesOnCertainty } from './map-notes'
import { certaintyOf } from './map-points'
import { workOfFrequency } from './map-work'
import { formatSigned } from '../statistics/number-with-interval'
import { counted, listed } from './numbers'
import type { MapPoint } from '../contract/map-point'
import type { Correlation } from '../statistics/correlation'

/** Fewer different frequencies show no order. */
export const FEWEST_FREQUENCIES = 3

export interface FollowingPoint {
  id: string
  name: string
  seed: number | null
  /** Of the neurons, cycles/degree. */
  preferred: number
  /** The same on the image of the network, as a fraction of Nyquist. */
  preferredOfNyquist: number
  f_rev: { value: number; low: number | null; high: number | null }
  /** Why there is no interval, or how often that of few images covers; null: nothing to say. */
  remark: string | null
}

/** A network of a series that has no f_rev to show. */
export interface UncountedNetwork extends Pick<
  FollowingPoint,
  'id' | 'name' | 'seed' | 'preferred' | 'preferredOfNyquist'
> {
  control: 'none' | 'shuffled'
  why: 'not measured' | 'no reversal' | 'other work'
}

export interface FollowedSeries {
  series: string
  /** Weight of the similarities; null: the networks learn the responses beside (co-training, methods N.7), which has none. */
  alpha: number | null
  /** Networks that are drawn to the neurons. */
  drawn: FollowingPoint[]
  /** Networks that are drawn to shuffled similarities of the same neurons. */
  shuffled: FollowingPoint[]
  /** f_rev of networks that differ from these in having no neural term. */
  without: { id: string; name: string; value: number }[]
  /** Networks that are drawn to the neurons, or to shuffled ones, and are in neither list. */
  uncounted: UncountedNetwork[]
  correlation: Correlation
  shuffledCorrelation: Correlation | null
  /** What can be said. */
  sentence: string
  notes: string[]
}

/** @returns a series for each way of drawing networks to simulated neurons, those of most networks first */
export function followingOf(points: readonly MapPoint[]): FollowedSeries[] {
  const groups = new Map<string, MapPoint[]>()
  for (const point of points) {
    const { neuralTerm } = point
    if (neuralTerm?.simulated === undefined || neuralTerm.series === null) continue
    groups.set(neuralTerm.series, [...(groups.get(neuralTerm.series) ?? []), point])
  }
  return [...groups]
    .map(([series, members]) => seriesOf(series, members, points))
    .sort((a, b) => b.drawn.length - a.drawn.length)
}

function seriesOf(series: string, all: readonly MapPoint[], points: readonly MapPoint[]): FollowedSeries {
  const { plain, neuralTerm } = all[0]!
  const baseline = points.filter((point) => point.neuralTerm === undefined && point.plain === plain)
  const measured = [...all, ...(plain == null ? [] : baseline)].filter(({ f_rev }) => f_rev?.value != null)
  const frequency = frequencyNamed(DEFAULT_FREQUENCY)
  const { other, sentence: work } = workOfFrequency(
    measured.map((point) => ({ point })),
    frequency,
  )
  const kept = measured.filter(({ id }) => !other.includes(id))
  const of = (control: 'none' | 'shuffled'): FollowingPoint[] =>
    kept
      .flatMap((point) => (point.neuralTerm?.control === control ? [followingPoint(point)] : []))
      .sort((a, b) => a.preferred - b.preferred || (a.seed ?? 0) - (b.seed ?? 0))
  const [drawn, shuffled] = [of('none'), of('shuffled')]
  const correlation = correlate(drawn)
  const shuffledCorrelation = shuffled.length === 0 ? null : correlate(shuffled)
  const unmeasured = all.filter(({ f_rev }) => f_rev === null).length
  const missing = all.filter(({ f_rev }) => f_rev !== null && f_rev.value === null)
  const alpha = neuralTerm!.method === 'co-training' ? null : neuralTerm!.alpha
  return {
    series,
    alpha,
    drawn,
    shuffled,
    without: kept.flatMap(({ id, name, neuralTerm: term, f_rev }) =>
      term === undefined ? [{ id, name, value: f_rev!.value! }] : [],
    ),
    uncounted: uncountedOf(all, other),
    correlation,
    shuffledCorrelation,
    sentence: `${sentenceOf(drawn, correlation)}${besideShuffled(correlation, shuffledCorrelation, alpha)}`,
    notes: [
      ...(unmeasured === 0
        ? []
        : [
            `${counted(unmeasured, 'network')} ${unmeasured === 1 ? 'is' : 'are'} not measured with hybrid images yet.`,
          ]),
      ...(missing.length === 0
        ? []
        : [`Without a reversal frequency, and not counted: ${listed(missing.map(({ name }) => name))}.`]),
      ...(work === null ? [] : [work]),
      ...notesOnCertainty(
        kept.map((point) => ({ point })),
        frequency,
      ),
    ],
  }
}

function uncountedOf(all: readonly MapPoint[], other: readonly string[]): UncountedNetwork[] {
  return all.flatMap((point): UncountedNetwork[] => {
    const { id, f_rev, neuralTerm } = point
    const { control } = neuralTerm!
    if (control !== 'none' && control !== 'shuffled') return []
    const why =
      f_rev === null
        ? 'not measured'
        : f_rev.value === null
          ? 'no reversal'
          : other.includes(id)
            ? 'other work'
            : null
    return why === null ? [] : [{ ...preferredBy(point), control, why }]
  })
}

function followingPoint(point: MapPoint): FollowingPoint {
  const { value, low, high } = point.f_rev!
  return {
    ...preferredBy(point),
    f_rev: { value: fractionOfNyquist(value!), low: low ?? null, high: high ?? null },
    remark: certaintyOf(point, frequencyNamed(DEFAULT_FREQUENCY)),
  }
}

function preferredBy({
  id,
  name,
  seed,
  size,
  neuralTerm,
}: MapPoint): Pick<FollowingPoint, 'id' | 'name' | 'seed' | 'preferred' | 'preferredOfNyquist'> {
  const { preferred, fieldOfView } = neuralTerm!.simulated!
  const onTheImage = convert(
    { value: cyclesPerDegree(preferred), unit: 'cycles/degree' },
    'fraction of Nyquist',
    { side: size, fieldOfView },
  )
  return { id, name, seed, preferred, preferredOfNyquist: onTheImage.value }
}

function correlate(points: readonly FollowingPoint[]): Correlation {
  return spearman(
    points.map(({ preferred }) => preferred),
    points.map(({ f_rev }) => f_rev.value),
  )
}

/** What the networks of a series did with the neurons. */
export function drawnWords({ alpha }: Pick<FollowedSeries, 'alpha'>): string {
  return alpha === null ? 'co-trained' : `drawn, α = ${alpha}`
}

/** What the control networks of a series did. */
export function controlWords({ alpha }: Pick<FollowedSeries, 'alpha'>): {
  networks: string
  shuffled: string
} {
  return alpha === null
    ? { networks: 'networks that learned shuffled responses', shuffled: 'Shuffled responses' }
    : { networks: 'networks drawn to shuffled similarities', shuffled: 'Shuffled similarities' }
}

/** Where f_rev follows: whether it is what the neurons answer, or only how alike their answers are on the whole. */
function besideShuffled(
  { low, value }: Correlation,
  shuffled: Correlation | null,
  alpha: FollowedSeries['alpha'],
): string {
  if (!((low ?? value ?? 0) > 0)) return ''
  const { networks } = controlWords({ alpha })
  if (shuffled === null)
    return ` Without ${networks} it is not known whether that hangs on what the neurons answer.`
  if (shuffled.low !== null && shuffled.low > 0)
    return ` ${networks[0]!.toUpperCase()}${networks.slice(1)} do so too, so it does not show that it is what the neurons answer.`
  return ''
}

/** Nothing is said of fewer networks or frequencies than can show an order. */
function sentenceOf(points: readonly FollowingPoint[], { n, value, low, high }: Correlation): string {
  const frequencies = new Set(points.map(({ preferred }) => preferred)).size
  if (n < FEWEST_POINTS || frequencies < FEWEST_FREQUENCIES)
    return `${n} networks with a reversal frequency, of neurons of ${frequencies} preferred frequencies, are too few to say whether it follows them: at least ${FEWEST_POINTS} networks and ${FEWEST_FREQUENCIES} frequencies are needed.`
  if (value === null) return 'All networks have the same reversal frequency: it does not follow the neurons.'
  if (low === null || high === null)
    return value === 1
      ? `f_rev follows the frequency that the neurons prefer without an exception: rank correlation 1 over ${n} networks.`
      : value === -1
        ? `f_rev falls where the frequency that the neurons prefer rises, without an exception: rank correlation −1 over ${n} networks.`
        : `Rank correlation ${formatSigned({ value, low, high }, 2)} over ${n} networks, without an interval.`
  const words = `rank correlation ${formatSigned({ value, low, high }, 2)} over ${n} networks (Spearman, 95 %)`
  if (low > 0) return `f_rev follows the frequency that the neurons prefer: ${words}.`
  if (high < 0) return `f_rev moves against the frequency that the neurons prefer: ${words}.`
  return `Whether f_rev follows the frequency that the neurons prefer cannot be said from these networks: ${words}.`
}
