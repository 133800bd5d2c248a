/**
 * Studies of every kind, computed by the built command line several units at a time: the same bytes as one after another,
 * also when it is killed in the middle, once all of it and once one of its job processes, and gone on with.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openProject } from '../../src-main/project/project'
import { built, ifBuilt } from '../shell/run-halfpower'
import { contents, differences, makeEveryKind } from './every-kind'
import { resumeAll } from './real-process'
import { missing } from './rehearsal'
import type { Run } from './real-process'

const JOBS = 3
/** Jobs are found there. */
const possible = built && process.platform === 'linux'
const unless = built ? (possible ? '' : ' (skipped: processes are found in /proc, on Linux)') : ifBuilt

let home: string
let expected: Map<string, string>

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-side-by-side-'))
  if (!possible) return
  vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
  await makeEveryKind(home)
  const whole = await resumeAll(home, await copy('one')).ended
  expect(whole.code, whole.stderr).toBe(0)
  expected = await contents(join(home, 'one'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

async function copy(name: string): Promise<string> {
  const folder = join(home, name)
  await cp(join(home, 'every.halfpower'), folder, { recursive: true })
  return folder
}

/** Units that are finished, of all studies. */
async function finished(folder: string): Promise<number> {
  const project = await openProject(folder, 'read')
  try {
    return (await project.studies.list()).reduce((sum, { units }) => sum + units.done, 0)
  } finally {
    await project.close()
  }
}

/** Resolves once so many more units are finished, or the run is over. */
async function untilMore(folder: string, run: Run, more: number): Promise<void> {
  const over = run.ended.then(() => true)
  const soon = (): Promise<false> => new Promise((resolve) => setTimeout(() => resolve(false), 20))
  const before = await finished(folder)
  while ((await finished(folder)) < before + more && !(await Promise.race([over, soon()])));
}

describe.skipIf(!possible)(`studies of every kind, ${JOBS} units at a time${unless}`, () => {
  it('end with the same bytes as one after another', async () => {
    const folder = await copy('several')
    const run = resumeAll(home, folder, null, JOBS)
    let most = 0
    const counting = setInterval(() => (most = Math.max(most, run.children())), 10)
    const ended = await run.ended
    clearInterval(counting)
    expect(ended.code, ended.stderr).toBe(0)
    expect(most).toBeGreaterThan(1)
    expect(differences(expected, await contents(folder))).toEqual([])
  })

  it('lose nothing when they are killed in the middle, and end with the same bytes', async () => {
    const folder = await copy('killed')
    for (const [victim, more] of [
      ['both', 3],
      ['main', 6],
      ['job', 4],
    ] as const) {
      const run = resumeAll(home, folder, null, JOBS)
      await untilMore(folder, run, more)
      expect(run.kill(victim)).toBe(true)
      await run.ended
      expect(await missing(folder)).toEqual([])
    }
    const last = await resumeAll(home, folder, null, JOBS).ended
    expect(last.code, last.stderr).toBe(0)
    expect(differences(expected, await contents(folder))).toEqual([])
  })
})
