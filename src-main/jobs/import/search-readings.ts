/**
 * In which order the ways to read a file are measured, on how many images, and which of them ends at the front: all
 * that are offered, then those that its batch normalisations point to, then what differs from the best in one answer.
 * A few images come first, and more only for what chance may have put behind (contest.ts): the one at the front has been
 * measured on all. Bounded. How one of them is measured, and what it is read from, is not known here (try-model.ts).
 */
import { toErrorData } from '../../contract/errors'
import { contest, ranking } from './contest'
import type { Contestant } from './contest'

/** A reading as far as it has been measured. */
export interface MeasuredReading<Candidate> extends Contestant {
  candidate: Candidate
  /** The best of the normalisers that it was measured under, by name, and the accuracy under it, 0 to 1. */
  normaliser: string
  /** Names of the normalisers that it was measured under, where those are not all that come into question. */
  normalisers: readonly string[] | 'all'
}

export interface Search<Candidate, Measured> {
  /** On how many images a reading is measured one after another; the last number is all of them. */
  stages: readonly number[]
  /**
   * @param only the one normaliser to measure with, by name; null: every one that comes into question
   * @param images on how many images
   * @param before what is known of the reading
   * @returns that and what was found now
   * @throws where images of this size cannot pass
   */
  measured: (
    candidate: Candidate,
    only: string | null,
    images: number,
    before: Measured | null,
  ) => Promise<Measured>
  /** Where the batch normalisations say that one should look, without labels. */
  nearest: (best: Measured) => Promise<Candidate[]>
  /** What differs from a reading in one answer. */
  neighbours: (best: Measured) => Candidate[]
  /** The whole part counts the answers that are not the usual ones. */
  unusualness: (candidate: Candidate) => number
}

/** Each round goes on from the best so far; three answers apart is as far as public code is. */
const MOST_ROUNDS = 3

/**
 * @returns the best first, among equals the more usual one, measured under all normalisers and on all images; behind
 *   those on all images what fewer were enough to tell from the best; and those that images of this size cannot pass
 * @throws the error of the last of `readings` where none of them can be measured
 */
export async function searchReadings<
  Candidate extends { number: number },
  Measured extends MeasuredReading<Candidate>,
>(
  readings: readonly Candidate[],
  { stages, measured, nearest, neighbours, unusualness }: Search<Candidate, Measured>,
): Promise<{ tried: Measured[]; failed: Candidate[] }> {
  const tried: Measured[] = []
  const failed: Candidate[] = []
  const rank = ranking<Measured>(({ candidate }) => unusualness(candidate))
  const placeOf = (candidate: Candidate): number =>
    tried.findIndex((one) => one.candidate.number === candidate.number)
  const add = async (candidate: Candidate, only: string | null, images = stages[0]!): Promise<void> => {
    const place = placeOf(candidate)
    const found = await measured(candidate, only, images, tried[place] ?? null).catch((error: unknown) => {
      // Images of this size may be too small for a padding or a pooling: then it was not trained so.
      if (toErrorData(error).kind === 'cancelled' || (tried.length === 0 && candidate === readings.at(-1)))
        throw error
      return null
    })
    if (!found) failed.push(candidate)
    else if (place < 0) tried.push(found)
    else tried[place] = found
  }
  const settle = (): Promise<void> =>
    contest(tried, stages, rank, async ({ candidate, normalisers }, images) => {
      const failures = failed.length
      await add(candidate, normalisers === 'all' || normalisers.length > 1 ? null : normalisers[0]!, images)
      return failed.length === failures
    })
  for (const candidate of readings) await add(candidate, null)
  await settle()
  const [first] = tried
  if (first && first.accuracy < 1) {
    for (const candidate of await nearest(first)) if (placeOf(candidate) < 0) await add(candidate, null)
    await settle()
  }
  // A reading that came to the front under the normaliser of another may suit another one, and those beside it, too.
  const front = async (): Promise<Measured> => {
    while (tried[0]!.normalisers !== 'all') {
      const failures = failed.length
      await add(tried[0]!.candidate, null, tried[0]!.images)
      if (failed.length > failures) break
      await settle()
    }
    return tried[0]!
  }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const best = await front()
    const { normaliser } = best
    const known = new Set([
      ...tried
        .filter(({ normalisers }) => normalisers === 'all' || normalisers.includes(normaliser))
        .map(({ candidate }) => candidate.number),
      ...failed.map(({ number }) => number),
    ])
    // Where nothing can be better, a more usual reading may be as good.
    const isWorthIt = (candidate: Candidate): boolean =>
      best.accuracy < 1 || Math.floor(unusualness(candidate)) < Math.floor(unusualness(best.candidate))
    const untried = neighbours(best).filter((each) => !known.has(each.number) && isWorthIt(each))
    for (const candidate of untried) await add(candidate, normaliser)
    await settle()
    if (tried[0] === best) break
  }
  await front()
  return { tried, failed }
}
