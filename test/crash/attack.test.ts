/**
 * Kills an attack and its spectrum with SIGKILL at random moments, lets them go on, and compares what they leave
 * with an uninterrupted run: results must be the same bytes.
 */
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { built, halfpower, ifBuilt, start } from '../shell/run-halfpower'
import { makeGratings } from '../support/small-project'

const KILLS = 3
const OPTIONS = [
  '--model',
  'all',
  '--dataset',
  'gratings',
  '--norm',
  'l2',
  '--limit',
  '24',
  '--batch',
  '8',
  '--json',
]

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-crash-attack-'))
})
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))

async function results(project: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const folder = join(home, project, 'results')
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files.set(path.slice(folder.length), (await readFile(path)).toString('base64'))
  }
  return files
}

async function done(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await halfpower(home, ...words)
  expect(code, stderr).toBe(0)
  return stdout
}

describe.skipIf(!built)(`perturbations and spectra${ifBuilt}`, () => {
  it(
    `killed ${KILLS} times with SIGKILL end with the same bytes as an uninterrupted run`,
    { timeout: 900_000 },
    async () => {
      await makeGratings(join(home, 'gratings'), 16, 48)
      await done('new', 'whole')
      await done('dataset', 'add', 'whole', 'gratings')
      const training = [
        '--sigma',
        'none',
        '--width',
        '2',
        '--recipe',
        'demo',
        '--epochs',
        '2',
        '--batch',
        '16',
      ]
      await done('sweep', 'whole', '--dataset', 'gratings', ...training)
      await cp(join(home, 'whole'), join(home, 'killed'), { recursive: true })
      const began = performance.now()
      const expected = await done('spectrum', 'whole', ...OPTIONS)
      const lasted = performance.now() - began
      const moments: number[] = []
      for (let kill = 0; kill < KILLS; kill++) {
        const { child, ended } = start(['spectrum', 'killed', ...OPTIONS], home)
        const moment = lasted * (0.3 + 0.6 * Math.random())
        moments.push(Math.round(moment))
        const timer = setTimeout(() => child.kill('SIGKILL'), moment)
        const { code, signal, stderr } = await ended
        clearTimeout(timer)
        expect(signal === 'SIGKILL' || code === 0, `moments ${moments.join(', ')} ms: ${stderr}`).toBe(true)
      }
      expect(await done('spectrum', 'killed', ...OPTIONS)).toBe(expected)
      const [whole, killed] = [await results('whole'), await results('killed')]
      expect([...killed.keys()].sort()).toEqual([...whole.keys()].sort())
      for (const [path, bytes] of whole)
        expect(killed.get(path) === bytes, `${path} differs; killed at ${moments.join(', ')} ms`).toBe(true)
    },
  )
})
