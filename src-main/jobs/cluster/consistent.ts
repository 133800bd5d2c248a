/**
 * Which of several results under one key belong together. Two nodes with different processors may train two networks
 * under one key, so a result is only taken with the very results that it was computed from. Pure.
 */

/** A finished unit that could be taken. */
export interface Candidate {
  key: string
  /** Of all that its result says: the hash of its weights and what it was computed on are in it. */
  sum: string
  /** The results that it was computed from. */
  needs: readonly { key: string; sum: string }[]
}

export interface Choice<C extends Candidate> {
  chosen: Map<string, C>
  /** Keys of which there are results, but none that goes with the others. */
  apart: string[]
}

/**
 * @param order keys, each behind those that it needs
 * @param candidates by key, those to be preferred first
 * @param fixed sums of results that stand and are not chosen any more
 */
export function consistentChoice<C extends Candidate>(
  order: readonly string[],
  candidates: ReadonlyMap<string, readonly C[]>,
  fixed: ReadonlyMap<string, string>,
): Choice<C> {
  const supported = supportedOnes(order, candidates, fixed)
  const demanded = new Map<string, string>()
  const wanted = new Map<string, C>()
  // From the end: what a finished run was computed from is taken before what an unfinished one has left.
  for (const key of [...order].reverse()) {
    if (fixed.has(key)) continue
    const demand = demanded.get(key)
    const fit = (supported.get(key) ?? []).find(
      ({ sum, needs }) =>
        (demand === undefined || sum === demand) &&
        needs.every((need) => (demanded.get(need.key) ?? need.sum) === need.sum),
    )
    if (!fit) continue
    wanted.set(key, fit)
    for (const need of fit.needs) demanded.set(need.key, need.sum)
  }
  // Once more from the beginning: what a later choice took the ground from goes, too.
  const chosen = new Map<string, C>()
  for (const key of order) {
    const candidate = wanted.get(key)
    if (
      candidate?.needs.every((need) => (fixed.get(need.key) ?? chosen.get(need.key)?.sum) === need.sum) ===
      true
    )
      chosen.set(key, candidate)
  }
  const apart = order.filter(
    (key) => !fixed.has(key) && !chosen.has(key) && (candidates.get(key) ?? []).length > 0,
  )
  return { chosen, apart }
}

/** Those whose needs are there, all the way down. */
function supportedOnes<C extends Candidate>(
  order: readonly string[],
  candidates: ReadonlyMap<string, readonly C[]>,
  fixed: ReadonlyMap<string, string>,
): Map<string, C[]> {
  const supported = new Map<string, C[]>()
  for (const key of order) {
    const found = (candidates.get(key) ?? []).filter(({ needs }) =>
      needs.every((need) => {
        const stands = fixed.get(need.key)
        if (stands !== undefined) return stands === need.sum
        return supported.get(need.key)?.some(({ sum }) => sum === need.sum) ?? false
      }),
    )
    if (found.length > 0) supported.set(key, found)
  }
  return supported
}
