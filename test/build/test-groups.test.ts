/** That no test is left out of `npm test`, and that its words are understood. */
import { readFileSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { slowestFiles } from '../../build/slowest.mjs'
import { testArguments } from '../../build/test-arguments.mjs'
import {
  ALONE,
  GROUPS,
  LONGEST,
  NOT_QUICK,
  NUMERIC,
  SHARED,
  SURROUNDINGS,
  testFiles,
} from '../../build/test-groups.mjs'
import { rank } from '../../build/test-order.mjs'

const root = resolve(import.meta.dirname, '../..')
const tests = readdirSync(`${root}/test`, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.test.ts'))

/** A folder with everything in it, or one file. */
const isLeftOut = (path: string, pattern: string): boolean =>
  pattern.endsWith('/**') ? `test/${path}`.startsWith(pattern.slice(0, -2)) : `test/${path}` === pattern

describe('groups of tests', () => {
  it('hold every folder with tests exactly once', () => {
    const folders = [...new Set(tests.map((path) => path.split('/')[0]!))].sort()
    expect(Object.values(GROUPS).flat().sort()).toEqual(folders)
  })

  it('give a process of its own to each that puts something in the place of a module', () => {
    const shared = SHARED.flatMap((group) => GROUPS[group])
    const changing = tests
      .filter((path) => shared.includes(path.split('/')[0]!))
      .filter((path) =>
        /\bvi\.(mock|doMock|resetModules)\(/.test(readFileSync(`${root}/test/${path}`, 'utf8')),
      )
      .map((path) => `test/${path}`)
    expect(changing.sort()).toEqual([...ALONE].sort())
    for (const group of SHARED) expect(testFiles(group).exclude).toEqual(ALONE)
    expect(testFiles('device').include).toEqual(expect.arrayContaining(ALONE))
  })

  it('leave out of the quick run only what is there, and not all of it', () => {
    const matching = (pattern: string) => tests.filter((path) => isLeftOut(path, pattern))
    for (const pattern of NOT_QUICK) expect(matching(pattern), pattern).not.toEqual([])
    const left = tests.filter((path) => !NOT_QUICK.some((pattern) => isLeftOut(path, pattern)))
    expect(left.length).toBeGreaterThan(tests.length / 2)
  })
})

describe('the order', () => {
  it('begins with files that are there', () => {
    for (const file of LONGEST) expect(tests, file).toContain(file.replace(/^test\//, ''))
  })

  it('is the longest, windows, what computes, the rest', () => {
    const files = ['end-to-end/queue', 'devices/x', 'files/y'].map((name) => `${root}/test/${name}.test.ts`)
    const all = [...LONGEST.map((file) => `${root}/${file}`), ...files]
    expect([...all].reverse().sort((one, other) => rank(one) - rank(other))).toEqual(all)
  })
})

describe('every layout', () => {
  it('is four, and meets folders that compute', () => {
    expect(new Set(SURROUNDINGS.map((one) => JSON.stringify(one))).size).toBe(4)
    for (const folder of NUMERIC) expect([...GROUPS.compute, ...GROUPS.device]).toContain(folder)
  })
})

describe('the words behind npm test', () => {
  it('are a filter, or --quick', () => {
    const nothing = { quick: false, everyLayout: false, filters: [] }
    expect(testArguments([])).toEqual(nothing)
    expect(testArguments(['--quick'])).toEqual({ ...nothing, quick: true })
    expect(testArguments(['--every-layout'])).toEqual({ ...nothing, everyLayout: true })
    expect(testArguments(['--every-layout', 'fft'])).toEqual({
      ...nothing,
      everyLayout: true,
      filters: ['fft'],
    })
    expect(testArguments(['hybrid', 'fft'])).toEqual({ ...nothing, filters: ['hybrid', 'fft'] })
  })

  it.each([[['--quik']], [['-q']], [['--quick', 'hybrid']], [['--quick', '--every-layout']]])(
    '%j is refused, and says what there is',
    (words) => {
      expect(testArguments(words)).toMatch(/npm test -- --quick/)
    },
  )
})

it('names the slowest files first', () => {
  const file = (name: string, seconds: number) => ({
    name: `${root}/test/${name}`,
    startTime: 5000,
    endTime: 5000 + 1000 * seconds,
  })
  const reports = [{ testResults: [file('a', 1), file('b', 30.25)] }, { testResults: [file('c', 2)] }]
  expect(slowestFiles(reports, root, 2)).toEqual(['   30.3 s  test/b', '    2.0 s  test/c'])
})
