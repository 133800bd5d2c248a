/**
 * Whether a figure shows a part of itself only. Plotly tells what changed; a double click tells ranges, too,
 * namely those that the figure had.
 */
import type { Figure } from '../../../src-main/figures/figure'

type Layout = Figure['layout']

/** @param change what `plotly_relayout` says, e.g. `{ 'xaxis.range[0]': 0.1, 'xaxis.range[1]': 0.2 }` */
export function isZoomed(change: Readonly<Record<string, unknown>>, layout: Layout): boolean {
  return Object.entries(change).some(([key, value]) => {
    const match = /^([xy]axis\d*)\.range(?:\[([01])\])?$/.exec(key)
    if (!match) return false
    const own = rangeOf(layout, match[1] ?? '')
    if (own === null) return true
    if (match[2] !== undefined) return !isNear(value, own[Number(match[2])])
    return !(Array.isArray(value) && isNear(value[0], own[0]) && isNear(value[1], own[1]))
  })
}

/** The range that a figure sets itself; null when Plotly finds it. */
function rangeOf(layout: Layout, axis: string): readonly unknown[] | null {
  const { range } = (layout as Record<string, { range?: unknown } | undefined>)[axis] ?? {}
  return Array.isArray(range) ? range : null
}

function isNear(value: unknown, own: unknown): boolean {
  return typeof value === 'number' && typeof own === 'number' && Math.abs(value - own) <= 1e-9 * Math.abs(own)
}

/** The layout with another revision of its axes: Plotly forgets a zoom when the revision is another. */
export function revised(layout: Layout, revision: number): Layout {
  const result = { ...layout }
  const axes = result as Record<string, { uirevision?: unknown } | undefined>
  for (const key of Object.keys(layout)) {
    const axis = axes[key]
    if (/^[xy]axis\d*$/.test(key) && axis)
      axes[key] = { ...axis, uirevision: [axis.uirevision, revision].join(' ') }
  }
  return result
}
