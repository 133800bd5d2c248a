/**
 * Which second-order curves a figure gets (methods G.5): one through each blur series, that is through networks of one
 * architecture, one recipe and the same training images that differ in σ and training seed. A σ is one point, the
 * mean of its networks; a curve needs three σ, and through exactly three, which determine it whatever they are, it is
 * drawn when asked for.
 *
 * Weights are 1/SD of a σ's mean. The SD of fewer than three networks is hardly known (with two, its 95 % interval
 * goes from 0.45 to 32 times itself): it is then the SD pooled over all σ of the series, as it is where the networks
 * of a σ agree exactly. Where no σ has two networks nothing is known of it, and all σ weigh the same.
 *
 * Invariant: what no curve goes through is named in `notes`, with the reason.
 */
import type { Group } from '../contract/model'
import { meanOf, pooledDeviation, standardDeviation } from '../statistics/sample'
import { counted, listed } from './numbers'
import { fitQuadratic } from './quadratic'
import type { QuadraticFit } from './quadratic'

/** A model on the axes, as far as a curve needs to know it. */
export interface FitPoint {
  name: string
  group: Group
  /** In pixels of the input; null: no blur. */
  sigma: number | null
  /** Of its training; null where it was trained elsewhere. */
  seed: number | null
  /** What it may be joined with; null: nothing, and `seriesReason` says why. */
  series: string | null
  seriesReason: string | null
  x: number
  y: number
}

export interface BlurFit extends QuadraticFit {
  series: string
  /** Different σ, and networks behind them. */
  sigmas: number
  networks: number
  weighted: boolean
}

export interface BlurFits {
  fits: BlurFit[]
  /** What was done, and what no curve goes through; one sentence each. */
  notes: string[]
  /** Whether a series has exactly three σ: its curve is drawn only where it is asked for. */
  exactOffered: boolean
}

const FEWEST = 3
/** Networks from which on their own SD is used. */
const OWN_DEVIATION = 3

/**
 * @param points everything that has a place on the axes
 * @param frequency what x is, for the sentences
 * @param exact also through exactly three σ
 */
export function fitBlurSeries(points: readonly FitPoint[], frequency: string, exact = false): BlurFits {
  const blurred = points.filter(({ group, sigma }) => group === 'blur' && sigma !== null)
  const result: BlurFits = { fits: [], notes: notesOnOutsiders(points, blurred), exactOffered: false }
  const series = new Map<string, FitPoint[]>()
  for (const point of blurred) {
    if (point.series === null) continue
    const members = series.get(point.series)
    if (members === undefined) series.set(point.series, [point])
    else members.push(point)
  }
  for (const [name, members] of series) {
    const words = series.size === 1 ? 'the blur series' : `the blur series of “${members[0]!.name}”`
    fitSeries(result, name, words, sigmasOf(members), frequency, exact)
  }
  return result
}

interface SigmaPoint {
  sigma: number
  networks: FitPoint[]
  x: number
  y: number
  sd: number | null
}

function fitSeries(
  result: BlurFits,
  series: string,
  words: string,
  sigmas: readonly SigmaPoint[],
  frequency: string,
  exact: boolean,
): void {
  if (sigmas.length < FEWEST) {
    result.notes.push(
      `No curve is fitted: a second-order polynomial needs three σ or more of one architecture and one data set, and ${words} has ${sigmas.length}.`,
    )
    return
  }
  if (sigmas.length === FEWEST) result.exactOffered = true
  if (sigmas.length === FEWEST && !exact) {
    result.notes.push(
      `No curve is drawn through ${words}: it has three σ, which determine a second-order polynomial exactly; it can be switched on.`,
    )
    return
  }
  const weights = weightsOf(sigmas)
  const fit = fitQuadratic(
    sigmas.map(({ x }) => x),
    sigmas.map(({ y }) => y),
    weights ?? undefined,
  )
  if (fit === null) {
    result.notes.push(`No curve is fitted: the σ of ${words} have fewer than three different ${frequency}.`)
    return
  }
  const networks = sigmas.reduce((sum, { networks: its }) => sum + its.length, 0)
  result.fits.push({ ...fit, series, sigmas: sigmas.length, networks, weighted: weights !== null })
  result.notes.push(noteOn(words, sigmas, weights !== null))
}

/** One point for each σ. A training seed counts once; models from elsewhere have none and count each. */
function sigmasOf(members: readonly FitPoint[]): SigmaPoint[] {
  const groups = new Map<number, FitPoint[]>()
  for (const point of members) {
    const networks = groups.get(point.sigma!) ?? []
    if (point.seed === null || !networks.some(({ seed }) => seed === point.seed)) networks.push(point)
    groups.set(point.sigma!, networks)
  }
  return [...groups]
    .map(([sigma, networks]) => ({
      sigma,
      networks,
      x: meanOf(networks.map(({ x }) => x)),
      y: meanOf(networks.map(({ y }) => y)),
      sd: standardDeviation(networks.map(({ y }) => y)),
    }))
    .toSorted((a, b) => a.sigma - b.sigma)
}

/** 1/SD of each mean; null where no SD is known. */
function weightsOf(sigmas: readonly SigmaPoint[]): number[] | null {
  const pooled = pooledDeviation(sigmas.map(({ networks }) => networks.map(({ y }) => y)))
  if (pooled === null || pooled === 0) return null
  return sigmas.map(({ networks: { length }, sd }) => {
    const own = sd !== null && sd > 0 && length >= OWN_DEVIATION ? sd : pooled
    return Math.sqrt(length) / own
  })
}

function noteOn(words: string, sigmas: readonly SigmaPoint[], weighted: boolean): string {
  const several = sigmas.filter(({ networks }) => networks.length > 1)
  if (several.length === 0)
    return `The curve through ${words}: each of its ${sigmas.length} σ has one network, so how much training again would change it is not known, and all σ weigh the same.`
  const counts = sigmas.map(({ sigma, networks }) => `σ = ${sigma}: ${networks.length}`).join(', ')
  const means = `The curve through ${words} goes through one point for each σ, the mean of its networks (${counts})`
  if (!weighted) return `${means}; networks of one σ agree exactly, so all σ weigh the same.`
  const pooled = sigmas.some(({ networks, sd }) => networks.length < OWN_DEVIATION || sd === 0)
    ? ` a σ with fewer than ${OWN_DEVIATION} networks, or whose networks agree exactly, takes the SD pooled over all σ.`
    : ''
  return `${means}, weighted by √n/SD over its training seeds${pooled === '' ? '.' : `;${pooled}`}`
}

/** Models of the blur family that no curve can take. */
function notesOnOutsiders(points: readonly FitPoint[], blurred: readonly FitPoint[]): string[] {
  const without = points.filter(({ group, sigma }) => group === 'blur' && sigma === null)
  const reasons = new Map<string, string[]>()
  for (const { name, series, seriesReason } of blurred) {
    if (series !== null) continue
    const reason = seriesReason ?? 'it is not known what it may be compared with'
    reasons.set(reason, [...(reasons.get(reason) ?? []), name])
  }
  return [
    ...(without.length === 0
      ? []
      : [`On no curve, because without a σ: ${listed(without.map(({ name }) => name))}.`]),
    ...[...reasons].map(
      ([reason, names]) => `On no curve (${counted(names.length, 'model')}): ${listed(names)}; ${reason}.`,
    ),
  ]
}
