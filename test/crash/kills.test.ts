/**
 * Kills the program, its job process, or both, with SIGKILL, while it computes studies of every kind: at moments drawn in
 * time, and at drawn operations with files. After each death the project opens and nothing that is said to be stored is
 * missing; what is finished in the end is what an uninterrupted run leaves, bit for bit. 40 kills in `npm test`;
 * `npm run fuzz -- kills --count N` has any number, in chunks of 10 of which the finished ones are not done again.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { built, ifBuilt } from '../shell/run-halfpower'
import { contents, differences, makeEveryKind } from './every-kind'
import { resumeAll } from './real-process'
import { missing } from './rehearsal'
import type { Ended } from '../shell/run-halfpower'
import type { Victim } from './real-process'

const KILLS = Number(process.env.HALFPOWER_KILLS ?? 40)
const SEED = Number(process.env.HALFPOWER_CRASH_SEED ?? 9)
const LONG = process.env.HALFPOWER_LONG === '1'
/** Few in the long mode: what is ended on a busy machine has finished some. */
const CHUNK = LONG ? 10 : 50
/** Chunks that are finished, by seed: only of the long mode. */
const STATE = join(tmpdir(), `halfpower-kills-${SEED}.json`)
const VICTIMS: readonly Victim[] = ['main', 'job', 'both']
/** Jobs are found there. */
const possible = built && process.platform === 'linux'
const unless = built ? (possible ? '' : ' (skipped: processes are found in /proc, on Linux)') : ifBuilt

interface Tally {
  kills: Record<Victim, number>
  starts: number
  /** Projects that were finished and compared. */
  finished: number
}

let home: string
let template: string
let expected: Map<string, string>
/** Milliseconds of an uninterrupted run. */
let lasted: number

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-kills-'))
  if (!possible) return
  vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
  template = await makeEveryKind(home)
  await copyTo('whole')
  const began = performance.now()
  const whole = await resumeAll(home, join(home, 'whole')).ended
  lasted = performance.now() - began
  expect(whole.code, whole.stderr).toBe(0)
  expected = await contents(join(home, 'whole'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

async function copyTo(name: string): Promise<void> {
  await rm(join(home, name), { recursive: true, force: true, maxRetries: 5 })
  await cp(template, join(home, name), { recursive: true })
}

async function chunk(kills: number, number: number): Promise<Tally> {
  const draw = generator(SEED, 'kills', number)
  const tally: Tally = { kills: { main: 0, job: 0, both: 0 }, starts: 0, finished: 0 }
  const folder = join(home, 'killed')
  const moments: string[] = []
  const count = (): number => tally.kills.main + tally.kills.job + tally.kills.both
  const what = (): string => `chunk ${number} of seed ${SEED}: ${moments.join(', ')}`
  await copyTo('killed')

  const compare = async (): Promise<void> => {
    expect(differences(expected, await contents(folder)), what()).toEqual([])
    tally.finished++
    moments.length = 0
    await copyTo('killed')
  }
  // Of each kind at least one, whatever was drawn.
  while (count() < kills || VICTIMS.some((victim) => tally.kills[victim] === 0)) {
    tally.starts++
    const ended = draw.uniform() < 0.5 ? await atOperation() : await inTime()
    expect(await missing(folder), what()).toEqual([])
    if (ended.signal === 'SIGKILL') continue
    if (ended.code === 0) await compare()
    // Twice killed in one unit: the study says so, and is gone on with.
    else expect(ended.stderr, what()).toMatch(/was ended by SIGKILL/)
  }
  const last = await resumeAll(home, folder).ended
  tally.starts++
  expect(last.code, `${what()}: ${last.stderr}`).toBe(0)
  await compare()
  return tally

  async function atOperation(): Promise<Ended> {
    const victim = VICTIMS[draw.integer(3)]!
    const operation = 1 + draw.integer(LONG || draw.uniform() < 0.2 ? 400 : 60)
    const ended = await resumeAll(home, folder, { operation, victim }).ended
    const hit = victim === 'job' ? /A test has killed the job/.test(ended.stderr) : ended.signal === 'SIGKILL'
    if (hit) tally.kills[victim]++
    moments.push(`${victim} at operation ${operation}`)
    return ended
  }

  async function inTime(): Promise<Ended> {
    const run = resumeAll(home, folder)
    for (;;) {
      const victim = VICTIMS[draw.integer(3)]!
      const moment = Math.round(lasted * (LONG ? 0.3 : 0.1) * draw.uniform())
      const over = await Promise.race([
        run.ended.then(() => true),
        new Promise<false>((resolve) => setTimeout(() => resolve(false), moment)),
      ])
      if (over) return await run.ended
      moments.push(`${victim} after ${moment} ms`)
      if (run.kill(victim)) tally.kills[victim]++
      if (victim !== 'job') return await run.ended
    }
  }
}

async function doneBefore(): Promise<Record<string, Tally>> {
  if (!LONG) return {}
  return await readFile(STATE, 'utf8').then(
    (text) => JSON.parse(text) as Record<string, Tally>,
    () => ({}),
  )
}

describe.skipIf(!possible)(`studies of every kind${unless}`, () => {
  it(
    `killed ${KILLS} times with SIGKILL (main, job, both) lose nothing and end with the same bytes`,
    { timeout: 36_000_000 },
    async () => {
      const done = await doneBefore()
      for (let first = 0; first < KILLS; first += CHUNK) {
        const number = first / CHUNK
        const wanted = Math.min(CHUNK, KILLS - first)
        const known = done[number]
        if (known && known.kills.main + known.kills.job + known.kills.both >= wanted) continue
        done[number] = await chunk(wanted, number)
        if (LONG) {
          await writeFile(STATE, JSON.stringify(done))
          process.stdout.write(`kills, seed ${SEED}, chunk ${number}: ${JSON.stringify(done[number])}\n`)
        }
      }
      const sum = (of: (tally: Tally) => number): number =>
        Object.values(done).reduce((total, tally) => total + of(tally), 0)
      for (const victim of VICTIMS) expect(sum(({ kills }) => kills[victim])).toBeGreaterThan(0)
      expect(sum(({ finished }) => finished)).toBeGreaterThan(0)
      process.stdout.write(
        `kills: ${sum(({ kills }) => kills.main)} of main, ${sum(({ kills }) => kills.job)} of the job, ${sum(({ kills }) => kills.both)} of both, in ${sum(({ starts }) => starts)} starts; ${sum(({ finished }) => finished)} projects finished, all the same bytes\n`,
      )
    },
  )
})
