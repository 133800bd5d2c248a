/**
 * Preference against vulnerability as a figure (methods K.14): the frequency at which each model reverses against the
 * one below which half of the power of its smallest perturbations lies, both in one unit, with the line on which they
 * are equal. The correlations are in the caption and the table.
 */
import { NORM_WORDS } from '../contract/kinds/attack/methods'
import { groupSchema } from '../contract/model'
import type { NormName } from '../contract/kinds/attack/methods'
import type { FrequencyUnit } from '../contract/units'
import type { MapPoint } from '../contract/map-point'
import { frequencyTitle, unitChoices, uprightFrequencyTitle } from './axes'
import { csv } from './csv'
import { paddedExtent } from './extent'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { barNotes, intervalBars } from './interval-bars'
import { DEFAULT_FREQUENCY, frequencyNamed } from './map-measures'
import type { MapFrequency } from './map-measures'
import { frequencyOf, hasPlace, viewingOf } from './map-points'
import { workOfFrequency } from './map-work'
import { noteOnFixedEpsilon, notesOnUnread } from './map-notes'
import { mouseV1Ends, withMouseV1 } from './mouse-v1'
import { formatInterval, formatSigned } from '../statistics/number-with-interval'
import { counted, listed } from './numbers'
import { pairingsOf } from './map-measures'
import { resampledWords } from '../contract/kinds/hybrid/resampled'
import type { Interval } from '../statistics/number-with-interval'
import { groupStyle, hollowSymbol } from './palette'
import { leftOut, preferenceOf } from './preference'
import type { Preference } from './preference'
import { notShown } from './shared-sentences'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH } from './style'
import type { Correlation } from '../statistics/correlation'

export interface PreferenceOptions extends Appearance {
  /** Of the perturbations. */
  norm: NormName
  /** Of both axes; 'cycles/pixel' unless told. */
  unit?: FrequencyUnit | undefined
  fieldOfView?: number | undefined
  /** Identifier of a model to put a ring around. */
  selected?: string | null | undefined
}

interface Placed {
  point: MapPoint
  x: Interval
  y: Interval
}

/** @param points what `map.points` answers */
export function preferenceFigure(points: readonly MapPoint[], options: PreferenceOptions): Figure {
  const { theme, norm, unit = 'cycles/pixel', selected } = options
  const [reversal, half] = [frequencyNamed(DEFAULT_FREQUENCY), frequencyNamed(`f_half-${norm}`)]
  const placed = points.flatMap((point): Placed[] => {
    const at = (frequency: MapFrequency): Interval | null =>
      frequencyOf(point, frequency, unit, viewingOf(point, options))
    const [x, y] = [at(reversal), at(half)]
    return x !== null && y !== null && hasPlace(x) && hasPlace(y) ? [{ point, x, y }] : []
  })
  const shown = new Set(placed.map(({ point }) => point.id))
  const found = preferenceOf(
    points.filter(({ id }) => shown.has(id)),
    norm,
  )
  const viewings = placed.map(({ point }) => viewingOf(point, options))
  const ends = (which: 'x' | 'y'): [number, number] =>
    paddedExtent(
      [
        ...placed.flatMap(({ [which]: { value, low, high } }) => [value, low, high]),
        ...mouseV1Ends(options, unit, viewings),
      ],
      [0, 1],
    )
  const [xRange, yRange] = [ends('x'), ends('y')]
  const work = [workOfFrequency(placed, reversal), workOfFrequency(placed, half)]
  const other = new Set(work.flatMap((each) => each.other))
  const ring = placed.find(({ point }) => point.id === selected)
  return finish(
    withMouseV1(
      {
        data: [
          ...(placed.length === 0 ? [] : [diagonal(xRange, yRange, theme)]),
          ...groupSchema.options.flatMap((group): Scatter[] => {
            const members = placed.filter(({ point }) => point.group === group)
            return members.length === 0
              ? []
              : [groupTrace(group, members, { xRange, yRange, other, unit }, options)]
          }),
          ...(ring === undefined ? [] : [ringTrace(ring, theme)]),
        ],
        layout: {
          ...baseLayout(options),
          ...legend(),
          ...(placed.length === 0
            ? emptyAnnotation(
                'No model has both <i>f</i><sub>rev</sub> and <i>f</i><sub>0.5</sub> yet.',
                theme,
              )
            : {}),
          xaxis: axis(frequencyTitle('f_rev', unit), theme, { range: xRange }),
          yaxis: axis(uprightFrequencyTitle('f_half', unit), theme, { range: yRange }),
        },
        caption: caption(placed, found, norm),
        notes: [
          ...work.flatMap((each) => each.notes),
          ...noteOnFixedEpsilon(
            placed.map(({ point }) => point),
            norm,
          ),
          ...missing(points, shown, norm),
          ...notesOnUnread(points),
          ...(['x', 'y'] as const).flatMap((which) =>
            barNotes(
              placed.map((each) => ({ name: each.point.name, interval: each[which] })),
              which === 'x' ? 'f_rev' : half.words,
            ),
          ),
        ],
        csv: table(placed, found, unit, norm),
        ariaLabel: `Scatter plot: half-power frequency f_0.5 of ${NORM_WORDS[norm]} perturbations against the reversal frequency f_rev, both in ${unit}; ${counted(placed.length, 'model')}. ${sentenceOf(`${whichModels(found.points)}, Pearson`, found.across.pearson)}.`,
        units: unitChoices(points.map((point) => viewingOf(point, options))),
      },
      {
        unit,
        viewings,
        axes: [
          { x: 'x', y: 'y' },
          { x: 'x', y: 'y', of: 'y' },
        ],
      },
      options,
    ),
  )
}

/** Where f_rev = f_0.5, as far as both axes show it. */
function diagonal(
  x: readonly [number, number],
  y: readonly [number, number],
  theme: Appearance['theme'],
): Scatter {
  const ends = [Math.max(x[0], y[0]), Math.min(x[1], y[1])]
  const drawn = ends[0]! < ends[1]! ? ends : []
  return {
    type: 'scatter',
    mode: 'lines',
    name: 'equal frequencies',
    x: drawn,
    y: drawn,
    line: { color: INK[theme].quiet, width: 1, dash: 'dot' },
    hoverinfo: 'skip',
  }
}

function groupTrace(
  group: MapPoint['group'],
  members: readonly Placed[],
  {
    xRange,
    yRange,
    other,
    unit,
  }: { xRange: [number, number]; yRange: [number, number]; other: ReadonlySet<string>; unit: FrequencyUnit },
  { theme, palette, norm }: PreferenceOptions,
): Scatter {
  const style = groupStyle(group, theme, palette)
  const colour = group === 'blur' ? style.light : style.colour
  const bars = (which: 'x' | 'y', range: [number, number]) =>
    intervalBars(
      members.map((each) => each[which]),
      range,
      { color: colour, thickness: 1, width: 0 },
    )
  return {
    type: 'scatter',
    mode: 'markers',
    name: group,
    x: members.map(({ x }) => x.value),
    y: members.map(({ y }) => y.value),
    customdata: members.map(({ point }) => point.id),
    error_x: bars('x', xRange),
    error_y: bars('y', yRange),
    marker: {
      symbol: members.map(({ point }) => (other.has(point.id) ? hollowSymbol(style.symbol) : style.symbol)),
      size: 10,
      color: colour,
      line: { color: group === 'blur' ? colour : style.outline, width: group === 'blur' ? LINE_WIDTH : 1 },
    },
    hovertext: members.map(
      ({ point, x, y }) =>
        `<b>${escapeText(point.name)}</b><br><i>f</i><sub>rev</sub> ${formatInterval(x)} ${unit}<br><i>f</i><sub>0.5</sub> (${NORM_WORDS[norm]}) ${formatInterval(y)} ${unit}`,
    ),
    hoverinfo: 'text',
  }
}

function ringTrace({ x, y }: Placed, theme: Appearance['theme']): Scatter {
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

function caption(
  placed: readonly Placed[],
  { points, across, within, method }: Preference,
  norm: NormName,
): string {
  const what = `Half-power frequency f_0.5 of ${NORM_WORDS[norm]} perturbations (in which frequencies a model is attacked) against the reversal frequency f_rev (which it prefers)`
  if (placed.length === 0) return `${what}: no model has both yet.`
  const parts = [
    sentenceOf(`${whichModels(points)}, Pearson`, across.pearson),
    sentenceOf('Spearman', across.spearman),
    ...(within === null
      ? ['within blur series: no series has two models with both']
      : [
          sentenceOf(`within ${within.families} blur series, Pearson`, within.pearson),
          sentenceOf('Spearman', within.spearman),
        ]),
  ]
  return `${what}, ${counted(placed.length, 'model')}; bars: 95 % intervals of each trained network (bootstrap over ${resampledWords(pairingsOf(placed.map(({ point }) => point)))}; over images); dotted: equal frequencies. ${leftOut(
    points,
  )
    .map((sentence) => `Hollow: ${sentence} `)
    .join('')}${parts.join('; ')}. ${method}`
}

/** What the correlations are over, at the start of a sentence. */
function whichModels(points: Preference['points']): string {
  return points.every(({ correlated }) => correlated) ? 'All models' : 'Models measured on one work'
}

function sentenceOf(what: string, { n, value, low, high, sentence }: Correlation): string {
  const number = value === null ? 'not given' : formatSigned({ value, low, high }, 2)
  const why = sentence === null ? '' : ` (${sentence.replace(/\.$/, '')})`
  return `${what} ${number}, n = ${n}${why}`
}

function missing(points: readonly MapPoint[], shown: ReadonlySet<string>, norm: NormName): string[] {
  const without = points.filter(({ id }) => !shown.has(id))
  const fixed = without.filter(({ f_half }) => f_half[norm]?.fixedEpsilon !== undefined)
  const names = without.filter((point) => !fixed.includes(point)).map(({ name }) => name)
  const reasons = notShown(
    fixed.map(({ name, f_half }) => ({ name, sentence: f_half[norm]?.sentence ?? 'it has no f_rev.' })),
  )
  return names.length === 0
    ? reasons
    : [
        ...reasons,
        `Not shown, because f_rev or f_0.5 (${NORM_WORDS[norm]}) is not measured or has no value: ${listed(names)}.`,
      ]
}

function table(
  placed: readonly Placed[],
  { across, within, points }: Preference,
  unit: FrequencyUnit,
  norm: NormName,
): string {
  const correlations: [string, Correlation | null][] = [
    ['Pearson r, all models', across.pearson],
    ['Spearman rho, all models', across.spearman],
    ['Pearson r, within blur series', within?.pearson ?? null],
    ['Spearman rho, within blur series', within?.spearman ?? null],
  ]
  const halfName = `f_0.5 of ${NORM_WORDS[norm]} perturbations`
  const preferred = new Map(points.map((point) => [point.id, point]))
  return csv(
    [
      ...['model', 'name', 'group', 'blur series'],
      ...['f_rev', halfName].flatMap((name) => [
        `${name} (${unit})`,
        `${name} low (95 % interval of this trained network; ${unit})`,
        `${name} high (95 % interval of this trained network; ${unit})`,
      ]),
      'in the correlations',
      ...correlations.flatMap(([name]) => [name, `${name}, low (95 %)`, `${name}, high (95 %)`]),
    ],
    placed.map(({ point, x, y }) => [
      ...[point.id, point.name, point.group, preferred.get(point.id)?.series ?? null],
      ...[x.value, x.low, x.high, y.value, y.low, y.high],
      preferred.get(point.id)?.correlated === true ? 'yes' : 'no: measured on other work',
      ...correlations.flatMap(([, found]) => [found?.value ?? null, found?.low ?? null, found?.high ?? null]),
    ]),
  )
}
