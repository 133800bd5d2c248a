/**
 * Crashes, power cuts and failing disks at chosen operations of the life of a project with studies of every kind (some
 * drawn in `npm test`, every one in `npm run fuzz -- crashes`): afterwards the project opens, nothing that was said to be
 * stored is missing, and the finished studies are those of an uninterrupted life, bit for bit.
 */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { toErrorData } from '../../src-main/contract/errors'
import { generator } from '../../src-main/random/generator'
import { diskError } from '../support/disk-layer.mjs'
import { contents, differences, makeEveryKind } from './every-kind'
import { PowerCut } from './power-cut'
import { Script, live, missing } from './rehearsal'
import type { Operation } from '../support/disk-layer.mjs'
import type { Life } from './rehearsal'

const LONG = process.env.HALFPOWER_LONG === '1'
const SEED = Number(process.env.HALFPOWER_CRASH_SEED ?? 9)
/** Synchronising costs nothing where files are in memory. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

let home: string
let template: string
const script = new Script()
let expected: Map<string, string>
/** Numbers of the operations that change something or make it durable, and of all. */
let changing: number[]
let all: number
let computed: number

beforeAll(async () => {
  home = await mkdtemp(join(PLACE, 'halfpower-rehearsal-'))
  vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
  template = await makeEveryKind(home, script.launch)
  const whole = join(home, 'whole')
  await cp(template, whole, { recursive: true })
  assertDone(await live(whole, script))
  expected = await contents(whole)
  // What one life does is what the next does: none of the two computes in the way that the first did.
  await rm(whole, { recursive: true })
  await cp(template, whole, { recursive: true })
  changing = []
  const life = await live(whole, script, (operation) => {
    if (operation.writes || operation.name === 'file.sync') changing.push(operation.number)
  })
  assertDone(life)
  all = life.operations
  computed = script.computed
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

let folder: string
let trials = 0
afterEach(() => rm(folder, { recursive: true, force: true }))
async function fresh(): Promise<void> {
  if (folder) await rm(folder, { recursive: true, force: true })
  folder = join(home, `p${++trials}.halfpower`)
  await mkdir(folder)
  await cp(template, folder, { recursive: true })
}

function assertDone(life: Life, what = ''): void {
  expect(life.error, what).toBeNull()
  expect(life.studies.length).toBeGreaterThan(7)
  for (const info of life.studies) expect(info, what).toMatchObject({ state: 'done', failures: [] })
}

/** Seeded, without repetition; in long mode all of them. */
function some(numbers: readonly number[], count: number, what: string): number[] {
  if (LONG) return [...numbers]
  const order = generator(SEED, what).permutation(numbers.length)
  return [...order.subarray(0, count)].map((i) => numbers[i]!)
}

async function assertRecovers(what: string): Promise<void> {
  expect(await missing(folder), what).toEqual([])
  assertDone(await live(folder, script), what)
  expect(differences(expected, await contents(folder)), what).toEqual([])
  // Nothing was asked for that the uninterrupted life did not ask for.
  expect(script.computed, what).toBe(computed)
}

describe('a life that ends', () => {
  it('by SIGKILL, at any operation with files, loses nothing that was stored', async () => {
    for (const moment of some(changing, 12, 'kills')) {
      await fresh()
      let last = ''
      const life = await live(folder, script, (operation, die) => {
        if (operation.number !== moment) return undefined
        last = `${operation.name} ${operation.path}`
        return die()
      })
      expect(life.died).toBe(true)
      await assertRecovers(`killed before operation ${moment}, ${last}`)
    }
  }, 7_200_000)

  it('by SIGKILL again and again loses nothing that was stored', async () => {
    await fresh()
    const draw = generator(SEED, 'again')
    const moments: number[] = []
    for (let kill = 0; kill < (LONG ? 60 : 6); kill++) {
      const moment = 1 + draw.integer(Math.floor(all / 3))
      moments.push(moment)
      await live(folder, script, (operation, die) => (operation.number === moment ? die() : undefined))
      expect(await missing(folder), moments.join()).toEqual([])
    }
    await assertRecovers(`killed at ${moments.join(', ')}`)
  }, 7_200_000)

  it('by a power cut, at any operation with files, loses nothing that was stored', async () => {
    let struck = 0
    for (const moment of some(changing, 14, 'power')) {
      await fresh()
      const cut = new PowerCut()
      let last = ''
      const life = await live(
        folder,
        script,
        (operation, die) => {
          if (operation.number === moment) {
            last = `${operation.name} ${operation.path}`
            return die()
          }
          cut.before(operation)
          return undefined
        },
        (operation) => cut.after(operation),
      )
      expect(life.died).toBe(true)
      const said = cut.strike(() => generatorOf(moment).uniform())
      if (said.length > 0) struck++
      await assertRecovers(`power cut before operation ${moment}, ${last}:\n${said.join('\n')}`)
    }
    expect(struck).toBeGreaterThan(0)
  }, 7_200_000)

  const streams = new Map<number, ReturnType<typeof generator>>()
  function generatorOf(moment: number): ReturnType<typeof generator> {
    const known = streams.get(moment) ?? generator(SEED, 'strike', moment)
    streams.set(moment, known)
    return known
  }
})

describe('a disk that fails', () => {
  /** Of which operations, and for how long; then it is as before. */
  const FAULTS: [string, string, 'all' | 'changing', number][] = [
    ['is full', 'ENOSPC', 'changing', Infinity],
    ['is full for a moment', 'ENOSPC', 'changing', 1],
    ['becomes read-only', 'EROFS', 'changing', Infinity],
    ['may no longer be written', 'EACCES', 'changing', Infinity],
    ['has a bad sector', 'EIO', 'all', 1],
    ['gives errors only', 'EIO', 'all', Infinity],
    ['is a network folder that went away', 'ESTALE', 'all', Infinity],
    ['is disconnected', 'ENODEV', 'all', Infinity],
    ['is disconnected, and its folder is empty', 'ENOENT', 'all', Infinity],
  ]
  const fails = (code: string, fault: 'all' | 'changing', { name, writes }: Operation): boolean =>
    // Of a full disk something can still be removed.
    code === 'ENOSPC' && /^(rm|unlink|rename)$/.test(name)
      ? false
      : fault === 'all' || writes || name === 'file.sync'

  for (const [what, code, which, lasts] of FAULTS)
    it(`(${what}, ${code}) is named in a sentence, and nothing is lost`, async () => {
      const numbers = which === 'all' ? Array.from({ length: all }, (_, i) => i + 1) : changing
      const moments = LONG ? numbers.filter((_, i) => i % 7 === 0) : some(numbers, 2, what)
      for (const moment of moments) {
        await fresh()
        let failed = 0
        let last = ''
        const life = await live(folder, script, (operation) => {
          if (operation.number < moment || failed >= lasts || !fails(code, which, operation)) return
          failed++
          if (failed === 1) last = `${operation.name} ${operation.path}`
          throw diskError(code, operation)
        })
        assertNamed(life, `${code} from operation ${moment} on, ${last}`)
        await assertRecovers(`${code} at operation ${moment}, ${last}`)
      }
    }, 7_200_000)

  /** Whatever it says is said to a user. */
  function assertNamed(life: Life, what: string): void {
    if (life.error !== null) {
      // As every way in says it.
      const { kind, message } = toErrorData(life.error)
      expect(kind, `${what}: ${String((life.error as Error).stack)}`).not.toBe('internal')
      expect(message, what).toMatch(/[.]$/)
    }
    for (const { error, failures } of life.studies)
      for (const each of [error, ...failures.map((failure) => failure.error)]) {
        if (each === null) continue
        expect(each.kind, `${what}: ${each.message} ${each.stack}`).not.toBe('internal')
        expect(each.message, what).toMatch(/[.]$/)
      }
  }

  it('is slow: only that', async () => {
    await fresh()
    const draw = generator(SEED, 'slow')
    const life = await live(folder, script, () =>
      draw.uniform() < 0.05 ? new Promise((resolve) => setTimeout(resolve, draw.integer(60))) : undefined,
    )
    assertDone(life)
    expect(differences(expected, await contents(folder))).toEqual([])
  })
})
