/**
 * The Map in words and numbers: what hovering says, the caption, the table behind it, and what a screen reader
 * says.
 */
import type { FrequencyUnit, Viewing } from '../contract/units'
import type { MapPoint } from '../contract/map-point'
import { inUnit } from './axes'
import type { BlurFit } from './blur-fit'
import { csv } from './csv'
import { extent } from './extent'
import { escapeText } from './figure'
import type { MapMeasure } from './map-measure'
import type { MapFrequency } from './map-measures'
import { certaintyOf, frequencyOf, sentenceOf, viewingOf } from './map-points'
import type { MapOptions, Placed } from './map-points'
import { formatInterval, formatPercent } from '../statistics/number-with-interval'
import { counted, formatCount, listed } from './numbers'
import type { Interval } from '../statistics/number-with-interval'
import { resolutionWords } from './resolution'
import { shortHash } from './short-hash'
import { formatSize, sizeUnit } from './sizes'

/** What the axes show, in which unit. */
export interface MapAxes {
  measure: MapMeasure
  frequency: MapFrequency
  unit: FrequencyUnit
}

/** `reversal frequency f_rev`, `half-power frequency f_0.5 (L∞)` */
function frequencyWords({ norm, words }: MapFrequency): string {
  return `${norm === null ? 'reversal' : 'half-power'} frequency ${words}`
}

/** Unit of the vertical axis in words. */
function unitOf({ unit }: MapMeasure): string {
  if (unit.kind === 'correlation') return 'correlation'
  return unit.kind === 'percent' ? '%' : sizeUnit(unit.norm)
}

function valueText(y: Interval, { unit }: MapMeasure): string {
  if (unit.kind === 'size') return formatSize(y, unit.norm)
  if (unit.kind === 'correlation') return formatInterval(y)
  return formatPercent({ value: y.value / 100, low: scaled(y.low), high: scaled(y.high) })
}

/** Of f_rev only: f_0.5 is read off a continuous spectrum. Null where there is none. */
function resolutionOf(
  { f_rev }: MapPoint,
  { norm }: MapFrequency,
  unit: FrequencyUnit,
  viewing: Viewing,
): { low: number; high: number } | null {
  const range = norm === null ? (f_rev?.resolution ?? null) : null
  return range && { low: inUnit(range.low, unit, viewing), high: inUnit(range.high, unit, viewing) }
}

export function hoverText(
  { point, x, y }: Placed,
  { measure, frequency, unit }: MapAxes,
  options: Pick<MapOptions, 'fieldOfView'>,
): string {
  const viewing = viewingOf(point, options)
  const resolved =
    frequency.norm === null ? resolutionWords(point.f_rev, (value) => inUnit(value, unit, viewing)) : null
  const refined = frequency.norm === null ? refinedWords(point) : null
  const fixed = fixedEpsilonRemark(point, frequency)
  const certainty = certaintyOf(point, frequency)
  const remark = measure.remark?.(point) ?? null
  const sigma = point.sigma === null ? 'no blur' : `σ = ${point.sigma} pixels`
  return [
    `<b>${escapeText(point.name)}</b>`,
    [
      ...[point.group, sigma],
      ...(point.seed === null ? [] : [`training seed ${point.seed}`]),
      `weights ${shortHash(point.weights)}`,
    ].join(', '),
    `${frequency.norm === null ? '<i>f</i><sub>rev</sub>' : escapeText(frequency.words)} ${formatInterval(x)} ${unit}`,
    ...(resolved === null ? [] : [resolved]),
    ...(refined === null ? [] : [refined]),
    ...(fixed === null ? [] : [fixed]),
    ...(certainty === null ? [] : [certainty]),
    `${measure.words} ${valueText(y, measure)}`,
    ...(remark === null ? [] : [`of ${remark}`]),
  ].join('<br>')
}

/** Where f_rev is of a grid that was refined around the crossing; null elsewhere. */
function refinedWords({ f_rev }: MapPoint): string | null {
  const refinement = f_rev?.refinement
  return refinement === undefined
    ? null
    : `f_mix refined, ${refinement.measured} of ${refinement.of}: not exhaustive`
}

function scaled(value: number | null): number | null {
  return value === null ? null : value / 100
}

/** @param barred those that are drawn with their intervals: as bars, or as ellipses where these are asked for */
export function caption(
  placed: readonly Placed[],
  barred: readonly Placed[],
  fits: readonly BlurFit[],
  axes: MapAxes,
  { dataSet, ellipses = false }: Pick<MapOptions, 'dataSet' | 'ellipses'>,
): string {
  const { measure, frequency } = axes
  const what = `${measure.words} against the ${frequencyWords(frequency)}`
  if (placed.length === 0) return `${what}: no model has both yet.`
  const distinct = (values: (number | null)[]): number[] =>
    [...new Set(values)].filter((n): n is number => n !== null && n > 0)
  const images = distinct(placed.map(({ point }) => measure.images(point)))
  const resamples = distinct(barred.map(({ point }) => frequency.resamples(point)))
  const n =
    images.length > 0
      ? `, n = ${images.map((count) => formatCount(count)).join(' or ')} images each for the ${measure.unit.kind === 'percent' ? 'accuracy' : measure.words}`
      : ''
  const bars = [
    resamples.length > 0
      ? `of ${frequency.words} (${frequency.interval(barred.map(({ point }) => point))}, ${resamples.join(' or ')} resamples)`
      : '',
    measure.interval !== null && barred.some(({ y }) => y.low !== null)
      ? `of ${measure.unit.kind === 'percent' ? 'the accuracy' : measure.words} (${measure.interval})`
      : '',
  ].filter((text) => text !== '')
  const marks = ellipses ? 'ellipses, or bars where one axis has no interval, from the' : 'bars:'
  const first = `${what} of ${counted(placed.length, 'model')}${n}${bars.length > 0 ? `; ${marks} 95 % intervals ${bars.join(' and ')}` : ''}.`
  const ways = [...new Set(placed.flatMap(({ point }) => measure.caption?.(point) ?? []))]
  const way = ways.length === 1 ? ` ${ways[0]!}.` : ''
  const measuredOn = dataSet === undefined ? '' : ` Measured on "${dataSet.name}".`
  return `${first}${measuredOn}${way}${refinedSentence(placed, frequency)}${remarkSentence(placed, measure)}${fits.map((fit) => ` ${fitSentence(fit, axes)}`).join('')}`
}

/** ` f_rev of a and b is of …`: whose mixing frequencies were refined around the crossing. */
function refinedSentence(placed: readonly Placed[], { norm }: MapFrequency): string {
  if (norm !== null) return ''
  const refined = placed.filter(({ point }) => point.f_rev?.refinement !== undefined)
  if (refined.length === 0) return ''
  const whose =
    refined.length === placed.length ? '' : ` of ${listed(refined.map(({ point }) => point.name))}`
  return ` f_rev${whose}: f_mix refined around the crossing, not the exhaustive protocol.`
}

/** ` Clean accuracy of all models is of validation images, which chose the epoch.`; nothing where there is nothing to say. */
function remarkSentence(placed: readonly Placed[], { words, remark }: MapMeasure): string {
  const names = new Map<string, string[]>()
  for (const { point } of placed) {
    const said = remark?.(point) ?? null
    if (said !== null) names.set(said, [...(names.get(said) ?? []), point.name])
  }
  return [...names]
    .map(([said, of]) => ` ${words}${of.length === placed.length ? '' : ` of ${listed(of)}`} is of ${said}.`)
    .join('')
}

/** The fitted curve in words, with its coefficients. */
function fitSentence(fit: BlurFit, { measure, frequency, unit }: MapAxes): string {
  const f = frequency.norm === null ? 'f_rev' : 'f_0.5'
  const size = (value: number): string => Math.abs(value).toPrecision(4)
  const term = (value: number): string => `${value < 0 ? '−' : '+'} ${size(value)}`
  const constant = `${fit.constant < 0 ? '−' : ''}${size(fit.constant)}`
  const range = `${fit.x[0]!.toPrecision(3)} to ${fit.x[fit.x.length - 1]!.toPrecision(3)}`
  return `Dashed: ${fit.weighted ? 'weighted ' : ''}least-squares second-order polynomial through ${throughWhat(fit)}, y = ${constant} ${term(fit.linear)} ${f} ${term(fit.quadratic)} ${f}² (y in ${unitOf(measure)}, ${f} in ${unit} from ${range})${quality(fit)}.`
}

function throughWhat({ sigmas, networks }: BlurFit): string {
  return sigmas === networks
    ? `the ${networks} blur models`
    : `the means of ${networks} blur models at ${sigmas} σ`
}

function quality({ rSquared, sigmas }: BlurFit): string {
  if (sigmas === 3) return '; three σ determine it exactly'
  return rSquared === null ? '' : `, R² = ${rSquared.toFixed(3)}`
}

export function table(points: readonly MapPoint[], axes: MapAxes, options: MapOptions): string {
  const { measure, frequency, unit } = axes
  const [f, name, y] = [frequency.words, measure.words, unitOf(measure)]
  return csv(
    [
      'model',
      'name',
      'group',
      'sigma (pixels)',
      'training seed',
      'weights (SHA-256)',
      `${f} (${unit})`,
      `${f} low (95 % interval of this trained network; ${unit})`,
      `${f} high (95 % interval of this trained network; ${unit})`,
      `${f} resolved from (${unit})`,
      `${f} resolved to (${unit})`,
      `${name} (${y})`,
      `${name} low (95 % interval of this trained network; ${y})`,
      `${name} high (95 % interval of this trained network; ${y})`,
      'n (images)',
      'remark',
      'data set',
      `study of ${f}`,
      'how measured',
    ],
    points.map((point) => {
      const at = frequencyOf(point, frequency, unit, viewingOf(point, options))
      const resolution = resolutionOf(point, frequency, unit, viewingOf(point, options))
      const value = measure.of(point)
      return [
        point.id,
        point.name,
        point.group,
        point.sigma,
        point.seed,
        point.weights,
        at?.value ?? null,
        at?.low ?? null,
        at?.high ?? null,
        resolution?.low ?? null,
        resolution?.high ?? null,
        value?.value ?? null,
        value?.low ?? null,
        value?.high ?? null,
        measure.images(point),
        at === null ? sentenceOf(point, frequency) : tableRemark(point, frequency),
        options.dataSet?.id ?? null,
        at === null ? null : frequency.study(point),
        (measure.how ?? measure.caption)?.(point) ?? null,
      ]
    }),
  )
}

function tableRemark(point: MapPoint, frequency: MapFrequency): string | null {
  const how = frequency.norm === null ? refinedWords(point) : fixedEpsilonRemark(point, frequency)
  const said = [how, certaintyOf(point, frequency)].filter((each) => each !== null)
  return said.length === 0 ? null : said.join('; ')
}

/** Where f_0.5 is not of smallest perturbations; null elsewhere. */
function fixedEpsilonRemark({ f_half }: MapPoint, { norm }: MapFrequency): string | null {
  const epsilon = norm === null ? undefined : f_half[norm]?.fixedEpsilon
  return epsilon === undefined ? null : `f_0.5 of perturbations within a fixed ε = ${epsilon}`
}

export function ariaLabel(placed: readonly Placed[], { measure, frequency, unit }: MapAxes): string {
  const inWords = measure.unit.kind === 'percent' ? 'in percent' : `(${unitOf(measure)})`
  const what = `Scatter plot: ${measure.words} ${inWords} against the ${frequencyWords(frequency)} in ${unit}`
  if (placed.length === 0) return `${what}. It is empty.`
  const xs = placed.map(({ x }) => x.value)
  const ys = placed.map(({ y }) => y.value)
  const span = (values: number[], digits: number): string =>
    (extent(values) ?? [0, 0]).map((value) => value.toPrecision(digits)).join(' to ')
  const percent = measure.unit.kind === 'percent' ? ' %' : ''
  return `${what}; ${counted(placed.length, 'model')}, ${frequency.words} from ${span(xs, 3)}, ${measure.words} from ${span(ys, 3)}${percent}.`
}
