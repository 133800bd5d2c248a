/**
 * Where the time of a test run went.
 *
 * @typedef {{ name: string, startTime: number, endTime: number }} TimedFile times in milliseconds
 */
import { relative } from 'node:path'

/**
 * @param {{ testResults: TimedFile[] }[]} reports of vitest
 * @param {string} root that paths are shown relative to
 * @param {number} count
 * @returns {string[]} a line per file, the slowest first
 */
export function slowestFiles(reports, root, count) {
  return reports
    .flatMap(({ testResults }) => testResults)
    .map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, count)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${relative(root, name)}`)
}
