/**
 * What all rehearsals of this folder share: a project with studies of every kind that wait, its uninterrupted end, and
 * what must be true after anything has gone wrong.
 */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { contents, differences, makeEveryKind } from './every-kind'
import { Script, live, missing } from './rehearsal'
import type { Life } from './rehearsal'

export const LONG = process.env.HALFPOWER_LONG === '1'
export const SEED = Number(process.env.HALFPOWER_CRASH_SEED ?? 9)
/** Synchronising costs nothing where files are in memory. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export class World {
  readonly script = new Script()
  home = ''
  /** The project as it waits, and as it ends. */
  template = ''
  whole = ''
  expected = new Map<string, string>()
  /** Numbers of the operations that change something or make it durable, and of all. */
  changing: number[] = []
  all = 0
  #computed = 0
  #trials = 0
  /** The project of this trial. */
  folder = ''

  async make(): Promise<void> {
    this.home = await mkdtemp(join(PLACE, 'halfpower-rehearsal-'))
    vi.stubEnv('HALFPOWER_CONFIGURATION', join(this.home, 'configuration'))
    this.template = await makeEveryKind(this.home, this.script.launch)
    const first = join(this.home, 'first')
    await cp(this.template, first, { recursive: true })
    assertDone(await live(first, this.script))
    this.expected = await contents(first)
    // What one life does is what the next does; the first one computed.
    this.whole = join(this.home, 'whole')
    await cp(this.template, this.whole, { recursive: true })
    const life = await live(this.whole, this.script, (operation) => {
      if (operation.writes || operation.name === 'file.sync') this.changing.push(operation.number)
    })
    assertDone(life)
    expect(differences(this.expected, await contents(this.whole))).toEqual([])
    this.all = life.operations
    // A layer that the store writes past would let every rehearsal pass.
    expect(this.changing.length).toBeGreaterThan(100)
    this.#computed = this.script.computed
  }

  /** Where a finished unit's arrays lie. */
  arraysOf(key: string): string {
    return join(this.whole, 'results', key.slice(0, 2), `${key}.npz`)
  }

  async end(): Promise<void> {
    vi.unstubAllEnvs()
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 })
  }

  /** A project as it waits (or as it ends), in a folder of its own. */
  async fresh(
    from = this.template,
    folder = join(this.home, `p${++this.#trials}.halfpower`),
  ): Promise<string> {
    await this.clear()
    this.folder = folder
    await mkdir(this.folder, { recursive: true })
    await cp(from, this.folder, { recursive: true })
    return this.folder
  }

  async clear(): Promise<void> {
    if (this.folder !== '') await rm(this.folder, { recursive: true, force: true })
    this.folder = ''
  }

  /** The project opens, nothing that was said to be stored is missing, and it ends as it would have, bit for bit. */
  async assertRecovers(what: string): Promise<void> {
    expect(await missing(this.folder), what).toEqual([])
    assertDone(await live(this.folder, this.script), what)
    expect(differences(this.expected, await contents(this.folder)), what).toEqual([])
    // Nothing was computed that the uninterrupted life did not compute.
    expect(this.script.computed, what).toBe(this.#computed)
  }
}

export function assertDone(life: Life, what = ''): void {
  expect(life.error, what).toBeNull()
  expect(life.studies.length).toBeGreaterThan(7)
  for (const info of life.studies) expect(info, what).toMatchObject({ state: 'done', failures: [] })
}

/** Seeded, without repetition; in long mode all of them. */
export function some(numbers: readonly number[], count: number, what: string): number[] {
  if (LONG) return [...numbers]
  const order = generator(SEED, what).permutation(numbers.length)
  return [...order.subarray(0, count)].map((i) => numbers[i]!)
}
