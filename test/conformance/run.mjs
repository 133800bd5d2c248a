/**
 * tfjs-core's own shipped operator specs against the onnxruntime backend, once with ONNX Runtime's internal
 * layout and once with public operators only; or with HALFPOWER_TENSORFLOW against TensorFlow's own library, or with
 * HALFPOWER_PROVIDER=webgpu on a card (or a driver that computes as one on the processor). Prints a table per spec file, every
 * failure, what is excluded and why; the last line is `N passed, N failed, N skipped`.
 *
 *   node test/conformance/run.mjs                  everything, compared with counts.json
 *   node test/conformance/run.mjs conv2d pool      only the spec files whose names contain one of the words
 *   node test/conformance/run.mjs --update         everything, and writes counts.json
 */
import { fork } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { formatTotals } from '../../build/totals.mjs'
import { bundle, specFiles } from './bundle.mjs'
import { judge, losses } from './judge.mjs'

/** @typedef {import('./judge.mjs').Outcome} Outcome */
/** @typedef {import('./judge.mjs').Exclusion} Exclusion */
/** @typedef {import('./judge.mjs').Verdict} Verdict */
/** @typedef {Outcome & { kind: string, overallStatus?: string }} Message */

/** A spec that says nothing for this long hangs. */
const PATIENCE_MILLISECONDS = 180_000
const isTensorflow = Boolean(process.env['HALFPOWER_TENSORFLOW'])
const provider = process.env['HALFPOWER_PROVIDER'] ?? 'cpu'
const backend = isTensorflow ? 'tensorflow' : 'onnxruntime'
const LOWERINGS = lowerings()

const suffix = isTensorflow ? '-tensorflow' : provider === 'cpu' ? '' : `-${provider}`
const countsFile = new URL(`counts${suffix}.json`, import.meta.url)
/** @type {Exclusion[]} */
const exclusions = [...(provider === 'cpu' ? [] : exclusionsOf('')), ...exclusionsOf(suffix)]
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const isWhole = words.length === 0
const update = process.argv.includes('--update')

/** @param {string} suffix @returns {Exclusion[]} */
function exclusionsOf(suffix) {
  return JSON.parse(readFileSync(new URL(`exclusions${suffix}.json`, import.meta.url), 'utf8'))
}

function lowerings() {
  if (isTensorflow) return [{ name: 'its own library, on the processor', internalLayout: false }]
  if (provider !== 'cpu') return [{ name: provider, internalLayout: false }]
  return [
    { name: 'internal layout', internalLayout: true },
    { name: 'public operators', internalLayout: false },
  ]
}

/**
 * @param {string} entry
 * @param {string[]} files
 * @param {boolean} internalLayout
 * @returns {Promise<Outcome[]>}
 */
function runSpecs(entry, files, internalLayout) {
  const excluded = exclusions.flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern]))
  const child = fork(entry, [JSON.stringify({ files, excluded, backend, provider, internalLayout })], {
    // ONNX Runtime writes the errors that specs provoke on stderr; they reach us as exceptions too.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  /** @type {Outcome[]} */
  const outcomes = []
  let current = 'loading the specs'
  let isFinished = false
  let timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MILLISECONDS)
  child.on('message', (received) => {
    const message = /** @type {Message} */ (received)
    clearTimeout(timer)
    timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MILLISECONDS)
    if (message.kind === 'started') current = `${message.file}: ${message.name}`
    if (message.kind === 'done') outcomes.push(message)
    if (message.kind === 'finished') isFinished = true
  })
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      if (!isFinished) {
        const failures = [`The process ended (${signal ?? `code ${code}`}) during: ${current}`]
        outcomes.push({ file: 'process', name: 'runs to its end', status: 'failed', failures })
      }
      resolve(outcomes)
    })
  })
}

/** @param {Verdict} verdict */
function printTable({ rows }) {
  const width = Math.max(...rows.map((row) => row.file.length))
  console.log(`${'file'.padEnd(width)}    run  passed  excluded  failed`)
  for (const { file, run, passed, excluded, failed } of rows) {
    const cells = [
      [run, 5],
      [passed, 6],
      [excluded, 8],
      [failed, 6],
    ].map(([n, size]) => String(n).padStart(size ?? 0))
    console.log(`${file.padEnd(width)}  ${cells.join('  ')}`)
  }
}

/** @param {Verdict} verdict */
function printReasons({ failed, stale, counts }) {
  for (const [reason, count] of Object.entries(counts.excluded)) console.log(`excluded ${count}: ${reason}`)
  for (const { file, name, failures } of failed) {
    console.log(
      `FAILED  ${file}: ${name}\n${failures.map((message) => `        ${message.replaceAll('\n', '\n        ')}`).join('\n')}`,
    )
  }
  if (isWhole)
    for (const exclusion of stale)
      console.log(`FAILED  this exclusion matches no spec any more: ${JSON.stringify(exclusion)}`)
}

const entry = await bundle()
const files = specFiles().filter((file) => isWhole || words.some((word) => file.includes(word)))
const all = await Promise.all(LOWERINGS.map(({ internalLayout }) => runSpecs(entry, files, internalLayout)))
/** @type {Record<string, import('./judge.mjs').Counts>} */
const known = JSON.parse(readFileSync(countsFile, 'utf8'))
/** @type {Record<string, import('./judge.mjs').Counts>} */
const counts = {}
const totals = { passed: 0, failed: 0, skipped: 0 }
LOWERINGS.forEach(({ name }, i) => {
  const verdict = judge(all[i] ?? [], exclusions)
  counts[name] = verdict.counts
  console.log(`\ntfjs-core's operator specs on ${backend}, ${name}`)
  printTable(verdict)
  printReasons(verdict)
  const lost = isWhole && !update ? losses(verdict.counts, known[name]) : []
  for (const sentence of lost) console.log(`FAILED  fewer than counts.json says: ${sentence}`)
  const skipped = Object.values(verdict.counts.excluded).reduce((sum, count) => sum + count, 0)
  totals.passed += verdict.counts.passed
  totals.skipped += skipped
  totals.failed += verdict.failed.length + (isWhole ? verdict.stale.length : 0) + lost.length
  if (verdict.counts.specs === 0) {
    console.log('FAILED  no spec ran')
    totals.failed++
  }
})
if (update) writeFileSync(countsFile, `${JSON.stringify(counts, null, 2)}\n`)
console.log(formatTotals(totals))
process.exitCode = totals.failed > 0 ? 1 : 0
