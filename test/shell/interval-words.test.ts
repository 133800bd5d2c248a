/**
 * Whoever prints an interval says over what it is, and that training again is not in it: every table, document and methods
 * text of the example study, on the command line. Looked for in what is printed, whatever prints it.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyExample, hasExample } from '../end-to-end/example'
import { built, halfpower, ifBuilt } from './run-halfpower'

const why = hasExample ? ifBuilt : ' (skipped: no example study)'
const TIMEOUT = 900_000
/** `0.215 [0.202, 0.225]` */
const INTERVAL = /\d \[[−\d.]+, [−\d.]+\]/

let home: string
let project: string
let studies: string[]

async function run(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await halfpower(home, ...words)
  expect(code, stderr).toBe(0)
  return stdout
}

describe.skipIf(!built || !hasExample)(`intervals say over what they are${why}`, () => {
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'halfpower-intervals-'))
    project = await copyExample(home, 'whole')
    studies = await readdir(join(project, 'studies'))
  }, TIMEOUT)
  afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))

  it(
    'in the table, the document and the methods text of each kind of study',
    async () => {
      const kinds = new Map(studies.map((id) => [id.replace(/-[0-9a-f]+$/, ''), id]))
      for (const [kind, id] of kinds) {
        const text = await run('study', 'show', project, id)
        if (INTERVAL.test(text))
          expect(text, kind).toMatch(/\[95 %\].*: .*of (this|each) trained network; .*over/)
        const document = await run('study', 'show', project, id, '--json')
        const { interval } = JSON.parse(document) as { interval?: string }
        if (/"low":-?\d/.test(document))
          expect(interval, kind).toMatch(/of (this|each) trained network; .*images/)
        const written = await run('methods-text', project, id)
        if (/95 %/.test(written)) expect(written, kind).toMatch(/of (the|that|each) trained network/)
      }
      expect(kinds.size).toBeGreaterThan(6)
    },
    TIMEOUT,
  )

  it(
    'on the Map, in rankings and in lists; and what is not comparable is named beside the Map',
    async () => {
      const map = await run('map', project, '--frequency', 'f_half-L2', '--measure', 'epsilon-L2')
      expect(map).toMatch(
        /\[95 %\]: f_0\.5 \(L2\) of each trained network; .*Median ε \(L2\) of each trained/,
      )
      expect(map).toMatch(/of \d+\.\d( to \d+\.\d)? effective images/)
      expect(map).not.toContain('<i>')
      expect(await run('map', project, '--json')).toMatch(/"notes":/)
      expect(await run('goldilocks', project)).toMatch(/\[95 %\]: .*not over training seeds/)
      expect(await run('model', 'list', project)).toMatch(/\[95 %\]: of each trained network; Wilson/)
    },
    TIMEOUT,
  )
})
