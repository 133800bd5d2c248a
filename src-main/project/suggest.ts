/** "Did you mean …?" for names that were mistyped. */

/** Nobody mistypes longer names, and comparing two grows with the product of their lengths. */
const LONGEST = 200

/** ` (did you mean "…"?)` when one of the names is near, else nothing. */
export function nearest(typed: string, names: readonly string[]): string {
  if (typed.length > LONGEST) return ''
  const short = names.filter((name) => name.length <= LONGEST)
  const ranked = short.map((name) => ({
    name,
    distance: editDistance(typed.toLowerCase(), name.toLowerCase()),
  }))
  ranked.sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best && best.distance <= Math.max(1, Math.floor(best.name.length / 3))
    ? ` (did you mean "${best.name}"?)`
    : ''
}

/** Levenshtein's distance: insertions, deletions and replacements of one character. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}
