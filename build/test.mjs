#!/usr/bin/env node
/**
 * `npm test`: makes the checkout ready, then runs the static checks (each counts as one test), the tests,
 * and the operator specs of tfjs. The last line of the output is `N passed, N failed` and, if any,
 * `, N skipped`; the exit code is 0 only if something ran and nothing failed.
 *
 * One test file more at once than there are cores, since a window mostly waits; each computes with one thread: threads
 * of one operator that wait for a core which another file has taken cost more than they bring.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastLines, root, run, runPackage } from './child.mjs'
import { nodeComplaint, installIsStale } from './freshness.mjs'
import { SetupError, setup } from './setup.mjs'
import { slowestFiles } from './slowest.mjs'
import { checkSignatures } from './signatures.mjs'
import { STATIC_CHECKS, runCheck } from './static-checks.mjs'
import { testArguments } from './test-arguments.mjs'
import { tensorflowLibraryForTests } from './tensorflow-library-for-tests.mjs'
import { NUMERIC, SURROUNDINGS, WITH_TENSORFLOW } from './test-groups.mjs'
import { addTotals, formatTotals, isSuccess, parseTotals, vitestTotals } from './totals.mjs'

/** @typedef {import('./totals.mjs').Totals} Totals */
/** @typedef {import('./test-groups.mjs').Group} Group */

const SLOWEST = 10
/** Test files at once. Few, because each may hold a network, and a window a browser. */
const WORKERS = Math.min(4, availableParallelism() + 1)

/** @type {Totals[]} */
const parts = []
/** @type {string[]} */
const skippedTitles = []
/** @type {(import('./totals.mjs').VitestReport & { testResults: import('./slowest.mjs').TimedFile[] })[]} */
const reports = []

const asked = testArguments(process.argv.slice(2))
if (typeof asked === 'string') {
  process.stderr.write(`${asked}\n`)
  process.exitCode = 2
} else {
  await testAll(asked)
}

/** @param {import('./test-arguments.mjs').TestArguments} asked */
async function testAll({ quick, everyLayout, filters }) {
  if (await makeReady()) {
    if (everyLayout) {
      await testEveryLayout(filters)
    } else if (filters.length > 0) {
      print(`Only the tests that match ${filters.join(' ')}: no static checks, no operator specs.`)
      await runVitest([], filters)
    } else {
      const groups = quick ? { HALFPOWER_QUICK: '1' } : {}
      const threads = process.env['HALFPOWER_THREADS'] ?? '1'
      await Promise.all([
        runVitest(quick ? ['compute', 'device', 'plain'] : [], [], {
          groups: { ...groups, HALFPOWER_THREADS: threads },
          workers: WORKERS,
        }),
        besides(quick),
        ...(process.env['HALFPOWER_SIGNATURES'] === '1' ? [signatures()] : []),
      ])
    }
  }
  const totals = addTotals(parts)
  if (skippedTitles.length > 0) print(`\nSkipped:\n${skippedTitles.map((title) => `  ${title}`).join('\n')}`)
  const slowest = slowestFiles(reports, root, SLOWEST)
  if (slowest.length > 0) print(`\nThe slowest test files:\n${slowest.join('\n')}`)
  if (quick) print('\nQuick: without windows, kills, training, whole studies, fuzz and operator specs.')
  if (totals.passed + totals.failed === 0) print('\nNothing ran, which counts as a failure.')
  print(`\n${formatTotals(totals)}`)
  process.exitCode = isSuccess(totals) ? 0 : 1
}

/**
 * What computes, under each of the surroundings in turn, so that no number hangs on one of them.
 *
 * @param {string[]} filters
 */
async function testEveryLayout(filters) {
  const files = filters.length > 0 ? filters : NUMERIC.map((folder) => `test/${folder}/`)
  for (const surroundings of SURROUNDINGS) {
    const words = Object.entries(surroundings).map(([name, value]) => `${name}=${value}`)
    print(`\n${words.join(' ')}`)
    await runVitest(['compute', 'device'], files, { groups: surroundings })
    print(`So far: ${formatTotals(addTotals(parts))}`)
  }
}

/**
 * What runs beside the tests.
 *
 * @param {boolean} quick
 */
async function besides(quick) {
  for (const check of STATIC_CHECKS) {
    const { totals, text } = await runCheck(check)
    parts.push(totals)
    print(text)
  }
  if (quick) return
  await runOperatorSpecs({})
  await testTensorflow()
}

/** TensorFlow's own library: tfjs's operator specs, and what is tested in `WITH_TENSORFLOW`. */
async function testTensorflow() {
  const library = await tensorflowLibraryForTests()
  if ('reason' in library) {
    skippedTitles.push(`TensorFlow's own library: ${library.reason}`)
    parts.push({ passed: 0, failed: 0, skipped: 1 })
    return
  }
  const environment = { HALFPOWER_TENSORFLOW: library.folder }
  await runOperatorSpecs(environment)
  await runVitest(['device'], WITH_TENSORFLOW, {
    groups: { ...environment, HALFPOWER_TEST_DEVICE: 'tensorflow', HALFPOWER_THREADS: '1' },
  })
}

/** Asked for by `.ci/run`: whoever tests at a desk without a network waits for nothing. */
async function signatures() {
  const { totals, text, skippedTitle } = await checkSignatures()
  parts.push(totals)
  print(text)
  if (skippedTitle !== null) skippedTitles.push(skippedTitle)
}

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

/** Our children write to pipes; whether to colour depends on where our own output goes. */
function colour() {
  return { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) }
}

/**
 * @param {Group[]} projects none: all
 * @param {string[]} filters
 * @param {{ groups?: Record<string, string>, workers?: number }} [options] files at once: one, unless said
 */
async function runVitest(projects, filters, { groups = {}, workers = 1 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-test-'))
  const file = join(folder, 'report.json')
  const title = projects.length === 0 ? 'the tests' : `the tests "${projects.join(', ')}"`
  try {
    const { code } = await runPackage(
      'vitest/vitest.mjs',
      [
        'run',
        ...projects.map((name) => `--project=${name}`),
        ...(workers > 1 ? ['--fileParallelism', `--maxWorkers=${workers}`] : []),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
        ...filters,
      ],
      { show: true, env: { ...colour(), ...groups } },
    )
    if (!existsSync(file)) {
      print(`FAILED  ${title}: vitest ended without a report`)
      parts.push({ passed: 0, failed: 1, skipped: 0 })
      return
    }
    const report = JSON.parse(readFileSync(file, 'utf8'))
    reports.push(report)
    const { skippedTitles: skipped, ...totals } = vitestTotals(report, code)
    skippedTitles.push(...skipped)
    parts.push(totals)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * tfjs-core's own operator specs against our backend, in a process of their own: they run under jasmine,
 * and tell how they went in the same last line as we do.
 *
 * @param {Record<string, string>} environment
 */
async function runOperatorSpecs(environment) {
  const file = join(root, 'test', 'conformance', 'run.mjs')
  if (!existsSync(file)) {
    skippedTitles.push('operator specs of tfjs (test/conformance/run.mjs is not there)')
    parts.push({ passed: 0, failed: 0, skipped: 1 })
    return
  }
  const { code, output } = await run(process.execPath, [file], { env: { ...colour(), ...environment } })
  print(output.trimEnd())
  const result = parseTotals(output)
  if (result === null) {
    print(
      `FAILED  the operator specs of tfjs ended (code ${code}) without saying how they went:\n${lastLines(output, 5)}`,
    )
    parts.push({ passed: 0, failed: 1, skipped: 0 })
    return
  }
  if (result.skipped > 0)
    skippedTitles.push(`${result.skipped} operator specs of tfjs (listed with their reasons above)`)
  parts.push(code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result)
}

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n`)
}
