/**
 * Mean accuracy under corruptions against σ of a blur family, with its Goldilocks σ marked (methods M.9): filled where
 * the interval of the difference from the highest covers 0, open where it lies above 0.
 */
import { csv } from './csv'
import { paddedExtent } from './extent'
import { escapeText } from './figure'
import { finish } from './finish'
import { GOLDILOCKS_INTERVAL, goldilocksVerdict } from './goldilocks-words'
import { intervalBars } from './interval-bars'
import { counted, formatCount } from './numbers'
import { groupStyle, hollowSymbol } from './palette'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH, TICK_SIZE } from './style'
import type { Goldilocks, GoldilocksCandidate } from '../contract/comparisons/goldilocks'
import type { Appearance, Figure, Scatter } from './figure'
import { formatPercent } from '../statistics/number-with-interval'
import type { Interval } from '../statistics/number-with-interval'

/** σ that are named at the axis one by one. */
const MOST_TICKS = 12
/** A network of a σ beside the mean of all of them. */
const SMALL = 4

/** Without the digits that a product by 100 only adds. */
const inPercent = (share: number): number => Math.round(share * 1e8) / 1e6

const percent = ({ value, low, high }: Interval): Interval => ({
  value: inPercent(value),
  low: low === null ? null : inPercent(low),
  high: high === null ? null : inPercent(high),
})

/** @param family null: the project has none */
export function goldilocksFigure(family: Goldilocks | null, options: Appearance): Figure {
  const { theme } = options
  const candidates = family?.candidates ?? []
  const style = groupStyle('blur', theme, options.palette)
  const several = candidates.filter(({ models }) => models.length > 1)
  const yRange = paddedExtent(
    candidates.flatMap((each) => [
      ...[inPercent(each.low), inPercent(each.high)],
      ...each.models.map(({ value }) => inPercent(value)),
    ]),
    [0, 100],
  )
  const marks = (name: string, members: readonly GoldilocksCandidate[], open: boolean): Scatter[] =>
    members.length === 0
      ? []
      : [
          {
            type: 'scatter',
            mode: 'markers',
            name,
            x: members.map(({ sigma }) => sigma),
            y: members.map(({ value }) => inPercent(value)),
            error_y: intervalBars(members.map(percent), yRange, {
              color: style.colour,
              thickness: 1,
              width: 0,
            }),
            marker: {
              symbol: open ? hollowSymbol(style.symbol) : style.symbol,
              size: 10,
              color: style.colour,
              line: { color: style.outline, width: 1 },
            },
            hovertext: members.map(
              (each) =>
                `<b>σ = ${each.sigma} px</b><br>${formatPercent(each)}<br>${goldilocksVerdict(each)}; highest in ${inPercent(each.highest).toFixed(1)} % of the resamples`,
            ),
            hoverinfo: 'text',
          },
        ]
  const networks: Scatter[] =
    several.length === 0
      ? []
      : [
          {
            type: 'scatter',
            mode: 'markers',
            name: 'one network each',
            x: several.flatMap(({ sigma, models }) => models.map(() => sigma)),
            y: several.flatMap(({ models }) => models.map(({ value }) => inPercent(value))),
            customdata: several.flatMap(({ models }) => models.map(({ id }) => id)),
            marker: { symbol: 'line-ew-open', size: SMALL * 2, color: style.colour, opacity: 0.7 },
            hovertext: several.flatMap(({ models }) =>
              models.map(
                ({ name, value }) => `<b>${escapeText(name)}</b><br>${inPercent(value).toFixed(1)} %`,
              ),
            ),
            hoverinfo: 'text',
          },
        ]
  const isClose = ({ behind, apart }: GoldilocksCandidate): boolean => behind !== null && !apart
  return finish({
    data: [
      ...marks(
        'highest',
        candidates.filter(({ behind }) => behind === null),
        false,
      ),
      ...marks('cannot be told apart from it', candidates.filter(isClose), false).map((trace) => ({
        ...trace,
        marker: { ...trace.marker, opacity: 0.6 },
      })),
      ...marks(
        'lower',
        candidates.filter(({ apart }) => apart),
        true,
      ),
      ...networks,
    ],
    layout: {
      ...baseLayout(options),
      ...legend(),
      ...(family === null
        ? emptyAnnotation('No blur family is measured with corruptions at two σ yet.', theme)
        : {
            shapes: [
              {
                ...{
                  type: 'line',
                  xref: 'x',
                  yref: 'paper',
                  x0: family.sigma,
                  x1: family.sigma,
                  y0: 0,
                  y1: 1,
                },
                line: { color: INK[theme].quiet, width: LINE_WIDTH, dash: 'dot' },
                layer: 'below',
              },
            ],
            annotations: [
              {
                // Inside of the plot: above it is the legend.
                ...{ x: family.sigma, xref: 'x', xanchor: 'left', xshift: 6, showarrow: false },
                ...{ y: 1, yref: 'paper', yanchor: 'top' },
                text: 'Goldilocks <i>σ</i>',
                font: { size: TICK_SIZE, color: INK[theme].text },
              },
            ],
          }),
      xaxis: axis('Blur <i>σ</i> (pixels)', theme, {
        range: paddedExtent(
          candidates.map(({ sigma }) => sigma),
          [0, 3],
        ),
        ...(candidates.length > 0 && candidates.length <= MOST_TICKS
          ? {
              tickvals: candidates.map(({ sigma }) => sigma),
              ticktext: candidates.map(({ sigma }) => `${sigma}`),
            }
          : {}),
      }),
      yaxis: axis('Mean accuracy on corruptions (%)', theme, { range: yRange }),
    },
    caption:
      family === null
        ? 'No blur family is measured with corruptions at two σ.'
        : `Mean accuracy under corruptions ("${escapeText(family.origin)}") against the blur of ${escapeText(family.name)}: ${counted(family.cells, 'cell')} of types and severities, n = ${formatCount(family.images)} images in each; bars: 95 % ${GOLDILOCKS_INTERVAL}. ${family.sentence}${family.notice === undefined ? '' : ` ${family.notice}`} Filled: the highest, and paler what cannot be told apart from it; open: lower (methods M.9).`,
    notes: [],
    csv: csv(
      [
        'family',
        'σ (pixels)',
        'networks',
        'mean accuracy (%)',
        ...['low', 'high'].map((end) => `mean accuracy ${end} (95 % interval over images; %)`),
        'below the highest (points)',
        ...['low', 'high'].map((end) => `below the highest ${end} (95 % interval over images; points)`),
        'highest in (% of resamples)',
        'on these images',
        'models',
      ],
      candidates.map((each) => [
        ...[family?.name ?? '', each.sigma, each.models.length],
        ...[inPercent(each.value), inPercent(each.low), inPercent(each.high)],
        ...(each.behind === null
          ? ['', '', '']
          : [inPercent(each.behind.value), inPercent(each.behind.low), inPercent(each.behind.high)]),
        ...[inPercent(each.highest), goldilocksVerdict(each), each.models.map(({ id }) => id).join(' ')],
      ]),
    ),
    ariaLabel: `Scatter plot of mean accuracy on corruptions against the blur of ${candidates.length} σ. ${family?.sentence ?? ''}`,
  })
}
