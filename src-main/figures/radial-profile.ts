/**
 * The cumulative radial profile of perturbations (methods E, G.2 d,h, G.4 b): which part of their power lies
 * below a frequency. The mean of a group is thick and in full colour, its models thin and light; the frequency
 * with half of the power below it, f_0.5, is marked on the 50 % line.
 */
import { intervalWords } from '../contract/interval-words'
import type { Group } from '../contract/model'
import type { RadialProfile, SpectrumModelResult, SpectrumResult } from '../contract/kinds/spectrum/study'
import type { FrequencyUnit, Viewing } from '../contract/units'
import { frequencyTitle, pixelsInUnit, TITLES, unitChoices } from './axes'
import { csv } from './csv'
import { extent } from './extent'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { intervalBarX } from './interval-bars'
import { formatInterval } from '../statistics/number-with-interval'
import { counted, formatCount } from './numbers'
import { groupStyle } from './palette'
import { otherUnit, SECOND_AXIS_MARGIN, SECOND_AXIS_TRACE, secondAxis } from './second-axis'
import { sharedSentences } from './shared-sentences'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH } from './style'
import { withMouseV1 } from './mouse-v1'

export interface ProfileModel {
  name: string
  result: SpectrumModelResult
}

export interface RadialProfileOptions extends Appearance {
  unit?: FrequencyUnit | undefined
  /** Of the images. */
  viewing?: Viewing | undefined
  /** `paper`: the 25 thresholds that f_0.5 is read from; `fine`: as many as were asked for. */
  points?: 'paper' | 'fine' | undefined
  method: string
}

interface Line {
  id: string | null
  name: string
  group: Group
  thick: boolean
  profile: RadialProfile
  f_half: { value: number | null; low: number | null; high: number | null }
}

const MEAN_WIDTH = 3.5

/** @param groups the means of the groups with two or more models, as the result has them */
export function radialProfileFigure(
  models: readonly ProfileModel[],
  groups: SpectrumResult['groups'],
  options: RadialProfileOptions,
): Figure {
  const { theme, unit = 'cycles/pixel', viewing = {} } = options
  const lines = linesOf(models, groups, options)
  const at = (frequency: number): number => inUnit(frequency, unit, viewing)
  const corner = extent([0, ...lines.map(({ profile }) => profile.thresholds.at(-1))])![1]
  const range: [number, number] = [0, at(corner === 0 ? Math.SQRT1_2 : corner)]
  const other = otherUnit(unit)
  return finish(
    withMouseV1(
      {
        data: [
          SECOND_AXIS_TRACE,
          ...lines.filter(({ thick }) => !thick).map((each) => curve(each, at, unit, options)),
          ...lines.filter(({ thick }) => thick).map((each) => curve(each, at, unit, options)),
          ...lines.flatMap((each) => (each.thick ? mark(each, at, unit, options) : [])),
        ],
        layout: {
          ...baseLayout(options),
          ...legend(),
          margin: { l: 60, r: 20, t: SECOND_AXIS_MARGIN, b: 50, pad: 0 },
          legend: {
            ...legend().legend,
            orientation: 'v',
            x: 1,
            xanchor: 'right',
            y: 0.03,
            yanchor: 'bottom',
          },
          ...(lines.length === 0 ? emptyAnnotation('No spectrum is finished yet.', theme) : {}),
          xaxis: axis(frequencyTitle('frequency', unit), theme, { range }),
          xaxis2: secondAxis(other, range, inUnit(0.5, other, viewing) / at(0.5), theme),
          yaxis: axis(TITLES.portionOfPower, theme, { range: [-2, 102], tickvals: [0, 25, 50, 75, 100] }),
          shapes: [
            {
              type: 'line',
              xref: 'paper',
              x0: 0,
              x1: 1,
              y0: 50,
              y1: 50,
              line: { color: INK[theme].quiet, width: 1, dash: 'dash' },
              layer: 'below',
            },
          ],
        },
        caption: caption(models, lines, options),
        notes: sharedSentences(
          models.flatMap(({ name, result: { images, f_half } }) => {
            const sentence =
              f_half.sentence ??
              (!(images > 0)
                ? 'There is no perturbation of it, so that it is not shown.'
                : f_half.value === null
                  ? 'It has no f_0.5.'
                  : f_half.low === null || f_half.high === null
                    ? 'Its f_0.5 has no interval.'
                    : null)
            return sentence === null ? [] : [{ name, sentence }]
          }),
        ),
        csv: table(lines, at, unit),
        ariaLabel: `Line plot: portion of the perturbations' power in percent below a spatial frequency in ${unit}. ${
          lines.length === 0
            ? 'It is empty'
            : lines
                .map(({ name, f_half }) =>
                  f_half.value === null
                    ? `${name} without f_0.5`
                    : `${name}: half of it below ${at(f_half.value).toPrecision(3)}`,
                )
                .join('; ')
        }.`,
        units: unitChoices([viewing]),
      },
      { unit, viewings: [viewing] },
      options,
    ),
  )
}

function inUnit(frequency: number, unit: FrequencyUnit, viewing: Viewing): number {
  return pixelsInUnit(frequency, unit, viewing)
}

/** Group means and the models; a model that is alone in its group is drawn as a mean is. */
function linesOf(
  models: readonly ProfileModel[],
  groups: SpectrumResult['groups'],
  { points = 'paper' }: RadialProfileOptions,
): Line[] {
  const which = points === 'paper' ? 'profile' : 'fineProfile'
  return [
    ...models
      .filter(({ result }) => result.images > 0)
      .map(({ name, result }): Line => {
        const { value, low, high } = result.f_half
        return {
          id: result.id,
          name,
          group: result.group,
          thick: !groups.some(({ group }) => group === result.group),
          profile: result[which],
          f_half: { value, low, high },
        }
      }),
    ...groups.map(({ group, models: count, settings, f_half, ...profiles }): Line => ({
      id: null,
      name: `${group}, mean of ${settings === count ? count : `${counted(settings, 'setting')} (${counted(count, 'network')})`}`,
      group,
      thick: true,
      profile: profiles[which],
      f_half: { value: f_half.value, low: null, high: null },
    })),
  ]
}

function curve(
  { id, name, group, thick, profile }: Line,
  at: (frequency: number) => number,
  unit: FrequencyUnit,
  { theme, palette }: Appearance,
): Scatter {
  const style = groupStyle(group, theme, palette)
  return {
    type: 'scatter',
    mode: 'lines',
    name: escapeText(name),
    // The mean speaks for its group; hovering names the models.
    showlegend: thick,
    x: profile.thresholds.map(at),
    y: profile.proportions.map((share) => share * 100),
    line: {
      color: thick ? style.colour : style.light,
      width: thick ? (id === null ? MEAN_WIDTH : LINE_WIDTH) : 1,
      dash: thick ? style.dash : 'solid',
    },
    hovertext: profile.proportions.map(
      (share, i) =>
        `<b>${escapeText(name)}</b><br>${(share * 100).toFixed(1)} % below ${at(profile.thresholds[i]!).toPrecision(3)} ${unit}`,
    ),
    hoverinfo: 'text',
  }
}

function mark(
  { id, name, group, f_half: { value, low, high } }: Line,
  at: (frequency: number) => number,
  unit: FrequencyUnit,
  { theme, palette }: Appearance,
): Scatter[] {
  if (value === null) return []
  const style = groupStyle(group, theme, palette)
  const interval = {
    value: at(value),
    low: low === null ? null : at(low),
    high: high === null ? null : at(high),
  }
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name: escapeText(name),
      showlegend: false,
      x: [interval.value],
      y: [50],
      customdata: [id ?? ''],
      ...intervalBarX(interval, [0, at(Math.SQRT1_2)], INK[theme].text),
      marker: {
        symbol: style.symbol,
        size: 10,
        color: style.colour,
        line: { color: INK[theme].text, width: 1 },
      },
      hovertext: [`<b>${escapeText(name)}</b><br><i>f</i><sub>0.5</sub> ${formatInterval(interval)} ${unit}`],
      hoverinfo: 'text',
    },
  ]
}

function caption(
  models: readonly ProfileModel[],
  lines: readonly Line[],
  { method, points = 'paper' }: RadialProfileOptions,
): string {
  const what = 'Portion of the power of the perturbations below a spatial frequency'
  if (lines.length === 0) return `${what}: there is none yet.`
  const counts = [...new Set(models.map(({ result }) => result.images))]
    .map((n) => formatCount(n))
    .join(' or ')
  const thresholds = lines[0]!.profile.thresholds.length
  const means = lines.some(({ id }) => id === null)
    ? ' Thick: means of groups of one architecture, in which each σ or other setting counts once, however many training seeds it has; thin and light: their models.'
    : ''
  return `${what}, ${counted(models.length, 'model')}, n = ${counts} perturbations each, ${thresholds} thresholds${points === 'paper' ? ' as in the paper' : ''}; ${method}.${means} Marks: f_0.5, where half of the power lies below${points === 'paper' ? '' : `, read from 25 thresholds as in the paper, so that marks may lie beside these curves of ${thresholds}`}${markedIntervals(lines)}; large perturbations weigh more than small ones, as in the paper.`
}

/** A mean of a group has no interval: its networks are no sample of one. */
function markedIntervals(lines: readonly Line[]): string {
  const marked = lines.filter(({ thick, f_half }) => thick && f_half.value !== null)
  const covered = marked.filter(({ f_half: { low, high } }) => low !== null && high !== null)
  if (covered.length === 0) return ''
  const whose = covered.length === marked.length ? '' : ' of single models'
  return `, with 95 % intervals${whose} (${intervalWords('half-power frequency')})`
}

function table(lines: readonly Line[], at: (frequency: number) => number, unit: FrequencyUnit): string {
  return csv(
    ['model', 'name', 'group', `frequency (${unit})`, 'portion of power (%)', `f_0.5 (${unit})`],
    lines.flatMap(({ id, name, group, profile, f_half }) =>
      profile.thresholds.map((threshold, i) => [
        id ?? '',
        name,
        group,
        at(threshold),
        profile.proportions[i]! * 100,
        f_half.value === null ? null : at(f_half.value),
      ]),
    ),
  )
}
