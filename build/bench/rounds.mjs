/**
 * Two programs in alternating rounds, so that a machine whose speed drifts treats both alike; and what may be said of the
 * ratios of their times. Below 1 ours is faster.
 */
import { execFileSync, spawnSync } from 'node:child_process'

/** Where the rounds differ by more than this part of their median, the machine did something else too: no ratio is quoted. */
export const MOST_SPREAD = 0.15

/**
 * @param {string} modules what must import, e.g. 'torch, torchvision'
 * @returns {string | null} the interpreter that has them
 */
export function pythonWith(modules) {
  for (const python of ['python3', '/usr/bin/python3'])
    if (spawnSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' }).status === 0) return python
  return null
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {Record<string, number>} the last line of what it prints, as JSON
 */
export function measure(command, args) {
  const output = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse(output.trim().split('\n').at(-1) ?? '{}')
}

/** @param {number[]} values @returns {number} */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[half] ?? Number.NaN)
    : ((sorted[half - 1] ?? Number.NaN) + (sorted[half] ?? Number.NaN)) / 2
}

/**
 * @typedef {{ name: string, unit: string, ours: number, theirs: number | null,
 *   ratio: number | null, range: [number, number] | null }} Row `ratio` is null where there is nothing to compare with,
 *   and where the rounds differ too much to quote one
 */

/**
 * @param {string} name
 * @param {string} unit of both times
 * @param {number[]} ours one per round
 * @param {number[]} theirs of the same rounds; empty where there is nothing to compare with
 * @returns {Row}
 */
export function row(name, unit, ours, theirs) {
  if (theirs.length === 0) return { name, unit, ours: median(ours), theirs: null, ratio: null, range: null }
  const ratios = ours.map((time, round) => time / (theirs[round] ?? Number.NaN))
  const middle = median(ratios)
  /** @type {[number, number]} */
  const range = [Math.min(...ratios), Math.max(...ratios)]
  const calm = (range[1] - range[0]) / middle <= MOST_SPREAD
  return { name, unit, ours: median(ours), theirs: median(theirs), ratio: calm ? middle : null, range }
}

/** @param {Row} row @returns {string} */
export function rowInWords({ name, unit, ours, theirs, ratio, range }) {
  const between = range === null ? '' : `${range[0].toFixed(2)}–${range[1].toFixed(2)}`
  const quoted = ratio === null ? `machine too busy: ${between}` : `${ratio.toFixed(2)} (${between})`
  const columns = [
    name.padEnd(46),
    `${ours.toFixed(1)} ${unit}`.padStart(12),
    (theirs === null ? '–' : `${theirs.toFixed(1)} ${unit}`).padStart(12),
    `   ${range === null ? '–' : quoted}`,
  ]
  return columns.join('')
}

/** @returns {string} what stands above the rows */
export function heading() {
  return `${''.padEnd(46)}${'ours'.padStart(12)}${'PyTorch'.padStart(12)}   ours / PyTorch (range of the rounds)`
}
