/**
 * How the sizes of the perturbations of each model are distributed: one row per model, a histogram over log ε
 * with bins that are the same for all, the quartiles and the median. What was not found has no size: it is
 * counted in a note.
 */
import type { NormName } from '../contract/attack-methods'
import type { AttackedModel } from './attacked-model'
import { csv } from './csv'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { memberColours } from './member-colours'
import { counted, formatCount } from './numbers'
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
  /** Ascending. */
  sizes: number[]
  counts: number[]
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
  const rows = all.map(({ model, sizes }): Row => ({ model, sizes, counts: histogram(sizes, edges) }))
  const colours = memberColours(
    models.map(({ result }) => result.group),
    options,
  )
  const share = ({ sizes, counts }: Row): number => Math.max(0, ...counts) / Math.max(1, sizes.length)
  const highest = Math.max(1e-9, ...rows.map(share))
  const title = sizeTitle(norm)
  return {
    data: rows.flatMap((row, i) => {
      const base = rows.length - 1 - i
      if (row.sizes.length === 0) return []
      return [
        outline(row, edges, base, highest, colours[i]!, norm),
        quartiles(row, base, colours[i]!, options),
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
    caption: `Distribution of the size ε (${sizeUnit(norm)}) of the perturbations that were found, ${counted(models.length, 'model')}, on a logarithmic axis with ${BINS} bins; ${options.method}. Lines: quartiles; marks: medians.`,
    notes: notes(models),
    csv: table(rows, edges, norm),
    ariaLabel: `Histograms of the perturbation size ε (${sizeUnit(norm)}), one per model. ${rows
      .map(({ model, sizes }) =>
        sizes.length === 0
          ? `${model.name}: none`
          : `${model.name}: ${formatCount(sizes.length)} images, median ${formatSize(single(quantile(sizes, 0.5)), norm)}`,
      )
      .join('; ')}.`,
  }
}

/** Sizes that a logarithmic axis can show, ascending. */
function sizesOf({ result }: AttackedModel): number[] {
  return result.images
    .flatMap(({ status, distance }) =>
      status === 'found' && distance !== null && distance > 0 ? [distance] : [],
    )
    .sort((a, b) => a - b)
}

/** Of BINS bins of one width in log ε; none when there is nothing. */
function edgesOf(sizes: readonly number[]): number[] {
  if (sizes.length === 0) return []
  const low = Math.log(Math.min(...sizes))
  const high = Math.log(Math.max(...sizes))
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

/** Linear between the order statistics. */
function quantile(sorted: readonly number[], p: number): number {
  const at = p * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!]
  return below + (above - below) * (at - Math.floor(at))
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
  { model: { name, result }, sizes }: Row,
  base: number,
  color: string,
  { theme, norm }: EpsilonDistributionOptions,
): Scatter {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((p) => quantile(sizes, p)) as [number, number, number]
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: escapeText(name),
    legendgroup: result.id,
    x: [low, middle, high],
    y: [base, base, base],
    customdata: ['', result.id, ''],
    line: { color: INK[theme].text, width: 3 },
    marker: {
      symbol: 'circle',
      size: [0, 9, 0],
      color,
      line: { color: INK[theme].text, width: [0, 1, 0] },
    },
    hovertext: [low, middle, high].map(
      (value, i) =>
        `<b>${escapeText(name)}</b><br>${['lower quartile', 'median', 'upper quartile'][i]!} ${formatSize(single(value), norm)}`,
    ),
    hoverinfo: 'text',
  }
}

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

function notes(models: readonly AttackedModel[]): string[] {
  return models.flatMap(({ name, result }) => {
    const without = result.count - result.found
    return without === 0
      ? []
      : [
          `${name}: nothing was found for ${counted(without, 'image')} of ${formatCount(result.count)}, which have no size here.`,
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
