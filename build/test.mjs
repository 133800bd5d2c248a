#!/usr/bin/env node
/**
 * `npm test`: makes the checkout ready, then runs the static checks (each counts as one test), the tests,
 * and the operator specs of tfjs. The last line of the output is `N passed, N failed` and, if any,
 * `, N skipped`; the exit code is 0 only if something ran and nothing failed.
 * `npm test -- FILTER` runs only the test files whose path contains FILTER.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastLines, root, run, runPackage } from './child.mjs'
import { nodeComplaint, installIsStale } from './freshness.mjs'
import { SetupError, setup } from './setup.mjs'
import { addTotals, formatTotals, isSuccess, parseTotals, vitestTotals } from './totals.mjs'

/** @typedef {import('./totals.mjs').Totals} Totals */

const filters = process.argv.slice(2)

/** @type {Totals[]} */
const parts = []
/** @type {string[]} */
const skippedTitles = []

if (await makeReady()) {
  if (filters.length === 0) for (const check of staticChecks()) parts.push(await runCheck(check))
  else print(`Only the tests that match ${filters.join(' ')}: no static checks, no operator specs.`)
  parts.push(await runVitest())
  if (filters.length === 0) parts.push(await runOperatorSpecs())
}

const totals = addTotals(parts)
if (skippedTitles.length > 0) print(`\nSkipped:\n${skippedTitles.map((title) => `  ${title}`).join('\n')}`)
if (totals.passed + totals.failed === 0) print('\nNothing ran, which counts as a failure.')
print(`\n${formatTotals(totals)}`)
process.exitCode = isSuccess(totals) ? 0 : 1

/**
 * Set-up, as the first check. A build that fails leaves the tests possible, and they may say why.
 *
 * @returns {Promise<boolean>} whether tests can run at all
 */
async function makeReady() {
  try {
    await setup()
    return true
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    print(`FAILED  set-up\n${error.message}`)
    parts.push({ passed: 0, failed: 1, skipped: 0 })
    return nodeComplaint(process.versions.node) === null && !installIsStale(root)
  }
}

/** @typedef {{ title: string, file: string, args: string[], proof?: RegExp }} Check `proof` must be found
 *   in the output, for tools that succeed on nothing */

/** @returns {Check[]} */
function staticChecks() {
  return [
    {
      title: 'format (prettier)',
      file: 'prettier/bin/prettier.cjs',
      // Named, so that a project folder that somebody made here is left alone.
      args: ['--check', 'src-main', 'src-renderer', 'test', 'build', '*.{json,ts,mjs}', '.*.{json,mjs}'],
    },
    { title: 'lint (eslint)', file: 'eslint/bin/eslint.js', args: ['.', '--max-warnings=0'] },
    { title: 'types (tsc)', file: 'typescript/bin/tsc', args: ['--noEmit'] },
    {
      title: 'types and accessibility of the window (svelte-check)',
      file: 'svelte-check/bin/svelte-check',
      args: ['--tsconfig', 'src-renderer/tsconfig.json', '--output', 'machine', '--fail-on-warnings'],
      proof: /COMPLETED [1-9]\d* FILES/,
    },
    {
      title: 'arrows between the layers (dependency-cruiser)',
      file: 'dependency-cruiser/bin/dependency-cruise.mjs',
      args: ['src-main', '--config', '.dependency-cruiser.mjs', '--output-type', 'err-long'],
      proof: /\([1-9]\d* modules/,
    },
  ]
}

/**
 * @param {Check} check
 * @returns {Promise<Totals>}
 */
async function runCheck({ title, file, args, proof }) {
  const { code, output } = await runPackage(file, args)
  const passed = code === 0 && (proof === undefined || proof.test(output))
  print(`${passed ? 'passed' : 'FAILED'}  ${title}`)
  if (!passed) print(output.trimEnd().split('\n').map((line) => `    ${line}`).join('\n')) // prettier-ignore
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }
}

/** Our children write to pipes; whether to colour depends on where our own output goes. */
function colour() {
  return { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) }
}

/** @returns {Promise<Totals>} */
async function runVitest() {
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-test-'))
  const file = join(folder, 'report.json')
  try {
    const { code } = await runPackage(
      'vitest/vitest.mjs',
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...filters],
      { show: true, env: colour() },
    )
    if (!existsSync(file)) {
      print('FAILED  vitest ended without a report')
      return { passed: 0, failed: 1, skipped: 0 }
    }
    const result = vitestTotals(JSON.parse(readFileSync(file, 'utf8')), code)
    skippedTitles.push(...result.skippedTitles)
    return result
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * tfjs-core's own operator specs against our backend, in a process of their own: they run under jasmine,
 * and tell how they went in the same last line as we do.
 *
 * @returns {Promise<Totals>}
 */
async function runOperatorSpecs() {
  const file = join(root, 'test', 'conformance', 'run.mjs')
  if (!existsSync(file)) {
    skippedTitles.push('operator specs of tfjs (test/conformance/run.mjs is not there)')
    return { passed: 0, failed: 0, skipped: 1 }
  }
  const { code, output } = await run(process.execPath, [file], { show: true, env: colour() })
  const result = parseTotals(output)
  if (result === null) {
    print(
      `FAILED  the operator specs of tfjs ended (code ${code}) without saying how they went:\n${lastLines(output, 5)}`,
    )
    return { passed: 0, failed: 1, skipped: 0 }
  }
  if (result.skipped > 0)
    skippedTitles.push(`${result.skipped} operator specs of tfjs (listed with their reasons above)`)
  if (code !== 0 && result.failed === 0) return { ...result, failed: 1 }
  return result
}

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n`)
}
