/** Which directions a Fourier map measures, and how rows become a map: counts by hand, symmetry by definition. */
import { describe, expect, it } from 'vitest'
import {
  axisOf,
  mapOf,
  measuredRows,
  radialMean,
  shownPlaces,
} from '../../src-main/studies/fourier-map/directions'
import type { MeasuredRow } from '../../src-main/studies/fourier-map/directions'

const count = (size: number, extent: number | null): number =>
  measuredRows(size, extent).reduce((sum, { columns }) => sum + columns.length, 0)

describe('directions of a Fourier map', () => {
  it('are half of the plane and those that are their own mirror', () => {
    // Even sides: 4 places (0 or Nyquist along each axis) are their own mirrors; odd ones: the centre.
    expect(count(32, null)).toBe((32 * 32 + 4) / 2)
    expect(count(28, null)).toBe((28 * 28 + 4) / 2)
    expect(count(5, null)).toBe((5 * 5 + 1) / 2)
    expect(measuredRows(32, null)).toHaveLength(17)
  })

  it('within an extent are the published 63×63 places of ImageNet', () => {
    expect(shownPlaces(224, 31)).toEqual({ first: 81, count: 63 })
    expect(count(224, 31)).toBe((63 * 63 + 1) / 2)
    expect(measuredRows(224, 31)).toHaveLength(32)
    expect(axisOf(224, 31)[0]).toBe(-31 / 224)
    expect(axisOf(224, 31)[31]).toBe(0)
    expect(shownPlaces(8, 4)).toEqual({ first: 0, count: 8 })
    expect(axisOf(8, null)).toEqual([-0.5, -0.375, -0.25, -0.125, 0, 0.125, 0.25, 0.375])
  })

  it.each([
    [8, null],
    [7, null],
    [8, 2],
    [7, 2],
  ] as const)('fill a whole map that is the same at f and −f (side %d, extent %s)', (size, extent) => {
    let next = 0
    const rows: MeasuredRow[] = measuredRows(size, extent).map((row) => ({
      ...row,
      values: row.columns.map(() => next++),
    }))
    const map = mapOf(size, extent, rows)
    const axis = axisOf(size, extent)
    expect(map).not.toContain(null)
    expect(new Set(map).size).toBe(next)
    const at = (y: number, x: number): number => {
      // Nyquist and minus Nyquist are one frequency.
      const place = (f: number): number =>
        axis.findIndex((value) => Math.abs(value - f) < 1e-9 || Math.abs(value - f + 1) < 1e-9)
      return map[place(y) * axis.length + place(x)]!
    }
    for (const y of axis) for (const x of axis) expect(at(-y, -x)).toBe(at(y, x))
  })

  it('show what is measured so far, and rings only when they are whole', () => {
    const rows = measuredRows(8, null)
    const centre = rows.at(-1)!
    const map = mapOf(8, null, [{ ...centre, values: centre.columns.map(() => 1) }])
    expect(map.filter((value) => value !== null)).toHaveLength(8)
    expect(radialMean(8, null, map)).toEqual({
      frequencies: [0, 0.125, 0.25, 0.375, 0.5],
      values: [1, null, null, null, null],
    })
    const whole = mapOf(
      8,
      null,
      rows.map((row) => ({
        ...row,
        values: row.columns.map((column) => Math.hypot(row.row - 4, column - 4)),
      })),
    )
    const { values } = radialMean(8, null, whole)
    values.forEach((value, ring) => expect(Math.abs(value! - ring)).toBeLessThan(0.5))
    expect(values[1]).toBeCloseTo((4 + 4 * Math.SQRT2) / 8, 12)
  })
})
