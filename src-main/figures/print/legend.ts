/**
 * One legend for all panels: the entries of each, once. Where two panels give one name two looks, a shared legend would
 * lie: then each keeps its own, which is said.
 */
import type { PrintedDrawing } from './print-style'

/** What tells one entry from another, as far as its trace says it. */
type Look = Record<string, unknown>

interface Entry {
  name: string
  look: Look
  trace: Record<string, unknown>
}

/** @returns null where there is nothing to share; `clash` names what two panels draw differently */
export function sharedLegend(drawings: readonly PrintedDrawing[]): {
  legend: PrintedDrawing | null
  clash: string | null
} {
  const entries = new Map<string, Entry>()
  for (const { data, layout } of drawings) {
    if (layout['showlegend'] !== true) continue
    for (const trace of data as Record<string, unknown>[]) {
      const entry = entryOf(trace)
      if (entry === null) continue
      const known = entries.get(entry.name)
      if (known !== undefined && !alike(known.look, entry.look)) return { legend: null, clash: entry.name }
      // Where one panel draws a line and another only marks, the legend shows both.
      if (known === undefined || known.trace['mode'] === 'markers') entries.set(entry.name, entry)
    }
  }
  const first = drawings.find(({ layout }) => layout['showlegend'] === true)
  if (entries.size === 0 || !first) return { legend: null, clash: null }
  return {
    clash: null,
    legend: {
      data: [...entries.values()].map(({ trace }) => trace),
      layout: {
        font: first.layout['font'],
        showlegend: true,
        legend: {
          ...(first.layout['legend'] as object),
          orientation: 'h',
          x: 0,
          xanchor: 'left',
          y: 1,
          yanchor: 'top',
          traceorder: 'normal',
        },
        margin: { l: 0, r: 0, t: 0, b: 0, pad: 0 },
        xaxis: { visible: false },
        yaxis: { visible: false },
        paper_bgcolor: 'rgba(0, 0, 0, 0)',
        plot_bgcolor: 'rgba(0, 0, 0, 0)',
      },
    },
  }
}

/** A trace without points that looks like another one in a legend; null for one that has no entry. */
function entryOf(trace: Record<string, unknown>): Entry | null {
  const { name, showlegend, type } = trace
  if (typeof name !== 'string' || name === '' || showlegend === false || type === 'heatmap') return null
  const look = Object.fromEntries(
    ['type', 'mode', 'marker', 'line', 'fill', 'fillcolor', 'opacity'].flatMap((key) =>
      trace[key] === undefined ? [] : [[key, firstOfEach(trace[key])]],
    ),
  )
  return { name, look: lookOf(look), trace: { ...look, name, x: [null], y: [null], showlegend: true } }
}

function lookOf({ marker, line, fillcolor }: Record<string, unknown>): Look {
  const ofMarker = (marker ?? {}) as { color?: unknown; symbol?: unknown; line?: { color?: unknown } }
  const ofLine = (line ?? {}) as { color?: unknown; dash?: unknown }
  return {
    colour: colourOf(ofMarker.color ?? ofMarker.line?.color) ?? ofLine.color,
    symbol: ofMarker.symbol,
    dash: ofLine.dash,
    fill: fillcolor,
  }
}

/** One that is seen through shows its outline instead. */
function colourOf(colour: unknown): unknown {
  return typeof colour === 'string' && /^rgba\(.*, 0\)$/.test(colour) ? undefined : colour
}

/** What one of the two does not say does not differ. */
function alike(one: Look, other: Look): boolean {
  return Object.keys(one).every(
    (key) => one[key] === undefined || other[key] === undefined || one[key] === other[key],
  )
}

/** Looks that differ from point to point are shown as that of the first. */
function firstOfEach(part: unknown): unknown {
  if (Array.isArray(part)) return part[0]
  if (part === null || typeof part !== 'object') return part
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, firstOfEach(value)]))
}
