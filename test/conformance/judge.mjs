/**
 * What the outcome of the specs amounts to: which failures count, which are excluded and why, whether the
 * exclusions are still needed and whether anything got lost since the checked-in counts. Decisions only.
 *
 * @typedef {{ file: string, name: string, status: string, failures: string[] }} Outcome
 * @typedef {{ pattern?: string, cause?: string, reason: string }} Exclusion an exclusion names specs (`pattern`, a regular
 *   expression over `file: name`; they are not run) or the cause of their failing (`cause`, a regular
 *   expression that every failure message of the spec must match; they are run)
 * @typedef {{ file: string, run: number, passed: number, failed: number, excluded: number }} Row
 * @typedef {{ specs: number, passed: number, excluded: Record<string, number> }} Counts
 * @typedef {{ rows: Row[], failed: Outcome[], stale: Exclusion[], counts: Counts }} Verdict
 */

/** What tfjs itself has switched off (`xit`). */
const SWITCHED_OFF = 'switched off by tfjs itself'

/**
 * @param {Outcome[]} outcomes
 * @param {Exclusion[]} exclusions
 * @returns {Verdict}
 */
export function judge(outcomes, exclusions) {
  /** @type {Map<string, Row>} */
  const rows = new Map()
  /** @type {Record<string, number>} */
  const excluded = {}
  const used = new Set()
  const failed = []
  for (const outcome of outcomes) {
    const row = rows.get(outcome.file) ?? { file: outcome.file, run: 0, passed: 0, failed: 0, excluded: 0 }
    rows.set(outcome.file, row)
    row.run++
    if (outcome.status === 'passed') row.passed++
    else {
      const why = reasonOf(outcome, exclusions, used)
      if (why === null) {
        row.failed++
        failed.push(outcome)
      } else {
        row.excluded++
        excluded[why] = (excluded[why] ?? 0) + 1
      }
    }
  }
  const sorted = [...rows.values()].sort((a, b) => (a.file < b.file ? -1 : 1))
  const passed = sorted.reduce((sum, row) => sum + row.passed, 0)
  return {
    rows: sorted,
    failed,
    stale: exclusions.filter((exclusion) => !used.has(exclusion)),
    counts: { specs: outcomes.length, passed, excluded },
  }
}

/**
 * @param {Outcome} outcome
 * @param {Exclusion[]} exclusions
 * @param {Set<Exclusion>} used
 * @returns {string | null}
 */
function reasonOf(outcome, exclusions, used) {
  const title = `${outcome.file}: ${outcome.name}`
  if (outcome.status === 'pending') return SWITCHED_OFF
  if (outcome.status === 'excluded') {
    const found = exclusions.find(({ pattern }) => pattern !== undefined && new RegExp(pattern).test(title))
    if (!found) return null
    used.add(found)
    return found.reason
  }
  const causes = outcome.failures.map((message) =>
    exclusions.find(({ cause }) => cause !== undefined && new RegExp(cause).test(message)),
  )
  const [first] = causes
  if (first === undefined || causes.includes(undefined)) return null
  for (const cause of causes) if (cause) used.add(cause)
  return first.reason
}

/**
 * What is worse than the checked-in counts, in sentences.
 *
 * @param {Counts} counts
 * @param {Counts | undefined} known
 * @returns {string[]}
 */
export function losses(counts, known) {
  if (!known) return ['there are no checked-in counts: run with --update and look at what it writes']
  const sum = (/** @type {Counts} */ { excluded }) =>
    Object.values(excluded).reduce((total, n) => total + n, 0)
  const found = []
  if (counts.specs < known.specs) found.push(`${counts.specs} specs ran, ${known.specs} did before`)
  if (counts.passed < known.passed) found.push(`${counts.passed} specs passed, ${known.passed} did before`)
  if (sum(counts) > sum(known)) found.push(`${sum(counts)} specs are excluded, ${sum(known)} were before`)
  return found
}
