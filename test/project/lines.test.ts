import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BOUND, appendLines, readLines } from '../../src-main/project/lines'
import { createProject, openProject } from '../../src-main/project/project'
import { WriteDoor } from '../../src-main/project/write-atomically'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-lines-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const schema = z.object({ number: z.int() })
const numbers = (from: number, to: number): { number: number }[] =>
  Array.from({ length: to - from }, (_, i) => ({ number: from + i }))

describe('lines that are appended', () => {
  it('are read again, over all parts, in their order', async () => {
    const door = new WriteDoor(home)
    const path = join(home, 'log.jsonl')
    for (let i = 0; i < 40; i++) await appendLines(door, path, numbers(i, i + 1), { bytes: 100, parts: 100 })
    expect((await readdir(home)).length).toBeGreaterThan(4)
    expect(await readLines(path, schema)).toEqual({ lines: numbers(0, 40), damaged: 0, removed: 0 })
  })

  it('are bounded: the oldest parts go, and are counted', async () => {
    const door = new WriteDoor(home)
    const path = join(home, 'log.jsonl')
    for (let i = 0; i < 100; i++) await appendLines(door, path, numbers(i, i + 1), { bytes: 100, parts: 2 })
    const names = await readdir(home)
    expect(names).toHaveLength(3)
    const { lines, damaged, removed } = await readLines(path, schema)
    expect(damaged).toBe(0)
    expect(lines).toEqual(numbers(lines[0]!.number, 100))
    const perPart =
      (
        await readFile(
          join(
            home,
            names.find((name) => /\d/.test(name))!,
          ),
          'utf8',
        )
      ).split('\n').length - 1
    expect(removed).toBeGreaterThan(5)
    expect(lines[0]!.number).toBeGreaterThanOrEqual(removed * (perPart - 1))
  })

  it('of a study say what was removed of them', async () => {
    const project = await createProject(join(home, 'p'))
    const log = join(home, 'p', 'studies', 's', 'log.jsonl')
    await new WriteDoor(home).makeFolder(join(home, 'p', 'studies', 's'))
    const time = new Date().toISOString()
    await writeFile(join(home, 'p', 'studies', 's', 'log.7.jsonl'), 'x'.repeat(BOUND.bytes))
    await writeFile(log, `${JSON.stringify({ time, level: 'info', message: 'still here' })}\n`)
    await project.studies.appendLog('s', [{ time, level: 'info', message: 'the newest' }])
    expect((await project.studies.log('s')).map(({ message }) => message)).toEqual([
      'The oldest 6 parts of this log (4 MiB each) have been removed: a log keeps its last 20 MiB.',
      'still here',
      'the newest',
      expect.stringMatching(/^1 line of this log is damaged/),
    ])
    await project.close()
    await (await openProject(join(home, 'p'), 'write')).close()
  })
})
