/**
 * The one line that says how tests went: `12 passed, 0 failed` and, if any, `, 3 skipped`. Reading it,
 * adding it up, writing it.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Totals
 */

/**
 * @param {string} text a line, or a whole output whose last line with anything in it counts
 * @returns {Totals | null} null when that line is no totals line
 */
export function parseTotals(text) {
  const line = text.trimEnd().split('\n').at(-1)?.trim() ?? ''
  const match = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line)
  if (match === null) return null
  const [, passed, failed, skipped = '0'] = match
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) }
}

/**
 * @param {Totals} totals
 * @returns {string}
 */
export function formatTotals({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * @param {Totals[]} parts
 * @returns {Totals}
 */
export function addTotals(parts) {
  return {
    passed: parts.reduce((sum, part) => sum + part.passed, 0),
    failed: parts.reduce((sum, part) => sum + part.failed, 0),
    skipped: parts.reduce((sum, part) => sum + part.skipped, 0),
  }
}

/**
 * A run in which nothing ran is a failure: an empty test run that exits with 0 hides everything.
 *
 * @param {Totals} totals
 * @returns {boolean}
 */
export function isSuccess({ passed, failed }) {
  return failed === 0 && passed > 0
}

/**
 * @typedef {{ fullName: string, status: string }} VitestTest
 * @typedef {{ name: string, status: string, message?: string, assertionResults: VitestTest[] }} VitestFile
 * @typedef {{ success: boolean, testResults: VitestFile[] }} VitestReport
 */

/**
 * What vitest's JSON report amounts to. A file that failed without a failed test in it (it could not be
 * loaded) counts as one failure, and so does a run that failed without saying where.
 *
 * @param {VitestReport} report
 * @param {number} exitCode vitest's own
 * @returns {Totals & { skippedTitles: string[] }}
 */
export function vitestTotals(report, exitCode) {
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  const count = (/** @type {string} */ status) => tests.filter((test) => test.status === status).length
  const failedFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length
  const passed = count('passed')
  const failed = count('failed') + failedFiles
  const skippedTitles = tests
    .filter((test) => test.status !== 'passed' && test.status !== 'failed')
    .map((test) => test.fullName.trim())
  return {
    passed,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: skippedTitles.length,
    skippedTitles,
  }
}
