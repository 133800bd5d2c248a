/**
 * How the sizes of the perturbations of each model are distributed: one row per model, a histogram over log ε
 * with bins that are the same for all, the quartiles and the median. What was not found has no size: it is
 * counted in a note.
 */
import { censoredPercentile } from '../statistics/percentile'
import type { NormName } from '../contract/kinds/attack/methods'
import type { AttackedModel } from './attacked-model'
import { csv } from './csv'
import { extent } from './extent'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { memberColours } from './member-colours'
import { counted, formatCount, listed } from './numbers'
import { translucent } from './palette'
import { formatSize, sizeTitle, sizeUnit, stepTick } from './sizes'
import { axis, baseLayout, emptyAnnotation, INK } from './style'
import { logarithmicTicks } from './ticks'

export interface EpsilonDistributionOptions extends Appearance {
  norm: NormName
  method: string
}

interface Row {
  model: AttackedModel
  /** Those above 0, ascending: what a logarithmic axis has bins for. */
  sizes: number[]
  counts: number[]
  /** Of all images; null where it lies among those for which nothing was found. */
  quartiles: (number | null)[]
}

const BINS = 30
/** Of a row's height, for the highest bin of all. */
const FULL = 0.86
const LONGEST_NAME = 26

/** Height of the figure that so many rows need, in pixels. */
export function distributionHeight(models: number): number {
  return 90 + 44 * Math.max(2, models)
}

export function epsilonDistributionFigure(
  models: readonly AttackedModel[],
  options: EpsilonDistributionOptions,
): Figure {
  const { theme, norm } = options
  const all = models.map((model) => ({ model, sizes: sizesOf(model) }))
  const edges = edgesOf(all.flatMap(({ sizes }) => sizes))
  const rows = all.map(({ model, sizes }): Row => ({
    model,
    sizes,
    counts: histogram(sizes, edges),
    quartiles: quartilesOf(model),
  }))
  const colours = memberColours(
    models.map(({ result }) => result.group),
    options,
  )
  const share = ({ sizes, counts }: Row): number => extent([0, ...counts])![1] / Math.max(1, sizes.length)
  const highest = extent([1e-9, ...rows.map(share)])![1]
  const title = sizeTitle(norm)
  return finish({
    data: rows.flatMap((row, i) => {
      const base = rows.length - 1 - i
      if (row.sizes.length === 0) return []
      return [
        outline(row, edges, base, highest, colours[i]!, norm),
        ...quartiles(row, base, colours[i]!, options),
      ]
    }),
    layout: {
      ...baseLayout(options),
      ...(edges.length === 0 ? emptyAnnotation('No perturbation is found yet.', theme) : {}),
      xaxis: axis(`${title[0]!.toUpperCase()}${title.slice(1)}`, theme, {
        type: 'log',
        ...(edges.length === 0 ? {} : ticksOf(edges, norm)),
      }),
      yaxis: axis('', theme, {
        range: [-0.3, Math.max(1, rows.length)],
        tickvals: rows.map((_, i) => rows.length - 1 - i),
        ticktext: rows.map(({ model: { name } }) => escapeText(shortened(name))),
        ticks: '',
        showline: false,
      }),
    },
    caption: `Distribution of the size ε (${sizeUnit(norm)}) of the perturbations that were found, ${counted(models.length, 'model')}, on a logarithmic axis with ${BINS} bins; ${options.method}. Lines: quartiles of all images; marks: their medians. An image that is a target already counts with ε = 0, one for which nothing was found with more than was looked at; neither has a bin.`,
    notes: notes(rows),
    csv: table(rows, edges, norm),
    ariaLabel: `Histograms of the perturbation size ε (${sizeUnit(norm)}), one per model. ${rows
      .map(({ model, sizes, quartiles: [, median] }) =>
        sizes.length === 0
          ? `${model.name}: none`
          : `${model.name}: ${formatCount(sizes.length)} images, ${median == null ? 'no median' : `median of all ${formatSize(single(median), norm)}`}`,
      )
      .join('; ')}.`,
  })
}

/** Sizes that a logarithmic axis can show, ascending. */
function sizesOf({ result }: AttackedModel): number[] {
  return result.images
    .flatMap(({ status, distance }) =>
      status === 'found' && distance !== null && distance > 0 && Number.isFinite(distance) ? [distance] : [],
    )
    .sort((a, b) => a - b)
}

/** Of BINS bins of one width in log ε; none when there is nothing. */
function edgesOf(sizes: readonly number[]): number[] {
  const ends = extent(sizes)
  if (ends === null) return []
  const [low, high] = ends.map(Math.log) as [number, number]
  const pad = high > low ? 0 : 0.05
  const step = (high - low + 2 * pad) / BINS
  return Array.from({ length: BINS + 1 }, (_, i) => Math.exp(low - pad + i * step))
}

function histogram(sizes: readonly number[], edges: readonly number[]): number[] {
  const counts = Array.from({ length: Math.max(0, edges.length - 1) }, () => 0)
  if (counts.length === 0) return counts
  const low = Math.log(edges[0]!)
  const width = (Math.log(edges.at(-1)!) - low) / counts.length
  for (const size of sizes) {
    const bin = Math.min(counts.length - 1, Math.max(0, Math.floor((Math.log(size) - low) / width)))
    counts[bin]!++
  }
  return counts
}

const QUARTILES = [0.25, 0.5, 0.75]

/** Of every image, so that the median is the one that the tables and the success curve have. */
function quartilesOf({ result }: AttackedModel): (number | null)[] {
  const sizes = result.images
    .map(({ status, distance }) => (status === 'already target' ? 0 : (distance ?? Infinity)))
    .sort((a, b) => a - b)
  return QUARTILES.map((p) => censoredPercentile(sizes, p))
}

function outline(
  { model: { name, result }, sizes, counts }: Row,
  edges: readonly number[],
  base: number,
  highest: number,
  colour: string,
  norm: NormName,
): Scatter {
  const heights = counts.map((count) => base + (FULL * count) / sizes.length / highest)
  const x = counts.flatMap((_, i) => [edges[i]!, edges[i + 1]!])
  const y = heights.flatMap((height) => [height, height])
  return {
    type: 'scatter',
    mode: 'lines',
    name: escapeText(name),
    legendgroup: result.id,
    x: [x[0]!, ...x, x.at(-1)!],
    y: [base, ...y, base],
    fill: 'toself',
    fillcolor: translucent(colour, 0.25),
    line: { color: colour, width: 1 },
    hoveron: 'points',
    hovertext: [
      '',
      ...counts.flatMap((count, i) => Array.from({ length: 2 }, () => binWords(name, count, edges, i, norm))),
      '',
    ],
    hoverinfo: 'text',
  }
}

function binWords(name: string, count: number, edges: readonly number[], i: number, norm: NormName): string {
  return `<b>${escapeText(name)}</b><br>${counted(count, 'image')} from ${formatSize(single(edges[i]!), norm)} to ${formatSize(single(edges[i + 1]!), norm)}`
}

function quartiles(
  { model: { name, result }, quartiles: found }: Row,
  base: number,
  color: string,
  { theme, norm }: EpsilonDistributionOptions,
): Scatter[] {
  const known = found.flatMap((value, i) => (value !== null && value > 0 ? [{ value, i }] : []))
  if (known.length === 0) return []
  const atMedian = known.map(({ i }) => i === 1)
  return [
    {
      type: 'scatter',
      mode: 'lines+markers',
      name: escapeText(name),
      legendgroup: result.id,
      x: known.map(({ value }) => value),
      y: known.map(() => base),
      customdata: atMedian.map((is) => (is ? result.id : '')),
      line: { color: INK[theme].text, width: 3 },
      marker: {
        symbol: 'circle',
        size: atMedian.map((is) => (is ? 9 : 0)),
        color,
        line: { color: INK[theme].text, width: atMedian.map((is) => (is ? 1 : 0)) },
      },
      hovertext: known.map(
        ({ value, i }) =>
          `<b>${escapeText(name)}</b><br>${QUARTILE_WORDS[i]!} of all images ${formatSize(single(value), norm)}`,
      ),
      hoverinfo: 'text',
    },
  ]
}

const QUARTILE_WORDS = ['lower quartile', 'median', 'upper quartile'] as const

function ticksOf(edges: readonly number[], norm: NormName): { tickvals: number[]; ticktext: string[] } {
  const tickvals = logarithmicTicks(edges[0]!, edges.at(-1)!, norm === 'Linf')
  return {
    tickvals,
    ticktext: tickvals.map((value) => (norm === 'Linf' ? stepTick(value) : String(value))),
  }
}

function single(value: number): { value: number; low: null; high: null } {
  return { value, low: null, high: null }
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name
}

/** What has no bin, and which quartiles have no place on the axis. */
function notes(rows: readonly Row[]): string[] {
  return rows.flatMap(({ model: { name, result }, sizes, quartiles: found }) => {
    const already = result.images.filter(({ status }) => status === 'already target').length
    const nothing = result.images.filter(
      ({ status, distance }) => status !== 'already target' && (status !== 'found' || distance === null),
    ).length
    const other = result.images.length - sizes.length - already - nothing
    const atZero = QUARTILE_WORDS.filter((_, i) => found[i] !== null && !(found[i]! > 0))
    const unknown = QUARTILE_WORDS.filter((_, i) => found[i] === null)
    const of = formatCount(result.images.length)
    return [
      ...(already > 0
        ? [
            `${name}: ${counted(already, 'image')} of ${of} ${already === 1 ? 'is a target' : 'are targets'} already: ε = 0, which a logarithmic axis has no place for.`,
          ]
        : []),
      ...(nothing > 0
        ? [`${name}: nothing was found for ${counted(nothing, 'image')} of ${of}, which have no size here.`]
        : []),
      ...(other > 0
        ? [
            `${name}: ${counted(other, 'image')} of ${of} without a size that a logarithmic axis has a place for.`,
          ]
        : []),
      ...(atZero.length > 0 ? [`${name}: 0, and hence not drawn: ${listed(atZero)}.`] : []),
      ...(unknown.length > 0
        ? [
            `${name}: not known, because it lies among images for which nothing was found: ${listed(unknown)}.`,
          ]
        : []),
    ]
  })
}

function table(rows: readonly Row[], edges: readonly number[], norm: NormName): string {
  return csv(
    [
      'model',
      'name',
      'group',
      `epsilon from (${sizeUnit(norm)})`,
      `epsilon to (${sizeUnit(norm)})`,
      'images (count)',
      'n (images)',
    ],
    rows.flatMap(({ model: { name, result }, sizes, counts }) =>
      counts.map((count, i) => [
        result.id,
        name,
        result.group,
        edges[i]!,
        edges[i + 1]!,
        count,
        sizes.length,
      ]),
    ),
  )
}
