/**
 * Every kind of file that a finished project holds, damaged in every way that a disk or a power cut knows: cut, a tail of
 * zeros, empty, gone, the version before the last rename. Either everything ends up as it was, or it is said what is not:
 * nothing is silently wrong. The files are not listed here; they are what a finished project holds.
 */
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Workbench } from '../../src-main/workbench/workbench'
import { sumOf } from '../../src-main/project/sum'
import { toErrorData } from '../../src-main/contract/errors'
import { generator } from '../../src-main/random/generator'
import { contents, differences } from './every-kind'
import { live } from './rehearsal'
import { LONG, SEED } from './world'
import type { World } from './world'

/** Which says nothing that is not elsewhere. */
const TELLS_NOTHING = new Set(['mark.json', 'lock'])

const DAMAGES: Record<string, (bytes: Buffer, before: Buffer | null) => Buffer | null | undefined> = {
  cut: (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)),
  'a tail of zeros': (bytes) =>
    Buffer.concat([
      bytes.subarray(0, Math.floor(bytes.length / 2)),
      Buffer.alloc(Math.ceil(bytes.length / 2)),
    ]),
  empty: () => Buffer.alloc(0),
  gone: () => null,
  'one changed digit': (bytes) => withChangedDigit(bytes),
  // A rename that was dropped: what was there before it.
  'the version before': (_bytes, before) => before ?? undefined,
}

export function damagedFiles(world: World): void {
  describe('a file of a finished project', () => {
    it('that is damaged is noticed and named, or made good: of every kind, in every way', async () => {
      const before = await versionsBefore(world)
      const tried = new Map<string, string>()
      const silent: string[] = []
      for (const path of await oneOfEachKind(world.whole)) {
        const bytes = await readFile(join(world.whole, path))
        const chosen = generator(SEED, 'damage', kindOf(path)).integer(Object.keys(DAMAGES).length)
        for (const [i, [damage, apply]] of Object.entries(DAMAGES).entries()) {
          if (!LONG && i !== chosen) continue
          // Nothing else knows of a figure, or of what was deleted.
          if (damage === 'gone' && /^(figures|bin)\//.test(path)) continue
          const spoilt = apply(bytes, before.get(path) ?? null)
          if (spoilt === undefined || (spoilt !== null && spoilt.equals(bytes))) continue
          const folder = await world.fresh(world.whole)
          if (spoilt === null) await rm(join(folder, path))
          else await writeFile(join(folder, path), spoilt)
          const said = await lookAround(folder, world)
          const what = `${path}, ${damage}`
          const left = differences(
            world.expected,
            await contents(folder).catch(() => new Map<string, string>()),
          )
          const now = await readFile(join(folder, path)).catch(() => null)
          const healed =
            left.length === 0 && (now === null ? TELLS_NOTHING.has(path) : isWhole(path, now, bytes))
          const named = said.some((sentence) => mentions(sentence, path))
          tried.set(what, healed ? 'made good' : named ? 'named' : 'SILENT')
          if (!healed && !named) silent.push(`${what}: ${left.join('; ')} — ${said.join(' | ')}`)
          for (const sentence of said) expect(sentence, what).not.toMatch(/\n\s+at /)
        }
      }
      expect(silent, [...tried].map((each) => each.join(': ')).join('\n')).toEqual([])
      expect(tried.size).toBeGreaterThan(LONG ? 60 : 12)
      expect([...tried.values()]).toContain('named')
      expect([...tried.values()]).toContain('made good')
    }, 3_600_000)
  })
}

/** Logs and statuses have times; they are as good as new when they are whole again. */
function isWhole(path: string, now: Buffer, before: Buffer): boolean {
  if (now.equals(before)) return true
  if (TELLS_NOTHING.has(path)) return true
  if (/(status|project)\.json$/.test(path)) return hasItsSum(now.toString('utf8'))
  // It goes on, where its study does.
  return path.endsWith('log.jsonl') && now.length >= before.length && !now.includes(0)
}

function hasItsSum(text: string): boolean {
  try {
    const file = JSON.parse(text) as { sum?: string }
    return file.sum === sumOf(file)
  } catch {
    return false
  }
}

/** Of text the last digit of what it says; of arrays a bit in their middle. */
function withChangedDigit(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  if (!/^[[{]/.test(text)) {
    const other = Buffer.from(bytes)
    other[Math.floor(bytes.length / 2)]! ^= 1
    return other
  }
  const at = text.search(/\d\D*$/)
  return Buffer.from(`${text.slice(0, at)}${(Number(text[at]) + 1) % 10}${text.slice(at + 1)}`, 'latin1')
}

/** By its name, or the study or model that it belongs to, or its unit. */
function mentions(sentence: string, path: string): boolean {
  const id = path.split('/')[1] ?? path
  return sentence.includes(path.split('/').at(-1)!) || sentence.includes(id)
}

/** Hashes differ from one computer to the next; what is drawn must not. */
function kindOf(path: string): string {
  return path.replace(/[0-9a-f]{8,64}/g, '').replace(/^results.../, '')
}

/** Goes on with everything, looks at everything, and returns all that is said. */
async function lookAround(folder: string, world: World): Promise<string[]> {
  const said: string[] = []
  const hear = (error: unknown): void => void said.push(toErrorData(error).message)
  const life = await live(folder, world.script)
  if (life.error !== null) hear(life.error)
  for (const { error, failures } of life.studies)
    for (const each of [error, ...failures.map((failure) => failure.error)]) if (each) said.push(each.message)
  const workbench = new Workbench({ launch: world.script.launch, threads: 1 })
  try {
    const { notices } = await workbench.invoke('project.open', { folder, mode: 'auto' })
    said.push(...notices)
    for (const { id } of await workbench
      .invoke('study.list', {})
      .catch((error: unknown) => (hear(error), []))) {
      const log = await workbench
        .invoke('study.log', { study: id })
        .catch((error: unknown) => (hear(error), []))
      said.push(...log.filter(({ level }) => level !== 'info').map(({ message }) => `${id}: ${message}`))
      await workbench.invoke('study.result', { study: id }).catch(hear)
    }
    for (const { id } of await workbench
      .invoke('model.list', {})
      .catch((error: unknown) => (hear(error), []))) {
      const model = await workbench.invoke('model.get', { model: id }).catch(hear)
      if (model && model.trainingLeftOut > 0)
        said.push(`training.jsonl of ${id}: ${model.trainingLeftOut} left out`)
    }
    await workbench.invoke('dataSet.list', {}).catch(hear)
  } catch (error) {
    hear(error)
  } finally {
    await workbench.close().catch(hear)
  }
  return said
}

/** What each file held before it was last replaced, in an uninterrupted life. */
async function versionsBefore(world: World): Promise<Map<string, Buffer>> {
  const before = new Map<string, Buffer>()
  const folder = await world.fresh()
  await live(folder, world.script, async ({ name, path }) => {
    if (name !== 'rename') return
    const bytes = await readFile(path).catch(() => null)
    if (bytes) before.set(path.slice(folder.length + 1), bytes)
  })
  return before
}

/** Of units one of each kind and ending; of the others one of each name. */
async function oneOfEachKind(folder: string): Promise<string[]> {
  const seen = new Map<string, string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1)
    const isUnit = path.startsWith('results')
    const text = await readFile(
      join(folder, path.replace(/\.(npz|safetensors)$/, isUnit ? '.json' : '.$1')),
      'utf8',
    )
    const kind = isUnit
      ? `${/"kind": "([^"]+)"/.exec(text)?.[1]} ${entry.name.slice(64)}`
      : `${dirname(path).split('/')[0]} ${entry.name}`
    if (!seen.has(kind)) seen.set(kind, path)
  }
  return [...seen.values()].sort()
}
