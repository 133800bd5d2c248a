/**
 * What is different for a network that draws noise at every pass: the smallest of many proposals is the luckiest, so
 * what was refused is offered a little larger, and what was found is judged again on noise that no search has seen.
 */
import type { AttackRequest } from './attack-request'
import { blocksOf } from './blocks'
import { distance, intoBounds } from './distances'
import type { Judge } from './judge'
import type { Record } from './records'

/** Factors on a perturbation that a stochastic network has refused. */
export const LARGER = [1.02, 1.05, 1.1, 1.2]

/**
 * Factors on a perturbation that are tried at the end. All are judged on the same noise: fresh noise for each would be
 * as many chances for luck.
 */
const LAST_FACTORS = [1, 1.02, 1.05, 1.1, 1.15, 1.2, 1.3, 1.4, 1.5, 1.75, 2]

/** Images of which each row is clean + factor · (other − clean). */
export function enlarged(clean: Float32Array, other: Float32Array, factor: number): Float32Array {
  return other.map((value, i) => clean[i]! + factor * (value - clean[i]!))
}

/**
 * Judges what was found on noise that no search has seen, and makes it larger where that noise refuses it. What no
 * factor helps counts as not verified.
 */
export async function verifyAgain(
  request: AttackRequest,
  records: readonly Record[],
  stored: Float32Array,
  judge: Judge,
): Promise<void> {
  const found = records.flatMap(({ found }, row) => (found ? [row] : []))
  for (const block of blocksOf(found, request.batchSize)) {
    const searched = judge.rows(stored, block)
    const waiting = new Set(block.rows.subarray(0, block.count))
    for (const row of waiting)
      Object.assign(records[row]!, { found: null, distance: Infinity, refused: true })
    for (const factor of LAST_FACTORS) {
      if (waiting.size === 0) break
      const clean = judge.rows(request.images, block)
      const candidates = enlarged(clean, searched, factor)
      const { norm, epsilon } = request
      for (let i = 0; i < block.rows.length; i++)
        intoBounds(judge.part(candidates, i), judge.part(clean, i), epsilon, norm)
      const verdicts = await judge.judge(candidates, block, 'last verification', judge.lastPasses)
      for (let i = 0; i < block.count; i++) {
        const row = block.rows[i]!
        if (!waiting.has(row)) continue
        const record = records[row]!
        record.queries.forward += judge.lastPasses
        if (!verdicts[i]!.met) continue
        waiting.delete(row)
        record.found = verdicts[i]!
        record.distance = distance(judge.part(clean, i), judge.part(candidates, i), norm)
        stored.set(judge.part(candidates, i), row * judge.length)
      }
    }
    for (const row of waiting) {
      records[row]!.attack = null
      stored.set(judge.part(request.images, row), row * judge.length)
    }
  }
}
