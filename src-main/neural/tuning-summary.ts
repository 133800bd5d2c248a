/**
 * What the tuning curves of a population say together (neural N.3): histogram, median with interval, bandwidth, low-pass
 * share. Neurons that hardly modulate, and those that prefer what the pixels cannot carry, are counted apart. Plain numbers.
 */
import { carriedCount } from '../contract/kinds/neural/carried'
import { medianInterval } from '../statistics/median-interval'
import type { MedianInterval } from '../statistics/median-interval'
import type { GratingGrid } from './gratings'
import type { CurveReading } from './tuning-curve'

/** A range below this share of the population's median range is hardly any modulation. */
const HARDLY = 0.1

export interface TuningBin {
  /** In the grid's unit. */
  frequency: number
  /** All neurons whose best frequency of the grid this is. */
  neurons: number
  /** Those of them that hardly modulate. */
  unmodulated: number
  /** The pixels no longer carry it. */
  aliased: boolean
}

export interface TuningSummary {
  neurons: number
  histogram: TuningBin[]
  /** Best frequency of the grid, over neurons that modulate and whose best the pixels carry; null without any. */
  preferred: MedianInterval | null
  /** The same between grid points. */
  interpolated: MedianInterval | null
  /** Half-width at half height in octaves, over those of them that have one. */
  halfWidth: (MedianInterval & { neurons: number }) | null
  /** Share of them that are low-pass, 0 … 1; null without any. */
  lowPass: number | null
  unmodulated: number
  /** Neurons that modulate and prefer what the pixels cannot carry. */
  aliased: number
  /** Indices of the neurons that hardly modulate. */
  apart: number[]
}

export function summariseTuning(readings: readonly CurveReading[], grid: GratingGrid): TuningSummary {
  const ranges = Float64Array.from(readings, ({ range }) => range).sort()
  const least =
    HARDLY *
    (ranges[Math.floor((ranges.length - 1) / 2)]! + ranges[Math.ceil((ranges.length - 1) / 2)]!) *
    0.5
  // A population that answers nothing to any grating has a median range of 0, and nobody in it modulates.
  const hardly = (reading: CurveReading): boolean => reading.range < least || reading.range === 0
  const carried = carriedCount(grid)
  const histogram = grid.frequencies.map((frequency, i): TuningBin => {
    return { frequency, neurons: 0, unmodulated: 0, aliased: i >= carried }
  })
  const tuned: CurveReading[] = []
  const apart: number[] = []
  let aliased = 0
  readings.forEach((reading, index) => {
    const bin = histogram[reading.best]!
    bin.neurons += 1
    if (hardly(reading)) {
      bin.unmodulated += 1
      apart.push(index)
    } else if (bin.aliased) aliased += 1
    else tuned.push(reading)
  })
  const widths = tuned.flatMap(({ halfWidth }) => (halfWidth === null ? [] : [halfWidth]))
  const some = tuned.length > 0
  return {
    neurons: readings.length,
    histogram,
    preferred: some ? medianInterval(tuned.map(({ best }) => grid.frequencies[best]!)) : null,
    interpolated: some ? medianInterval(tuned.map(({ interpolated }) => interpolated)) : null,
    halfWidth: widths.length > 0 ? { ...medianInterval(widths), neurons: widths.length } : null,
    lowPass: some ? tuned.filter(({ lowPass }) => lowPass).length / tuned.length : null,
    unmodulated: apart.length,
    aliased,
    apart,
  }
}
