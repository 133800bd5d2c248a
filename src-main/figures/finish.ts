/**
 * The last step of every builder. What a drawing has no place for is taken out and named: numbers that are none
 * (they would be lost without a word), values of 0 or less on a logarithmic axis, and points beyond an axis that
 * has its ends given. A builder that knows better words says them itself and draws no such point. An error bar that
 * ends beyond its axis stays, cut by it, and is named.
 *
 * Invariants: a finished figure holds finite numbers only, so that it is JSON; no point of a trace that has a name
 * is missing from the drawing without a note.
 */
import type { LayoutAxis } from 'plotly.js'
import { plain } from './figure'
import type { Figure, Trace } from './figure'
import { counted, formatCount } from './numbers'

export interface FinishOptions {
  /** Axes that end early on purpose, which the caption says. */
  endsEarly?: readonly ('x' | 'y')[]
}

export function finish(figure: Figure, { endsEarly = [] }: FinishOptions = {}): Figure {
  const notes = figure.data.flatMap((trace) => [
    ...missing(trace, figure, endsEarly),
    ...cutBars(trace, figure),
  ])
  const marks = [...(figure.layout.shapes ?? []), ...(figure.layout.annotations ?? [])]
  const lost = marks.filter((mark) => !hasPlace(mark)).length
  if (lost > 0) notes.push(`${counted(lost, 'mark')} at values that are no numbers ${are(lost)} not drawn.`)
  const layout = {
    ...figure.layout,
    ...(figure.layout.shapes ? { shapes: figure.layout.shapes.filter(hasPlace) } : {}),
    ...(figure.layout.annotations ? { annotations: figure.layout.annotations.filter(hasPlace) } : {}),
  }
  return {
    ...figure,
    data: figure.data.map((trace) => finite(trace) as Trace),
    layout: withoutEmptyRanges(finite(layout) as Figure['layout']),
    notes: [...figure.notes, ...new Set(notes)],
  }
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are'
}

type Reason = 'no number' | 'logarithmic' | 'beyond'

const REASONS: Record<Reason, string> = {
  'no number': 'without a number',
  logarithmic: 'at 0 or below, which a logarithmic axis has no place for',
  beyond: 'beyond the axis',
}

/** Points of a trace that cannot be seen, in a sentence for each reason. */
function missing(trace: Trace, { layout }: Figure, endsEarly: readonly ('x' | 'y')[]): string[] {
  // Nothing that can be read off: bands, fits, rings, and what only makes Plotly draw an axis.
  if (trace.hoverinfo === 'skip') return []
  if (trace.type === 'heatmap') {
    const cells = (trace.z as unknown[][]).flat()
    return sentences(
      trace,
      cells.length,
      cells.filter(isNoNumber).map(() => 'no number'),
    )
  }
  const reasons: Reason[] = []
  const [xs, ys] = [trace.x as unknown[], trace.y as unknown[]]
  const [xAxis, yAxis] = [axisOf(layout, 'x', trace.xaxis), axisOf(layout, 'y', trace.yaxis)]
  // Where an axis ends early, lines go on beyond it; marks do not.
  const goesOn = (which: 'x' | 'y'): boolean =>
    trace.type === 'scatter' && trace.mode === 'lines' && endsEarly.includes(which)
  for (let i = 0; i < Math.max(xs.length, ys.length); i++) {
    const found = reasonAgainst(xs[i], xAxis, goesOn('x')) ?? reasonAgainst(ys[i], yAxis, goesOn('y'))
    if (found !== null) reasons.push(found)
  }
  return sentences(trace, Math.max(xs.length, ys.length), reasons)
}

/** Bars of drawn points with an end that the axis has no place for, in a sentence for each axis. */
function cutBars(trace: Trace, { layout }: Figure): string[] {
  if (trace.hoverinfo === 'skip' || trace.type === 'heatmap') return []
  return (['x', 'y'] as const).flatMap((which) => {
    const bars = trace[`error_${which}`] as { array?: unknown[]; arrayminus?: unknown[] } | undefined
    if (bars?.array === undefined) return []
    const axis = axisOf(layout, which, trace[`${which}axis`])
    const cut = (trace[which] as unknown[]).filter((value, i) => {
      if (typeof value !== 'number' || reasonAgainst(value, axis, false) !== null) return false
      const [up, down] = [bars.array![i], (bars.arrayminus ?? bars.array)![i]]
      return [up, typeof down === 'number' ? -down : down].some(
        (length) => typeof length === 'number' && reasonAgainst(value + length, axis, false) !== null,
      )
    }).length
    if (cut === 0) return []
    return [
      `${counted(cut, 'bar')} of ${nameOf(trace)} ${cut === 1 ? 'ends' : 'end'} beyond the ${which === 'x' ? 'horizontal' : 'vertical'} axis.`,
    ]
  })
}

function sentences(trace: Trace, total: number, reasons: readonly Reason[]): string[] {
  return (Object.keys(REASONS) as Reason[]).flatMap((reason) => {
    const count = reasons.filter((each) => each === reason).length
    if (count === 0) return []
    return [
      `${formatCount(count)} of ${counted(total, 'point')} of ${nameOf(trace)} ${are(count)} not drawn: ${REASONS[reason]}.`,
    ]
  })
}

function nameOf({ name }: Trace): string {
  return name === undefined || name === '' ? 'this figure' : plain(name)
}

function axisOf(layout: Figure['layout'], which: 'x' | 'y', id: string | undefined): Partial<LayoutAxis> {
  const name = `${which}axis${(id ?? which).slice(1)}` as 'xaxis'
  return layout[name] ?? {}
}

function isNoNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isFinite(value)
}

/** A value that is null on purpose is a gap, which its builder has to name. */
function reasonAgainst(value: unknown, axis: Partial<LayoutAxis>, endsEarly: boolean): Reason | null {
  if (isNoNumber(value)) return 'no number'
  if (typeof value !== 'number') return null
  const logarithmic = axis.type === 'log'
  if (logarithmic && value <= 0) return 'logarithmic'
  if (endsEarly || axis.range === undefined || axis.type === 'category') return null
  const [from, to] = axis.range.map(Number) as [number, number]
  if (!Number.isFinite(from) || !Number.isFinite(to)) return null
  const [low, high] = [Math.min(from, to), Math.max(from, to)]
  const place = logarithmic ? Math.log10(value) : value
  const rounding = (high - low) * 1e-9
  return place < low - rounding || place > high + rounding ? 'beyond' : null
}

/** Shapes and annotations stand at numbers, or at words such as a category. */
function hasPlace(mark: object): boolean {
  return (['x', 'y', 'x0', 'x1', 'y0', 'y1'] as const).every(
    (name) => !isNoNumber((mark as Record<string, unknown>)[name]),
  )
}

/** The same with null for every number that is none. */
function finite(value: unknown): unknown {
  if (isNoNumber(value)) return null
  if (Array.isArray(value)) return value.map(finite)
  if (value === null || typeof value !== 'object') return value
  const whole: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(value)) if (part !== undefined) whole[key] = finite(part)
  return whole
}

/** A range without an end, or from a number to itself, is left to Plotly. */
function withoutEmptyRanges(layout: Figure['layout']): Figure['layout'] {
  return Object.fromEntries(
    Object.entries(layout).map(([name, part]) => {
      if (!/^[xy]axis\d*$/.test(name)) return [name, part]
      const { range, ...rest } = part as Partial<LayoutAxis>
      const usable = range === undefined || (range.every((end) => end !== null) && range[0] !== range[1])
      return [name, usable ? part : rest]
    }),
  )
}
