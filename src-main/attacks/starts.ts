/**
 * Adversarial images to begin with, however far away (methods D.1, "data-set attack"): random images of
 * the target class, or of any other class for untargeted attacks, until the model sees one as it should;
 * without a pool of images, uniform noise. The frame verifies each candidate.
 */
import { generator } from '../random/generator'
import type { Criterion } from './criterion'

/** Images to choose from; a DataSet is one. */
export interface StartPool {
  labels: Int32Array
  /** float32 [indices.length, height, width, channels] in [0,1], of the attacked images' shape. */
  read(indices: ArrayLike<number>): Promise<Float32Array>
}

/** How many images are tried before an image is given up (methods D.1). */
const TRIES = 100

export interface StartSearch {
  pool: StartPool | undefined
  seed: number
  criterion: Criterion
  /** Another name draws other images. */
  name: string
  /** Numbers per image. */
  length: number
}

/**
 * Proposes candidates until none is wanting one or the tries are used up.
 * @param wanted the images without a start: data-set index, and target or label
 * @param offer asks the model about one candidate for each position of `waiting`; returns those still without a start
 */
export async function searchStarts(
  wanted: readonly { index: number; named: number }[],
  { pool, seed, criterion, length, name }: StartSearch,
  offer: (candidates: Float32Array[], waiting: number[], attempt: number) => Promise<number[]>,
): Promise<void> {
  const streams = wanted.map(({ index }) => generator(seed, 'attack', name, index))
  const members = membersByWish(pool, criterion)
  let waiting = wanted.map((_, i) => i)
  for (let attempt = 0; attempt < TRIES && waiting.length > 0; attempt++) {
    const candidates: Float32Array[] = []
    const asked: number[] = []
    for (const i of waiting) {
      if (!pool) {
        asked.push(i)
        candidates.push(Float32Array.from({ length }, () => streams[i]!.uniform()))
        continue
      }
      const suitable = members(wanted[i]!.named)
      if (suitable.length === 0) continue
      asked.push(i)
      candidates.push(await pool.read([suitable[streams[i]!.integer(suitable.length)]!]))
    }
    if (asked.length === 0) return
    waiting = await offer(candidates, asked, attempt)
  }
}

/** Positions in the pool that may serve as a start, by target or label. */
function membersByWish(pool: StartPool | undefined, criterion: Criterion): (named: number) => number[] {
  const known = new Map<number, number[]>()
  return (named) => {
    let members = known.get(named)
    if (!members) {
      members = []
      const wantsEqual = criterion.goal === 'targeted'
      pool?.labels.forEach((label, i) => {
        if ((label === named) === wantsEqual) members!.push(i)
      })
      known.set(named, members)
    }
    return members
  }
}
