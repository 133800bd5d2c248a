/**
 * Small files that ask for much: none under 1 MB may take more than 2 s and 300 MB to look at, none under 100 MB more
 * than 20 s and its own size plus 500 MB, and each is opened or refused in a sentence. Memory is held to that; time, which
 * depends on the machine and on who else uses it, to five times as much processor time. `npm test` tries those that went
 * beyond it before costs were counted over the whole file; HALFPOWER_LONG=1 all of them.
 */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { archives } from './hostile/archives'
import { images } from './hostile/images'
import { constantGraphs } from './hostile/graph-constants'
import { longGraphs } from './hostile/graph-lists'
import { growingGraphs } from './hostile/graph-sizes'
import { moreArchives } from './hostile/more-archives'
import { moreImages } from './hostile/more-images'
import { morePickles } from './hostile/more-pickles'
import { graphs } from './hostile/onnx'
import { populations } from './hostile/populations'
import { pickles } from './hostile/pickles'
import { texts } from './hostile/texts'
import { bytesBelow, canLook, look, prepareToLook } from './look'
import type { Hostile } from './hostile/hostile'

const WENT_BEYOND =
  /^(module tree of (50|2\^15)|module whose|five thousand dict|nine hundred thousand empty|copies of|a pickle of a mega|a bare pickle|protocol-0 text|400 constants|300 constants.*import|an initialiser|known numbers.*import|a product|a range|a chain of (30,000 id|16)|constants that depend|eight thousand outputs|names of classes|fifty thousand notes|three thousand|two thousand tensors|a safetensors header of 31 MB of arr|ImageNet: a meta|two thousand modes that are an? (expansion|outer)|modes that are split|a split whose|constants of three thousand|a reduction over|images that are (padded to|enlarged)|a chain of joins|joins of thirty|reductions of a constant|a sum of thirty thousand|a join of|safetensors: a (name|text of)|an .npz (of 4 MB|that)|a zip of a million|IDX files packed|SVG|MATLAB 5)/
const isLong = process.env['HALFPOWER_LONG'] === '1'
const cases = [
  ...pickles,
  ...graphs,
  ...texts,
  ...images,
  ...archives,
  ...populations,
  ...constantGraphs,
  ...growingGraphs,
  ...longGraphs,
  ...morePickles,
  ...moreArchives,
  ...moreImages,
]
const tried = isLong ? cases : cases.filter(({ name }) => WENT_BEYOND.test(name))

/** Seconds of processor time that are allowed for each second of the bound. */
const PATIENCE = 5
const MEGABYTE = 1e6

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'halfpower-budgets-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function staysWithin(what: Hostile['what'], path: string, bytes: number): Promise<void> {
  const { error, said, cpu, memory } = await look(what, path)
  const small = bytes < MEGABYTE
  const words = `${bytes} bytes took ${cpu.toFixed(2)} s and ${(memory / MEGABYTE).toFixed(0)} MB: ${error} ${said.slice(0, 300)}`
  if (isLong) process.stderr.write(`${words}\n`)
  expect(error === null || error === 'input' || error === 'usage', words).toBe(true)
  // Names of things in a file may be long; a sentence that repeats a whole file is none.
  if (error !== null) expect(said, words).toMatch(/^\S[^\n]{10,3000}[.!?)]$/)
  expect(cpu, words).toBeLessThan((small ? 2 : 20) * PATIENCE)
  expect(memory, words).toBeLessThan(small ? 300 * MEGABYTE : bytes + 500 * MEGABYTE)
}

describe.skipIf(!canLook)(
  `what hostile files cost${canLook ? '' : ' (skipped: needs the /proc of Linux)'}`,
  () => {
    beforeAll(prepareToLook)

    it.each(tried)('$name', { timeout: 1_200_000 }, async ({ what, make }) => {
      const path = make(folder)
      await staysWithin(what, path, bytesBelow(folder))
    })

    // Files that are handed from project to project, where they are there.
    const handed = join(import.meta.dirname, '../../../shared/cases/hostile')
    const files = existsSync(handed) ? readdirSync(handed) : []
    it.skipIf(files.length === 0)(
      `the hostile files that are shared${files.length === 0 ? ' (skipped: they are not here)' : ''}`,
      { timeout: 1_200_000 },
      async () => {
        for (const name of files) {
          const bytes = readFileSync(join(handed, name))
          writeFileSync(join(folder, name), bytes)
          await staysWithin('model', join(folder, name), bytes.length)
          if (name.endsWith('.onnx')) await staysWithin('import', join(folder, name), bytes.length)
        }
      },
    )

    it('the names of what is tried every time are those of cases', () => {
      expect(cases.filter(({ name }) => WENT_BEYOND.test(name)).length).toBeGreaterThan(40)
      expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
    })
  },
)
