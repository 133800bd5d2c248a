/**
 * Every reader given mutated files of its own kind: each is read, or refused in a sentence. No other error, no more than
 * 2 s of processor time a file (each is smaller than a megabyte), no memory beyond the bounds, and no file anywhere that
 * was not there before. Some hundred files in `npm test`; `npm run fuzz -- readers` tries 100,000, or as many as it is told.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { UserError } from '../../../src-main/contract/errors'
import { leftOpen } from '../../support/left-open'
import { structuredMutations } from './structured'
import { NOT_TRIED, readers } from './table'
import type { FuzzedReader } from './reader'

const SEED = Number(process.env['HALFPOWER_READERS_SEED'] ?? 9)
const asked = Number(process.env['HALFPOWER_READERS'] ?? 0)
const shares = readers.reduce((sum, { share }) => sum + share, 0)
/** Mutated files of one reader. */
const filesOf = ({ share }: FuzzedReader): number =>
  Math.ceil(asked > 0 ? (asked * share) / shares : share / 2)

/** Seconds of processor time that a file may take; the first one also loads what it needs. */
const MOST_SECONDS = 2
/** Bytes that this process may grow by over all files of a reader, garbage included. */
const MOST_MEMORY = 600e6

const home = mkdtempSync(join(tmpdir(), 'halfpower-fuzz-'))
vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

/** Everything below the folder that all readers work in, and what lies beside the repository's own files. */
function everything(): string[] {
  const below = readdirSync(home, { recursive: true, encoding: 'utf8' })
  return [...below, ...readdirSync('.').map((name) => `./${name}`)].sort()
}

async function outcomeOf(reader: FuzzedReader, folder: string): Promise<'read' | 'refused'> {
  try {
    await reader.read(folder)
    return 'read'
  } catch (error) {
    if (!(error instanceof UserError) || error.kind === 'internal') throw error
    if (!/^\S[^\n]{10,4000}[.!?)]$/.test(error.message))
      throw new Error(`That is no sentence: ${JSON.stringify(error.message.slice(0, 500))}`, { cause: error })
    return 'refused'
  }
}

describe(`mutated files (seed ${SEED})`, () => {
  it.each(readers)('$name', { timeout: 36_000_000 }, async (reader) => {
    const folder = mkdtempSync(join(home, 'reader-'))
    const files = await reader.make(folder)
    expect(files.length).toBeGreaterThan(0)
    expect(await outcomeOf(reader, folder).catch((error: unknown) => error), 'unmutated').toBe('read')
    const valid = files.map((file) => readFileSync(join(folder, file)))
    const series = valid.map((bytes, i) => structuredMutations(SEED + i, new Uint8Array(bytes)))
    const before = { files: everything(), memory: process.memoryUsage.rss() }
    const outcomes = { read: 0, refused: 0 }
    for (let n = 0; n < filesOf(reader); n++) {
      const which = n % files.length
      const { what, bytes } = series[which]!.next().value
      const path = join(folder, files[which]!)
      const trial = `${reader.name}, mutation ${n + 1} of seed ${SEED}, "${files[which]}": ${what}`
      writeFileSync(path, bytes)
      const started = process.cpuUsage()
      try {
        outcomes[await outcomeOf(reader, folder)]++
      } catch (error) {
        keep(bytes, files[which]!)
        throw new Error(trial, { cause: error })
      }
      const { user, system } = process.cpuUsage(started)
      expect(await leftOpen(home), `${trial}: files that are still open`).toEqual([])
      if ((user + system) / 1e6 > MOST_SECONDS) throw new Error(`${trial}: ${(user + system) / 1e6} s`)
      writeFileSync(path, valid[which]!)
    }
    const grown = process.memoryUsage.rss() - before.memory
    if (asked > 0)
      process.stderr.write(`${reader.name}: ${JSON.stringify(outcomes)}, ${Math.round(grown / 1e6)} MB\n`)
    expect(grown, 'bytes that this process grew by').toBeLessThan(MOST_MEMORY)
    expect(everything(), 'files that were written').toEqual(before.files)
    // A mutator that broke nothing would test nothing.
    const refuses = reader.opens.length > 0 && reader.readsAnything !== true
    if (filesOf(reader) > 10 && refuses) expect(outcomes.refused).toBeGreaterThan(0)
  })
})

/** For the one who looks for the fault. */
function keep(bytes: Uint8Array, file: string): void {
  const folder = join(tmpdir(), 'halfpower-fuzz-findings')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, file.replaceAll(/[/\\]/g, '_')), bytes)
}

describe('the table of readers', () => {
  const sources = readdirSync('src-main', { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts'))
  const users = sources.filter((name) => {
    const text = readFileSync(join('src-main', name), 'utf8')
    return /from '[./]+(?:\/files)?\/regular'/.test(text) && !name.endsWith('files/regular.ts')
  })

  it('has every module that opens files through the door for reading', () => {
    const named = new Set([...readers.flatMap(({ opens }) => opens), ...Object.keys(NOT_TRIED)])
    expect(users.filter((name) => !named.has(name))).toEqual([])
    expect([...named].filter((name) => !users.includes(name))).toEqual([])
  })

  it('sees those that are there', () => {
    expect(users).toContain('checkpoints/byte-source.ts')
    expect(users.length).toBeGreaterThan(20)
  })
})
