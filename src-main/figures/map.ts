/**
 * The Map (methods G.4, G.5): a robustness measure of every model against its reversal or half-power frequency,
 * with both intervals; the blur family as light crosses with a second-order polynomial through them.
 *
 * A model without the frequency, or without the measure, has no place on the axes: it is named, with the reason, in
 * a sentence beside the figure, and is in the CSV. Invariant: nothing is left out silently.
 */
import { groupSchema } from '../contract/model'
import type { Group } from '../contract/model'
import type { MapPoint } from '../contract/map-point'
import { frequencyTitle, unitChoices } from './axes'
import { familyNote, familyTraces, insideFamilies, placedFamilies } from './map-families'
import { fitsOf } from './map-fit'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { paddedExtent } from './extent'
import { intervalBars } from './interval-bars'
import {
  ellipseTraces,
  goldilocksTraces,
  groupMeansOf,
  groupMeanTraces,
  noteOnEllipses,
  noteOnGroupMeans,
} from './map-overlays'
import { ellipseOf } from '../statistics/ellipse'
import { familyLabels, labelOf, labelPlaces } from './map-labels'
import { atEdges, logarithmicRange, logarithms, withoutEdges } from './map-edges'
import type { Drawn } from './map-edges'
import type { TextPosition } from './labels'
import type { MapMeasure } from './map-measure'
import {
  noteOnBeginnings,
  noteOnFixedEpsilon,
  noteOnMethods,
  noteOnResolution,
  notesOnCertainty,
  notesOnIntervals,
  notesOnMissing,
  notesOnSeveral,
  notesOnTraining,
  notesOnUnread,
} from './map-notes'
import { comparability } from './map-work'
import { axesOf, place, viewingOf } from './map-points'
import type { MapOptions, Placed } from './map-points'
import { ariaLabel, caption, hoverText, table } from './map-words'
import type { MapAxes } from './map-words'
import type { Interval } from '../statistics/number-with-interval'
import { groupStyle, hollowSymbol, sigmaShades } from './palette'
import type { QuadraticFit } from './quadratic'
import { stepTick } from './sizes'
import { logarithmicTicks } from './ticks'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH, TICK_SIZE } from './style'
import { mouseV1Ends, withMouseV1 } from './mouse-v1'

/** What the axes show, in their units. */
interface Ends {
  x: readonly [number, number]
  y: readonly [number, number]
}

/** What a marker needs to know of the others. */
interface Surroundings {
  places: ReadonlyMap<string, TextPosition>
  ends: Ends
  /** Models that were measured on other work than most: hollow. */
  other: ReadonlySet<string>
  /** Of the blur family, by σ. */
  shades: ReadonlyMap<number, string>
}

const BARS = { thickness: 1, width: 0 } as const

/**
 * @param points what `map.points` answers
 */
export function mapFigure(points: readonly MapPoint[], options: MapOptions): Figure {
  const { theme, unit = 'fraction of Nyquist' } = options
  const { measure, frequency } = axesOf(points, options)
  const axes: MapAxes = { measure, frequency, unit }
  const logarithmic = measure.logarithmic && (options.logarithmic ?? false)
  const placed = place(points, options)
  const viewings = placed.map(({ point }) => viewingOf(point, options))
  const { fits, notes: fitNotes } = fitsOf(placed, axes, options)
  const { families, notes: outsideNotes } = options.families
    ? placedFamilies(placed, axes)
    : { families: [], notes: [] }
  const inside = insideFamilies(families)
  const isOutside = ({ point }: Placed): boolean => !inside.has(point.id)
  const barred = placed.filter(isOutside)
  const xRange = paddedExtent(
    [
      ...endsOf(placed.map(({ x }) => x)),
      ...fits.flatMap(({ x }) => x),
      ...endsOf(families.map(({ x }) => x)),
      ...mouseV1Ends(options, unit, viewings),
    ],
    [0, 1],
  )
  const ys = [...placed, ...families].map(({ y }) => y)
  const fitted = fits.flatMap(({ y }) => y)
  const onAxis = logarithmic ? Math.log10 : Number
  const yRange = logarithmic
    ? logarithmicRange([...logarithms(ys), ...fitted.filter((y) => y > 0).map(Math.log10)])
    : paddedExtent([...endsOf(ys), ...fitted], measure.unit.kind === 'percent' ? [0, 100] : [0, 1])
  const { drawn, ...edges } = logarithmic
    ? atEdges(placed, yRange, measure, theme, isOutside)
    : withoutEdges(placed)
  const means = logarithmic
    ? atEdges(families, yRange, { words: measure.words, bar: 'range of ± one SD' }, theme)
    : withoutEdges(families)
  const arrows = [...edges.arrows, ...means.arrows]
  const ends: Ends = { x: xRange, y: logarithmic ? [10 ** yRange[0], 10 ** yRange[1]] : yRange }
  const places =
    (options.labels ?? true)
      ? labelPlaces(drawn, means.drawn, isOutside, { x: xRange, y: yRange, onAxis, room: options.room })
      : new Map<string, TextPosition>()

  const shades = sigmaShades(
    points.filter(({ group }) => group === 'blur').map(({ sigma }) => sigma),
    theme,
    options.palette,
  )
  const { other, notes: workNotes } = comparability(placed, axes)
  const data: Scatter[] = []
  data.push(...fits.map((fit) => fitTrace(fit, logarithmic, options)))
  for (const group of groupSchema.options) {
    const members = drawn.filter((each) => isOutside(each) && each.point.group === group)
    if (members.length > 0)
      data.push(groupTrace(group, members, { places, ends, other, shades }, axes, options))
  }
  const hover = (network: Placed): string => hoverText(network, axes, options)
  data.push(
    ...familyTraces(
      means.drawn,
      { drawn, ends, other, hover, labels: familyLabels(means.drawn, places) },
      options,
    ),
  )
  const groupMeans = options.groupMeans ? groupMeansOf(placed, axes, options) : []
  if (options.ellipses) data.unshift(...ellipseTraces(drawn.filter(isOutside), logarithmic, options))
  data.push(...groupMeanTraces(groupMeans, ends, options), ...goldilocksTraces(drawn, options))
  const selected = drawn.find(({ point }) => point.id === options.selected)
  if (selected !== undefined) data.push(ring(selected, options))

  const notes = [
    ...workNotes,
    ...noteOnBeginnings(placed),
    ...notesOnSeveral(placed, frequency),
    ...notesOnTraining(points),
    ...notesOnUnread(points),
    ...notesOnMissing(points, new Set(placed.map(({ point }) => point.id)), measure, frequency),
    ...noteOnFixedEpsilon(
      placed.map(({ point }) => point),
      frequency.norm,
    ),
    ...edges.notes,
    ...means.notes,
    ...notesOnIntervals(barred, measure, frequency),
    ...notesOnCertainty(placed, frequency),
    ...noteOnResolution(placed, frequency, unit, options),
    ...noteOnMethods(
      placed.map(({ point }) => point),
      measure,
    ),
  ]
  notes.push(...fitNotes)
  if (options.ellipses) notes.push(noteOnEllipses(drawn.filter(isOutside)))
  if (options.groupMeans) notes.push(noteOnGroupMeans(groupMeans, axes))
  if (options.goldilocks) notes.push(options.goldilocks.sentence)
  if (options.families) notes.push(...outsideNotes, familyNote(families))
  return finish(
    withMouseV1(
      {
        data,
        layout: {
          ...baseLayout(options),
          ...legend(),
          ...(placed.length === 0
            ? emptyAnnotation(emptyWords(axes), theme)
            : arrows.length > 0
              ? { annotations: arrows }
              : {}),
          xaxis: axis(frequencyTitle(frequency.name, unit), theme, { range: xRange }),
          yaxis: axis(measure.title, theme, {
            range: yRange,
            ...(logarithmic ? { type: 'log', ...logTicks(yRange, measure) } : {}),
          }),
        },
        caption: caption(placed, barred, fits, axes, options),
        notes,
        csv: table(points, axes, options),
        ariaLabel: ariaLabel(placed, axes),
        units: unitChoices(points.map((point) => viewingOf(point, options))),
      },
      { unit, viewings },
      options,
    ),
  )
}

function fitTrace(curve: QuadraticFit, logarithmic: boolean, { theme, palette }: Appearance): Scatter {
  return {
    type: 'scatter',
    mode: 'lines',
    name: 'second-order fit',
    x: curve.x,
    // Below 0 a fit has no place on a logarithmic axis.
    y: logarithmic ? curve.y.map((value) => (value > 0 ? value : null)) : curve.y,
    line: { color: groupStyle('blur', theme, palette).light, width: LINE_WIDTH, dash: 'dash' },
    hoverinfo: 'skip',
  }
}

function groupTrace(
  group: Group,
  members: readonly Drawn[],
  { places, ends, other, shades }: Surroundings,
  axes: MapAxes,
  options: MapOptions,
): Scatter {
  const { theme, palette } = options
  const style = groupStyle(group, theme, palette)
  const colours = members.map(({ point: { sigma } }) =>
    group === 'blur' && sigma !== null ? (shades.get(sigma) ?? style.light) : style.colour,
  )
  // Bars have one colour for all of a trace: those of the blur family are all light.
  const colour = group === 'blur' ? style.light : style.colour
  return {
    type: 'scatter',
    mode: 'markers+text',
    name: group === 'blur' ? 'blur (σ in pixels)' : group,
    x: members.map(({ x }) => x.value),
    y: members.map(({ at }) => at.value),
    customdata: members.map(({ point }) => point.id),
    error_x: intervalBars(
      members.map(({ x, at }) => (options.ellipses && ellipseOf({ x, y: at }) ? without(x) : x)),
      ends.x,
      { color: colour, ...BARS },
    ),
    error_y: intervalBars(
      members.map(({ x, at }) => (options.ellipses && ellipseOf({ x, y: at }) ? without(at) : at)),
      ends.y,
      { color: colour, ...BARS },
    ),
    marker: {
      symbol: members.some(({ point }) => other.has(point.id))
        ? members.map(({ point }) => (other.has(point.id) ? hollowSymbol(style.symbol) : style.symbol))
        : style.symbol,
      size: 10,
      color: group === 'blur' ? colours : colour,
      line: { color: group === 'blur' ? colours : style.outline, width: group === 'blur' ? LINE_WIDTH : 1 },
    },
    text: members.map(({ point }) => (places.has(point.id) ? escapeText(labelOf(point)) : '')),
    textposition: members.map(({ point }) => places.get(point.id) ?? 'middle right'),
    textfont: { size: TICK_SIZE, color: INK[theme].text },
    hovertext: members.map((member) => hoverText(member, axes, options)),
    hoverinfo: 'text',
  }
}

/** Its ellipse says what its bars would. */
function without({ value }: Interval): Interval {
  return { value, low: null, high: null }
}

function ring({ x, at }: Drawn, { theme }: MapOptions): Scatter {
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'selected',
    showlegend: false,
    x: [x.value],
    y: [at.value],
    marker: { symbol: 'circle-open', size: 20, color: INK[theme].text, line: { width: 1.5 } },
    hoverinfo: 'skip',
  }
}

function emptyWords({ measure, frequency }: MapAxes): string {
  const f = frequency.norm === null ? '<i>f</i><sub>rev</sub>' : '<i>f</i><sub>0.5</sub>'
  return measure.unit.kind === 'size' || frequency.norm !== null
    ? `No model has both ${f} and ${measure.words} yet.`
    : `No model has an ${f} yet.`
}

function endsOf(intervals: readonly Interval[]): (number | null)[] {
  return intervals.flatMap(({ value, low, high }) => [value, low, high])
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
