/**
 * The Map in words and numbers: what hovering says, the caption, the table behind it, and what a screen reader
 * says.
 */
import type { FrequencyUnit } from '../contract/units'
import type { MapPoint } from '../contract/window'
import { csv } from './csv'
import { escapeText } from './figure'
import { measureOf, reversalOf, viewingOf } from './map-points'
import type { MapMeasure, MapOptions, Placed } from './map-points'
import { counted, formatInterval, formatPercent, formatCount } from './numbers'
import type { Interval } from './numbers'
import type { NoFit, QuadraticFit } from './quadratic'

export const MEASURE_WORDS: Record<MapMeasure, string> = {
  accuracy: 'Clean accuracy',
  confidence: 'Confidence at f_rev',
  p_other: 'p_other at f_rev',
}

export function hoverText(
  point: MapPoint,
  x: Interval,
  y: Interval,
  measure: MapMeasure,
  unit: FrequencyUnit,
): string {
  const sigma = point.sigma === null ? 'no blur' : `σ = ${point.sigma} pixels`
  return [
    `<b>${escapeText(point.name)}</b>`,
    [point.group, sigma, ...(point.seed === null ? [] : [`seed ${point.seed}`])].join(', '),
    `<i>f</i><sub>rev</sub> ${formatInterval(x)} ${unit}`,
    `${MEASURE_WORDS[measure]} ${formatPercent({ value: y.value / 100, low: scaled(y.low), high: scaled(y.high) })}`,
  ].join('<br>')
}

function scaled(value: number | null): number | null {
  return value === null ? null : value / 100
}

export function caption(
  placed: readonly Placed[],
  fit: QuadraticFit | NoFit,
  measure: MapMeasure,
  unit: FrequencyUnit,
): string {
  if (placed.length === 0)
    return `${MEASURE_WORDS[measure]} against the reversal frequency f_rev: no model has both yet.`
  const images = [...new Set(placed.map(({ point }) => point.accuracy?.count ?? 0))].filter((n) => n > 0)
  const resamples = [...new Set(placed.map(({ point }) => point.f_rev?.resamples ?? 0))].filter((n) => n > 0)
  const n =
    measure === 'accuracy' && images.length > 0
      ? `, n = ${images.map((count) => formatCount(count)).join(' or ')} images each`
      : ''
  const bars = [
    resamples.length > 0
      ? `of f_rev (bootstrap over images and seeds, ${resamples.join(' or ')} resamples)`
      : '',
    measure === 'accuracy' ? 'of the accuracy (Wilson)' : '',
  ].filter((text) => text !== '')
  const first = `${MEASURE_WORDS[measure]} against the reversal frequency f_rev of ${counted(placed.length, 'model')}${n}${bars.length > 0 ? `; bars: 95 % intervals ${bars.join(' and ')}` : ''}.`
  return fit.kind === 'fit' ? `${first} ${fitSentence(fit, unit)}` : first
}

/** The fitted curve in words, with its coefficients. */
function fitSentence(fit: QuadraticFit, unit: FrequencyUnit): string {
  const size = (value: number): string => Math.abs(value).toPrecision(4)
  const term = (value: number): string => `${value < 0 ? '−' : '+'} ${size(value)}`
  const constant = `${fit.constant < 0 ? '−' : ''}${size(fit.constant)}`
  const range = `${fit.x[0]!.toPrecision(3)} to ${fit.x[fit.x.length - 1]!.toPrecision(3)}`
  return `Dashed: least-squares second-order polynomial through the ${fit.points} blur models, y = ${constant} ${term(fit.linear)} f_rev ${term(fit.quadratic)} f_rev² (y in %, f_rev in ${unit} from ${range})${quality(fit)}.`
}

function quality({ rSquared, points, distinct }: QuadraticFit): string {
  if (points === distinct && points === 3) return '; three models determine it exactly'
  return rSquared === null ? '' : `, R² = ${rSquared.toFixed(3)}`
}

export function table(
  points: readonly MapPoint[],
  measure: MapMeasure,
  unit: FrequencyUnit,
  options: MapOptions,
): string {
  const name = MEASURE_WORDS[measure]
  return csv(
    [
      'model',
      'name',
      'group',
      'sigma (pixels)',
      'seed',
      `f_rev (${unit})`,
      `f_rev low (95 % interval; ${unit})`,
      `f_rev high (95 % interval; ${unit})`,
      `${name} (%)`,
      `${name} low (95 % interval; %)`,
      `${name} high (95 % interval; %)`,
      'n (images)',
      'remark',
    ],
    points.map((point) => {
      const x = reversalOf(point, unit, viewingOf(point, options))
      const y = measureOf(point, measure)
      return [
        point.id,
        point.name,
        point.group,
        point.sigma,
        point.seed,
        x?.value ?? null,
        x?.low ?? null,
        x?.high ?? null,
        y?.value ?? null,
        y?.low ?? null,
        y?.high ?? null,
        measure === 'accuracy' ? (point.accuracy?.count ?? null) : null,
        point.f_rev?.sentence ?? null,
      ]
    }),
  )
}

export function ariaLabel(placed: readonly Placed[], measure: MapMeasure, unit: FrequencyUnit): string {
  const what = `Scatter plot: ${MEASURE_WORDS[measure]} in percent against the reversal frequency f_rev in ${unit}`
  if (placed.length === 0) return `${what}. It is empty.`
  const xs = placed.map(({ x }) => x.value)
  const ys = placed.map(({ y }) => y.value)
  const span = (values: number[], digits: number): string =>
    `${Math.min(...values).toPrecision(digits)} to ${Math.max(...values).toPrecision(digits)}`
  return `${what}; ${counted(placed.length, 'model')}, f_rev from ${span(xs, 3)}, ${MEASURE_WORDS[measure]} from ${span(ys, 3)} %.`
}
