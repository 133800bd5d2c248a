/**
 * The Map (methods G.5): a robustness measure of every model against its reversal frequency, with both
 * intervals; the blur family as light crosses with a second-order polynomial through them.
 *
 * A model without f_rev, or without the measure, has no place on the axes: it is named, with the reason, in
 * a sentence beside the figure, and is in the CSV. Invariant: nothing is left out silently.
 */
import { groupSchema } from '../contract/model'
import type { Group } from '../contract/model'
import type { MapPoint } from '../contract/window'
import { frequencyTitle, TITLES, unitChoices } from './axes'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { placeLabels } from './labels'
import type { TextPosition } from './labels'
import { notesOnMissing } from './map-notes'
import { measureOf, place, viewingOf } from './map-points'
import type { MapMeasure, MapOptions, Placed } from './map-points'
import { ariaLabel, caption, hoverText, MEASURE_WORDS, table } from './map-words'
import type { Interval } from './numbers'
import { groupStyle } from './palette'
import { fitQuadratic } from './quadratic'
import type { QuadraticFit } from './quadratic'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH, TICK_SIZE } from './style'

const AXIS_TITLES: Record<MapMeasure, string> = {
  accuracy: TITLES.cleanAccuracy,
  confidence: TITLES.confidence,
  p_other: TITLES.pOther,
}

/**
 * @param points what `map.points` answers
 */
export function mapFigure(points: readonly MapPoint[], options: MapOptions): Figure {
  const { theme, measure = 'accuracy', unit = 'fraction of Nyquist' } = options
  const placed = place(points, options)
  const family = placed.filter(({ point }) => point.group === 'blur')
  const fit = fitQuadratic(
    family.map(({ x }) => x.value),
    family.map(({ y }) => y.value),
  )
  const xRange = paddedRange(
    placed.map(({ x }) => x),
    fit.kind === 'fit' ? fit.x : [],
    [0, 1],
  )
  const yRange = paddedRange(
    placed.map(({ y }) => y),
    fit.kind === 'fit' ? fit.y : [],
    [0, 100],
  )
  const places =
    (options.labels ?? true) ? labelPlaces(placed, xRange, yRange) : new Map<string, TextPosition>()

  const data: Scatter[] = []
  if (fit.kind === 'fit') data.push(fitTrace(fit, options))
  for (const group of groupSchema.options) {
    const members = placed.filter(({ point }) => point.group === group)
    if (members.length > 0) data.push(groupTrace(group, members, places, options))
  }
  const selected = placed.find(({ point }) => point.id === options.selected)
  if (selected !== undefined) data.push(ring(selected, options))

  const notes = notesOnMissing(
    points,
    new Set(placed.map(({ point }) => point.id)),
    MEASURE_WORDS[measure],
    (point) => measureOf(point, measure) !== null,
  )
  if (fit.kind === 'none' && family.length > 0) notes.push(fit.sentence)
  return {
    data,
    layout: {
      ...baseLayout(options),
      ...legend(),
      ...(placed.length === 0 ? emptyAnnotation('No model has an <i>f</i><sub>rev</sub> yet.', theme) : {}),
      xaxis: axis(frequencyTitle('f_rev', unit), theme, { range: xRange }),
      yaxis: axis(AXIS_TITLES[measure], theme, { range: yRange }),
    },
    caption: caption(placed, fit, measure, unit),
    notes,
    csv: table(points, measure, unit, options),
    ariaLabel: ariaLabel(placed, measure, unit),
    units: unitChoices(points.map((point) => viewingOf(point, options))),
  }
}

function fitTrace(curve: QuadraticFit, { theme, palette }: Appearance): Scatter {
  return {
    type: 'scatter',
    mode: 'lines',
    name: 'second-order fit',
    x: curve.x,
    y: curve.y,
    line: { color: groupStyle('blur', theme, palette).light, width: LINE_WIDTH, dash: 'dash' },
    hoverinfo: 'skip',
  }
}

function groupTrace(
  group: Group,
  members: readonly Placed[],
  places: ReadonlyMap<string, TextPosition>,
  { theme, palette, measure = 'accuracy', unit = 'fraction of Nyquist' }: MapOptions,
): Scatter {
  const style = groupStyle(group, theme, palette)
  const colour = group === 'blur' ? style.light : style.colour
  return {
    type: 'scatter',
    mode: 'markers+text',
    name: group === 'blur' ? 'blur (σ in pixels)' : group,
    x: members.map(({ x }) => x.value),
    y: members.map(({ y }) => y.value),
    customdata: members.map(({ point }) => point.id),
    error_x: errorBars(
      members.map(({ x }) => x),
      colour,
    ),
    error_y: errorBars(
      members.map(({ y }) => y),
      colour,
    ),
    marker: {
      symbol: style.symbol,
      size: 10,
      color: colour,
      line: { color: group === 'blur' ? colour : style.outline, width: group === 'blur' ? LINE_WIDTH : 1 },
    },
    text: members.map(({ point }) => (places.has(point.id) ? escapeText(labelOf(point)) : '')),
    textposition: members.map(({ point }) => places.get(point.id) ?? 'middle right'),
    textfont: { size: TICK_SIZE, color: INK[theme].text },
    hovertext: members.map(({ point, x, y }) => hoverText(point, x, y, measure, unit)),
    hoverinfo: 'text',
  }
}

function errorBars(intervals: readonly Interval[], color: string): NonNullable<Scatter['error_x']> {
  return {
    type: 'data',
    symmetric: false,
    array: intervals.map(({ value, high }) => (high === null ? 0 : high - value)),
    arrayminus: intervals.map(({ value, low }) => (low === null ? 0 : value - low)),
    color,
    thickness: 1,
    width: 0,
  }
}

function ring({ x, y }: Placed, { theme }: MapOptions): Scatter {
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'selected',
    showlegend: false,
    x: [x.value],
    y: [y.value],
    marker: { symbol: 'circle-open', size: 20, color: INK[theme].text, line: { width: 1.5 } },
    hoverinfo: 'skip',
  }
}

/** A longer name would cover the figure; its group says enough there, and hovering the rest. */
const LONGEST_LABEL = 24

/** Beside a marker of the blur family its σ says more than its name; the legend says what the number is. */
function labelOf({ group, name, sigma }: MapPoint): string {
  if (group === 'blur' && sigma !== null) return String(sigma)
  return name.length > LONGEST_LABEL ? group : name
}

function labelPlaces(
  placed: readonly Placed[],
  xRange: [number, number],
  yRange: [number, number],
): Map<string, TextPosition> {
  const points = placed.map(({ point, x, y }) => ({ x: x.value, y: y.value, text: labelOf(point) }))
  const found = new Map<string, TextPosition>()
  placeLabels(points, xRange, yRange).forEach((place, i) => {
    if (place !== null) found.set(placed[i]!.point.id, place)
  })
  return found
}

/** What an axis shows: every interval and the fit, with a margin; some room around a single value; the whole without any. */
function paddedRange(
  intervals: readonly Interval[],
  more: readonly number[],
  whole: [number, number],
): [number, number] {
  const values = [
    ...intervals.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]),
    ...more,
  ]
  if (values.length === 0) return whole
  const low = Math.min(...values)
  const high = Math.max(...values)
  const pad = high > low ? (high - low) * 0.08 : Math.max(Math.abs(high) * 0.1, 0.01)
  return [low - pad, high + pad]
}
