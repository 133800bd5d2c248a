/**
 * Which of several means over the same observations is the highest, and how surely: a bootstrap over the observations,
 * each resample taking the same ones of all, so that what is hard for one is hard for the others (percentile intervals).
 * The highest is chosen on the data that it is judged by: its own mean is a little too high, which no interval here
 * takes off.
 */
import { generator } from '../random/generator'
import { percentile } from './percentile'

export interface HighestOptions {
  resamples: number
  seed: number
  /** Probability that an interval covers, between 0 and 1. */
  level: number
}

export interface RankedMean {
  value: number
  low: number
  high: number
  /** Share of the resamples in which no other mean is higher; one that is shared is divided. */
  highest: number
  /** The highest mean minus this one, with the interval of that difference; null for the highest itself, the first of equal ones. */
  behind: { value: number; low: number; high: number } | null
}

/**
 * @param values per mean its observations, the same ones in the same order
 * @throws RangeError without two means of one number of observations
 */
export function highestMean(
  values: readonly ArrayLike<number>[],
  { resamples, seed, level }: HighestOptions,
): RankedMean[] {
  const count = values[0]?.length ?? 0
  if (values.length < 2 || count === 0 || values.some(({ length }) => length !== count))
    throw new RangeError('Means are compared of two or more series of the same observations.')
  const means = values.map((each) => sum(each) / count)
  const first = means.indexOf(Math.max(...means))
  const resampled = values.map(() => new Float64Array(resamples))
  const highest = new Float64Array(values.length)
  const stream = generator(seed, 'highest mean')
  const times = new Uint32Array(count)
  for (let draw = 0; draw < resamples; draw++) {
    times.fill(0)
    for (let i = 0; i < count; i++) times[stream.integer(count)]! += 1
    for (const [k, each] of values.entries()) {
      let total = 0
      for (let i = 0; i < count; i++) total += times[i]! * each[i]!
      resampled[k]![draw] = total / count
    }
    const most = Math.max(...resampled.map((each) => each[draw]!))
    const winners = [...values.keys()].filter((k) => resampled[k]![draw] === most)
    for (const k of winners) highest[k]! += 1 / winners.length
  }
  return values.map((_, k) => ({
    value: means[k]!,
    ...bounds(resampled[k]!, level),
    highest: highest[k]! / resamples,
    behind:
      k === first
        ? null
        : {
            value: means[first]! - means[k]!,
            ...bounds(
              resampled[first]!.map((value, draw) => value - resampled[k]![draw]!),
              level,
            ),
          },
  }))
}

function bounds(resampled: Float64Array, level: number): { low: number; high: number } {
  const sorted = resampled.toSorted()
  return { low: percentile(sorted, (1 - level) / 2), high: percentile(sorted, (1 + level) / 2) }
}

function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]!
  return total
}
