/** f_rev of networks against the frequency that the neurons prefer to which they were drawn (methods N.8; following.ts). */
import { inUnit, unitChoices, uprightFrequencyTitle } from './axes'
import { csv } from './csv'
import { extent, paddedExtent } from './extent'
import { escapeText } from './figure'
import { finish } from './finish'
import { intervalBars } from './interval-bars'
import { withMouseV1 } from './mouse-v1'
import { formatInterval, formatSigned } from '../statistics/number-with-interval'
import { counted } from './numbers'
import { groupStyle, hollowSymbol } from './palette'
import { axis, baseLayout, emptyAnnotation, INK, legend } from './style'
import type { FrequencyUnit } from '../contract/units'
import type { MapPoint } from '../contract/map-point'
import type { Appearance, Figure, Scatter } from './figure'
import { controlWords } from './following'
import type { FollowedSeries, FollowingPoint } from './following'
import type { Interval } from '../statistics/number-with-interval'

export interface FollowingOptions extends Appearance {
  /** Of the vertical axis; 'fraction of Nyquist' unless told. */
  unit?: FrequencyUnit | undefined
}

/** Frequencies that are named at the axis one by one. */
const MOST_TICKS = 8

/** @param points what `map.points` answers: their groups and sizes */
export function followingFigure(
  found: FollowedSeries | null,
  points: readonly MapPoint[],
  options: FollowingOptions,
): Figure {
  const { theme, unit = 'fraction of Nyquist' } = options
  const byId = new Map(points.map((point) => [point.id, point]))
  const all = found ? [...found.drawn, ...found.shuffled] : []
  const viewing = viewingOf(all[0] && byId.get(all[0].id))
  const at = (value: number): number => inUnit(value, unit, viewing)
  const interval = ({ f_rev: { value, low, high } }: FollowingPoint): Interval => ({
    value: at(value),
    low: low === null ? null : at(low),
    high: high === null ? null : at(high),
  })
  const without = found?.without.map(({ value }) => at(value)) ?? []
  const swept = [...new Set(all.map(({ preferred }) => preferred))]
  const xRange = logRange(all.map(({ preferred }) => preferred))
  const yRange = paddedExtent(
    [...all.flatMap((each) => [interval(each).value, interval(each).low, interval(each).high]), ...without],
    [0, 1],
  )
  const trace = (name: string, members: readonly FollowingPoint[], open: boolean): Scatter[] => {
    if (members.length === 0) return []
    const group = open ? 'control' : (byId.get(members[0]!.id)?.group ?? 'other')
    const style = groupStyle(group, theme, options.palette)
    return [
      {
        type: 'scatter',
        mode: 'markers',
        name,
        x: members.map(({ preferred }) => preferred),
        y: members.map((each) => interval(each).value),
        customdata: members.map(({ id }) => id),
        error_y: intervalBars(members.map(interval), yRange, { color: style.colour, thickness: 1, width: 0 }),
        marker: {
          symbol: open ? hollowSymbol(style.symbol) : style.symbol,
          size: 10,
          color: style.colour,
          line: { color: style.outline, width: 1 },
        },
        hovertext: members.map(
          (each) =>
            `<b>${escapeText(each.name)}</b><br>neurons prefer ${each.preferred} cycles/degree<br><i>f</i><sub>rev</sub> ${formatInterval(interval(each))} ${unit}${each.remark === null ? '' : `<br>${escapeText(each.remark)}`}`,
        ),
        hoverinfo: 'text',
      },
    ]
  }
  const figure: Figure = {
    data: [
      ...(found === null || all.length === 0 ? [] : [equalLine(all, at, theme)]),
      ...trace(found?.alpha === null ? 'co-trained' : 'drawn to the neurons', found?.drawn ?? [], false),
      ...trace('shuffled', found?.shuffled ?? [], true),
    ],
    layout: {
      ...baseLayout(options),
      ...legend(),
      ...(all.length === 0
        ? emptyAnnotation(
            'No network that is drawn to simulated neurons has an <i>f</i><sub>rev</sub> yet.',
            theme,
          )
        : {}),
      xaxis: axis('Frequency that the neurons prefer (cycles/degree)', theme, {
        type: 'log',
        range: xRange,
        ...(swept.length > 0 && swept.length <= MOST_TICKS
          ? { tickvals: swept, ticktext: swept.map(String) }
          : {}),
      }),
      yaxis: axis(uprightFrequencyTitle('f_rev', unit), theme, { range: yRange }),
      shapes: without.map((value) => ({
        ...{ type: 'line', xref: 'paper', x0: 0, x1: 1, y0: value, y1: value },
        line: { color: INK[theme].quiet, width: 1, dash: 'dash' },
      })),
    },
    caption: found === null ? 'No network is drawn to simulated neurons.' : caption(found),
    notes: found?.notes ?? [],
    csv: csv(
      [
        'model',
        'name',
        'control',
        'training seed',
        'preferred (cycles/degree)',
        'preferred (fraction of Nyquist)',
        'f_rev (fraction of Nyquist)',
        'f_rev low',
        'f_rev high',
        'remark',
      ],
      (found
        ? [
            ...found.drawn.map((each) => [each, 'none'] as const),
            ...found.shuffled.map((each) => [each, 'shuffled'] as const),
          ]
        : []
      ).map(([{ id, name, seed, preferred, preferredOfNyquist, f_rev, remark }, control]) => [
        ...[id, name, control, seed ?? '', preferred, preferredOfNyquist],
        ...[f_rev.value, f_rev.low, f_rev.high, remark ?? ''],
      ]),
    ),
    ariaLabel: `Scatter plot of the reversal frequency of ${counted(all.length, 'network')} against the frequency that the neurons prefer. ${found?.sentence ?? ''}`,
    units: unitChoices([viewing]),
  }
  const frequencies = { unit, viewings: [viewing], axes: [{ x: 'x', y: 'y', of: 'y' as const }] }
  return finish(withMouseV1(figure, frequencies, options))
}

function caption({ drawn, shuffled, without, alpha, sentence, shuffledCorrelation }: FollowedSeries): string {
  const control =
    shuffledCorrelation?.value == null
      ? ''
      : ` ${controlWords({ alpha }).shuffled} (${counted(shuffled.length, 'network')}): rank correlation ${formatSigned({ ...shuffledCorrelation, value: shuffledCorrelation.value }, 2)}.`
  const lines =
    without.length === 0 ? '' : ` Dashed: ${counted(without.length, 'network')} without a neural term.`
  return `Reversal frequency of ${counted(drawn.length, 'network')} against the median preferred frequency of the simulated neurons ${alpha === null ? 'whose responses they learned' : 'to which they were drawn'}, as it was asked for (of populations of older versions the median of the units may be lower, and each says it) (${alpha === null ? 'co-trained' : `α = ${alpha}`}; bars: 95 % intervals of each network). ${sentence}${control}${lines} Dotted: where the two are the same frequency on the image (methods N.8).`
}

/** Where f_rev is the frequency that the neurons prefer, on the image that both are shown. */
function equalLine(
  all: readonly FollowingPoint[],
  at: (value: number) => number,
  theme: Appearance['theme'],
): Scatter {
  const ordered = all.toSorted((a, b) => a.preferred - b.preferred)
  const ends = [ordered[0]!, ordered.at(-1)!]
  const [low, high] = ends
  const steps = Array.from({ length: 33 }, (_, i) => i / 32)
  const between = (a: number, b: number, t: number): number => a * (b / a) ** t
  return {
    type: 'scatter',
    mode: 'lines',
    name: 'the same frequency',
    x: steps.map((t) => between(low!.preferred, high!.preferred, t)),
    y: steps.map((t) => at(between(low!.preferredOfNyquist, high!.preferredOfNyquist, t))),
    line: { color: INK[theme].quiet, width: 1, dash: 'dot' },
    hoverinfo: 'skip',
  }
}

function viewingOf(point: MapPoint | undefined) {
  return { side: point?.size ?? 32, fieldOfView: point?.neuralTerm?.simulated?.fieldOfView }
}

/** Of the values that have a place on a logarithmic axis. */
function logRange(values: readonly number[]): [number, number] {
  const found = extent(values.filter((value) => value > 0))
  return found === null ? [-2, 0] : [Math.log10(found[0] / 1.3), Math.log10(found[1] * 1.3)]
}
