/**
 * Which directions a Fourier map measures, row by row: one of each mirrored pair, within the asked extent; and
 * measured rows as a map again. Places are those of the whole centred plane (frequency/fourier-basis.ts). Pure.
 */
import { halfPlane, mirroredDirection } from '../../frequency/fourier-basis'
import type { Direction } from '../../frequency/fourier-basis'

/** Places of the whole plane that a map shows, along either axis. */
export interface Window {
  first: number
  count: number
}

export interface DirectionRow {
  row: number
  columns: number[]
}

/** @param size side of the images in pixels @param extent cycles per image; null: the whole plane */
export function shownPlaces(size: number, extent: number | null): Window {
  const centre = Math.floor(size / 2)
  // Only a whole even plane has a row of its own for Nyquist.
  if (extent === null || extent >= size / 2) return { first: 0, count: size }
  const reach = Math.min(extent, Math.floor((size - 1) / 2))
  return { first: centre - reach, count: 2 * reach + 1 }
}

/** The rows that have to be measured, from the top. */
export function measuredRows(size: number, extent: number | null): DirectionRow[] {
  const { first, count } = shownPlaces(size, extent)
  const within = (place: number): boolean => place >= first && place < first + count
  const rows = new Map<number, number[]>()
  for (const { row, column } of halfPlane(size, size)) {
    if (!within(row) || !within(column)) continue
    const known = rows.get(row)
    if (known) known.push(column)
    else rows.set(row, [column])
  }
  return [...rows].map(([row, columns]) => ({ row, columns }))
}

/** Values of one measured row. */
export interface MeasuredRow extends DirectionRow {
  values: readonly number[]
}

/** A map [count, count] of the shown places, row-major; null where nothing is measured. */
export function mapOf(size: number, extent: number | null, rows: readonly MeasuredRow[]): (number | null)[] {
  const { first, count } = shownPlaces(size, extent)
  const map: (number | null)[] = Array.from({ length: count * count }, () => null)
  const put = ({ row, column }: Direction, value: number): void => {
    if (row < first || column < first || row >= first + count || column >= first + count) return
    map[(row - first) * count + column - first] = value
  }
  for (const { row, columns, values } of rows) {
    for (const [i, column] of columns.entries()) {
      put({ row, column }, values[i]!)
      put(mirroredDirection(size, size, { row, column }), values[i]!)
    }
  }
  return map
}

/** Frequency of each shown place in cycles/pixel, negative before the centre. */
export function axisOf(size: number, extent: number | null): number[] {
  const { first, count } = shownPlaces(size, extent)
  return Array.from({ length: count }, (_, i) => (first + i - Math.floor(size / 2)) / size)
}

/** Means over rings of one cycle per image, DC first, up to what the map holds along its axes. */
export function radialMean(
  size: number,
  extent: number | null,
  map: readonly (number | null)[],
): { frequencies: number[]; values: (number | null)[] } {
  const axis = axisOf(size, extent)
  const reach = Math.max(...axis.map((frequency) => Math.round(Math.abs(frequency) * size)))
  const sums = new Float64Array(reach + 1)
  const members = new Float64Array(reach + 1)
  const incomplete = new Set<number>()
  for (const [r, y] of axis.entries()) {
    for (const [c, x] of axis.entries()) {
      const ring = Math.round(Math.hypot(x, y) * size)
      if (ring > reach) continue
      const value = map[r * axis.length + c] ?? null
      if (value === null) incomplete.add(ring)
      else sums[ring]! += value
      members[ring]! += 1
    }
  }
  return {
    frequencies: Array.from({ length: reach + 1 }, (_, ring) => ring / size),
    values: Array.from(sums, (sum, ring) => (incomplete.has(ring) ? null : sum / members[ring]!)),
  }
}
