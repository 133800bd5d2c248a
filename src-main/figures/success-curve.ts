/**
 * The proportion of images that can be perturbed within a size, against that size (methods D.4, G.2, Fig 2b,f):
 * one step-free curve per model through the quantiles of ε, with the median marked and its interval.
 *
 * An image for which nothing was found is censored: the curve then ends below 100 %, and a note says so.
 */
import { intervalWords } from '../contract/interval-words'
import type { NormName } from '../contract/kinds/attack/methods'
import { doubtsOf, SIZE_WORDS, sizesOf } from './attacked-model'
import type { AttackedModel, SizeKind } from './attacked-model'
import { TITLES } from './axes'
import { csv } from './csv'
import { extent } from './extent'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { intervalBarX, openEnds } from './interval-bars'
import { memberColours } from './member-colours'
import { formatPercent } from '../statistics/number-with-interval'
import { counted, formatCount, listed } from './numbers'
import { groupStyle } from './palette'
import { SECOND_AXIS_MARGIN, SECOND_AXIS_TRACE, secondAxis } from './second-axis'
import { formatSize, sizeTitle, sizeUnit, STEPS } from './sizes'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH } from './style'

export interface SuccessCurveOptions extends Appearance {
  norm: NormName
  /** Method and criterion in words: what the result calls its caption. */
  method: string
  /** The size in the norm unless told. */
  size?: SizeKind | undefined
}

interface Curve {
  model: AttackedModel
  x: number[]
  /** Percent. */
  y: number[]
  median: { value: number; low: number | null; high: number | null } | null
}

/** So many names have room below the curves, in a window and in a panel of a journal. */
const MOST_BESIDE = 3

export function successCurveFigure(models: readonly AttackedModel[], options: SuccessCurveOptions): Figure {
  const { theme, norm, size = 'norm' } = options
  const curves = models.flatMap((model) => curveOf(model, size) ?? [])
  const colours = memberColours(
    curves.map(({ model }) => model.result.group),
    options,
  )
  const most = extent([0, ...curves.map(mostOf)])![1]
  const range: [number, number] = [0, most === 0 ? 1 : most * 1.04]
  const largest = extent([range[1], ...curves.flatMap(({ x }) => x)])![1]
  const title = sizeTitle(norm)
  const linf = norm === 'Linf'
  const data = curves.flatMap((curve, i) => [
    line(curve, colours[i]!, largest, options),
    ...medianMark(curve, colours[i]!, largest, options),
  ])
  return finish(
    {
      data: linf ? [SECOND_AXIS_TRACE, ...data] : data,
      layout: {
        ...baseLayout(options),
        ...legend(),
        ...(linf ? { margin: { l: 60, r: 20, t: SECOND_AXIS_MARGIN, b: 50, pad: 0 } } : {}),
        // Where few curves have risen there is room; the names of more would lie over them.
        ...(curves.length <= MOST_BESIDE
          ? {
              legend: {
                ...legend().legend,
                orientation: 'v',
                x: 1,
                xanchor: 'right',
                y: 0.03,
                yanchor: 'bottom',
              },
            }
          : {}),
        ...(curves.length === 0 ? emptyAnnotation('No model is attacked yet.', theme) : {}),
        xaxis: axis(`${title[0]!.toUpperCase()}${title.slice(1)}`, theme, { range }),
        ...(linf
          ? { xaxis2: secondAxis('ε in steps of 1/255', range, STEPS, theme, (k) => `${k}/255`) }
          : {}),
        yaxis: axis(TITLES.success, theme, { range: [-2, 104], tickvals: [0, 25, 50, 75, 100] }),
        shapes: [
          {
            type: 'line',
            xref: 'paper',
            x0: 0,
            x1: 1,
            y0: 100,
            y1: 100,
            line: { color: INK[theme].quiet, width: 1 },
            layer: 'below',
          },
        ],
      },
      caption: caption(curves, options),
      notes: [
        ...doubtsOf(models),
        ...openEnds(
          curves.flatMap(({ model: { name }, median }) =>
            median === null ? [] : [{ name, interval: median }],
          ),
          'the median ε',
        ),
        ...without(models, curves),
      ],
      csv: table(curves, norm),
      ariaLabel: `Line plot: success rate in percent against the perturbation size ε (${sizeUnit(norm)}). ${
        curves.length === 0
          ? 'It is empty'
          : curves.map(({ model: { name }, median }) => `${name} ${medianWords(median, norm)}`).join('; ')
      }.`,
    },
    { endsEarly: ['x'] },
  )
}

/** Models without a curve, or without a median on it. */
function without(models: readonly AttackedModel[], curves: readonly Curve[]): string[] {
  const drawn = new Set(curves.map(({ model }) => model.result.id))
  const absent = models.filter(({ result }) => !drawn.has(result.id)).map(({ name }) => name)
  const broken = curves
    .filter(
      ({ model: { result } }) =>
        result.censored === null && result.curve.epsilon.some((each) => each === null),
    )
    .map(({ model }) => model.name)
  const unmarked = curves.filter(({ median }) => median === null).map(({ model }) => model.name)
  return [
    ...(absent.length === 0 ? [] : [`No size is known, hence no curve: ${listed(absent)}.`]),
    ...(broken.length === 0 ? [] : [`Not known at every proportion of images: ${listed(broken)}.`]),
    ...(unmarked.length === 0
      ? []
      : [`Half of the images or more have no size, hence no median: ${listed(unmarked)}.`]),
  ]
}

/** Part of the images that the axis shows: a few very large sizes would press the curves together. */
const SHOWN = 95

/** The size at which nearly all of the images are reached, or as many as can be. */
function mostOf({ x, y, median }: Curve): number {
  const place = y.findIndex((percent) => percent >= SHOWN)
  return Math.max(x.at(place < 0 ? -1 : place)!, median?.high ?? 0)
}

function curveOf(model: AttackedModel, size: SizeKind): Curve | null {
  const sizes = sizesOf(model.result, size)
  if (sizes === null || model.result.count === 0) return null
  const { probabilities, epsilon } = sizes.curve
  const known = probabilities.flatMap((_, i) => (epsilon[i] == null ? [] : [i]))
  if (known.length === 0) return null
  const { value, low, high } = sizes.median
  return {
    model,
    // No image needs less than the least.
    x: [epsilon[known[0]!]!, ...known.map((i) => epsilon[i]!)],
    y: [0, ...known.map((i) => probabilities[i]! * 100)],
    median: value === null ? null : { value, low, high },
  }
}

function line(
  { model: { name, result }, x, y }: Curve,
  color: string,
  end: number,
  { theme, palette, norm }: SuccessCurveOptions,
): Scatter {
  return {
    type: 'scatter',
    mode: 'lines',
    name: escapeText(name),
    legendgroup: result.id,
    // Larger sizes find no more.
    x: [0, ...x, end],
    y: [0, ...y, y.at(-1)!],
    line: { color, width: LINE_WIDTH, dash: groupStyle(result.group, theme, palette).dash },
    hovertext: [0, ...x, end].map(
      (at, i) =>
        `<b>${escapeText(name)}</b><br>${[0, ...y, y.at(-1)!][i]!.toFixed(1)} % within ${formatSize({ value: at, low: null, high: null }, norm)}`,
    ),
    hoverinfo: 'text',
  }
}

function medianMark(
  { model: { name, result }, median }: Curve,
  color: string,
  end: number,
  { theme, palette, norm }: SuccessCurveOptions,
): Scatter[] {
  if (median === null) return []
  const { value } = median
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name: escapeText(name),
      legendgroup: result.id,
      showlegend: false,
      x: [value],
      y: [50],
      customdata: [result.id],
      ...intervalBarX(median, [0, end], INK[theme].text),
      marker: {
        symbol: groupStyle(result.group, theme, palette).symbol,
        size: 9,
        color,
        line: { color: INK[theme].text, width: 1 },
      },
      hovertext: [`<b>${escapeText(name)}</b><br>${medianWords(median, norm)}`],
      hoverinfo: 'text',
    },
  ]
}

function medianWords(median: Curve['median'], norm: NormName): string {
  return median === null ? 'has no median ε' : `median ε ${formatSize(median, norm)}`
}

function caption(curves: readonly Curve[], { norm, method, size = 'norm' }: SuccessCurveOptions): string {
  const what = `Proportion of images for which a perturbation of at most ε (${sizeUnit(norm)}) was found`
  if (curves.length === 0) return `${what}: no model is attacked yet.`
  const counts = [...new Set(curves.map(({ model }) => model.result.count))].map((n) => formatCount(n))
  const signed = size === 'norm' ? '' : ` Sizes are the ${SIZE_WORDS[size]}, not the norm.`
  return `${what}, ${counted(curves.length, 'model')}, n = ${counts.join(' or ')} images each; ${method}. Marks: medians with 95 % intervals (${intervalWords('median size')}). The axis ends where ${SHOWN} % of the images of every model are reached, or as many as can be.${signed}${alreadyWords(curves)}`
}

/** Images that need no perturbation are part of the curve: it begins at their share, at ε = 0. */
function alreadyWords(curves: readonly Curve[]): string {
  return curves.some(({ model }) => model.result.alreadyTarget > 0)
    ? ' Images that are targets already count with ε = 0.'
    : ''
}

function table(curves: readonly Curve[], norm: NormName): string {
  return csv(
    [
      'model',
      'name',
      'group',
      `epsilon (${sizeUnit(norm)})`,
      'success rate (%)',
      'n (images)',
      'success overall',
    ],
    curves.flatMap(({ model: { name, result }, x, y }) =>
      x.map((at, i) => [
        result.id,
        name,
        result.group,
        at,
        y[i]!,
        result.count,
        formatPercent(result.successInterval),
      ]),
    ),
  )
}
