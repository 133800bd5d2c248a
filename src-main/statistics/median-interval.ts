/** The median of observations and its bootstrap interval, by counting instead of sorting each resample. */
import { generator } from '../random/generator'
import { percentile } from './percentile'

export interface MedianInterval {
  value: number
  low: number
  high: number
}

const RESAMPLES = 2000

/**
 * Median, and the percentile interval of the medians of resamples.
 * @param values one or more, finite @param level probability that the interval covers @param seed of the resamples
 */
export function medianInterval(values: ArrayLike<number>, level = 0.95, seed = 0): MedianInterval {
  const sorted = Float64Array.from(values).sort()
  const count = sorted.length
  if (count === 0) throw new RangeError('medianInterval: no values')
  const stream = generator(seed, 'median interval')
  const drawn = new Uint32Array(count)
  const medians = new Float64Array(RESAMPLES)
  for (let resample = 0; resample < RESAMPLES; resample++) {
    drawn.fill(0)
    for (let i = 0; i < count; i++) drawn[stream.integer(count)]! += 1
    medians[resample] = medianOfCounted(sorted, drawn)
  }
  medians.sort()
  return {
    value: percentile(sorted, 0.5),
    low: percentile(medians, (1 - level) / 2),
    high: percentile(medians, (1 + level) / 2),
  }
}

/** Of sorted values that each occur so often, as many as there are values in all. */
function medianOfCounted(sorted: Float64Array, drawn: Uint32Array): number {
  const [first, second] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)]
  let passed = 0
  let low: number | null = null
  for (let i = 0; i < sorted.length; i++) {
    passed += drawn[i]!
    if (low === null && passed > first) low = sorted[i]!
    if (low !== null && passed > second) return (low + sorted[i]!) / 2
  }
  throw new Error('medianOfCounted: fewer values were drawn than there are')
}
