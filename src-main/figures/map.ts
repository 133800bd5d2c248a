/**
 * The Map (methods G.4, G.5): a robustness measure of every model against its reversal or half-power frequency,
 * with both intervals; the blur family as light crosses with a second-order polynomial through them.
 *
 * A model without the frequency, or without the measure, has no place on the axes: it is named, with the reason, in
 * a sentence beside the figure, and is in the CSV. Invariant: nothing is left out silently.
 */
import { groupSchema } from '../contract/model'
import type { Group } from '../contract/model'
import type { MapPoint } from '../contract/window'
import { frequencyTitle, unitChoices } from './axes'
import { familyEnds, familyNote, familyTraces, outsideFamilies, placedFamilies } from './map-families'
import { fitsOf } from './map-fit'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { placeLabels } from './labels'
import type { TextPosition } from './labels'
import type { MapMeasure } from './map-measures'
import { noteOnMethods, noteOnResolution, notesOnMissing, notesOnTraining } from './map-notes'
import { axesOf, place, viewingOf } from './map-points'
import type { MapOptions, Placed } from './map-points'
import { ariaLabel, caption, hoverText, table } from './map-words'
import type { MapAxes } from './map-words'
import type { Interval } from './numbers'
import { groupStyle } from './palette'
import type { QuadraticFit } from './quadratic'
import { stepTick } from './sizes'
import { logarithmicTicks } from './ticks'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH, TICK_SIZE } from './style'

/**
 * @param points what `map.points` answers
 */
export function mapFigure(points: readonly MapPoint[], options: MapOptions): Figure {
  const { theme, unit = 'fraction of Nyquist' } = options
  const { measure, frequency } = axesOf(points, options)
  const axes: MapAxes = { measure, frequency, unit }
  const logarithmic = measure.logarithmic && (options.logarithmic ?? false)
  const placed = place(points, options)
  const { fits, notes: fitNotes } = fitsOf(placed, frequency, options)
  const families = options.families ? placedFamilies(placed) : []
  const xRange = paddedRange(
    placed.map(({ x }) => x),
    [...fits.flatMap(({ x }) => x), ...familyEnds(families, 'x')],
    [0, 1],
  )
  const onAxis = logarithmic ? Math.log10 : Number
  const yRange = paddedRange(
    placed.map(({ y }) => mapped(y, onAxis)),
    [...fits.flatMap(({ y }) => y), ...familyEnds(families, 'y')]
      .filter((value) => !logarithmic || value > 0)
      .map(onAxis),
    measure.unit.kind === 'percent' ? [0, 100] : logarithmic ? [-3, 0] : [0, 1],
  )
  const places =
    (options.labels ?? true) ? labelPlaces(placed, xRange, yRange, onAxis) : new Map<string, TextPosition>()

  const data: Scatter[] = []
  data.push(...fits.map((fit) => fitTrace(fit, options)))
  for (const group of groupSchema.options) {
    const members = outsideFamilies(placed, families).filter(({ point }) => point.group === group)
    if (members.length > 0) data.push(groupTrace(group, members, places, axes, options))
  }
  data.push(...familyTraces(families, options, (network) => hoverText(network, axes, options)))
  const selected = placed.find(({ point }) => point.id === options.selected)
  if (selected !== undefined) data.push(ring(selected, options))

  const notes = [
    ...notesOnTraining(points),
    ...notesOnMissing(points, new Set(placed.map(({ point }) => point.id)), measure, frequency),
    ...noteOnResolution(placed, frequency, unit, options),
    ...noteOnMethods(
      placed.map(({ point }) => point),
      measure,
    ),
  ]
  notes.push(...fitNotes)
  if (options.families) notes.push(familyNote(families))
  return {
    data,
    layout: {
      ...baseLayout(options),
      ...legend(),
      ...(placed.length === 0 ? emptyAnnotation(emptyWords(axes), theme) : {}),
      xaxis: axis(frequencyTitle(frequency.name, unit), theme, { range: xRange }),
      yaxis: axis(measure.title, theme, {
        range: yRange,
        ...(logarithmic ? { type: 'log', ...logTicks(yRange, measure) } : {}),
      }),
    },
    caption: caption(placed, fits, axes),
    notes,
    csv: table(points, axes, options),
    ariaLabel: ariaLabel(placed, axes),
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
  axes: MapAxes,
  options: MapOptions,
): Scatter {
  const { theme, palette } = options
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
    hovertext: members.map((member) => hoverText(member, axes, options)),
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
  onAxis: (value: number) => number,
): Map<string, TextPosition> {
  const points = placed.map(({ point, x, y }) => ({ x: x.value, y: onAxis(y.value), text: labelOf(point) }))
  const found = new Map<string, TextPosition>()
  placeLabels(points, xRange, yRange).forEach((place, i) => {
    if (place !== null) found.set(placed[i]!.point.id, place)
  })
  return found
}

function emptyWords({ measure, frequency }: MapAxes): string {
  const f = frequency.norm === null ? '<i>f</i><sub>rev</sub>' : '<i>f</i><sub>0.5</sub>'
  return measure.unit.kind === 'size' || frequency.norm !== null
    ? `No model has both ${f} and ${measure.words} yet.`
    : `No model has an ${f} yet.`
}

function mapped({ value, low, high }: Interval, onAxis: (value: number) => number): Interval {
  const at = (bound: number | null): number | null => (bound === null ? null : onAxis(bound))
  return { value: onAxis(value), low: at(low), high: at(high) }
}

/** Ticks of a size on a logarithmic axis: for L∞ as the paper's k/255 (methods G.4). */
function logTicks(
  [low, high]: [number, number],
  { unit }: MapMeasure,
): { tickvals: number[]; ticktext: string[] } {
  const tickvals = logarithmicTicks(10 ** low, 10 ** high, unit.kind === 'size' && unit.norm === 'Linf')
  return {
    tickvals,
    ticktext: tickvals.map((value) =>
      unit.kind === 'size' && unit.norm === 'Linf' ? stepTick(value) : String(value),
    ),
  }
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
