/**
 * Kills the demo, which makes its project and its studies itself, with SIGKILL at random moments, lets it go on, and compares what it leaves with an
 * uninterrupted run: results and models must be the same bytes.
 */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { built, ifBuilt, start } from '../shell/run-halfpower'

const KILLS = Number(process.env.HALFPOWER_CRASH_KILLS ?? 3)
const SMALL = [
  '--epochs',
  '2',
  '--train-limit',
  '400',
  '--test-limit',
  '100',
  '--limit',
  '60',
  '--sigma',
  'none,1',
]

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-crash-'))
})
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))

/** Every file of the folders that must not depend on interruptions, by path. */
async function contents(project: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const part of ['results', 'models', 'datasets']) {
    for (const entry of await readdir(join(home, project, part), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      // Holds how long each epoch took.
      if (entry.name === 'training.jsonl') continue
      files.set(path.slice(join(home, project).length), (await readFile(path)).toString('base64'))
    }
  }
  return files
}

describe.skipIf(!built)(`the demo${ifBuilt}`, () => {
  it(
    `killed ${KILLS} times with SIGKILL ends with the same bytes as an uninterrupted run`,
    { timeout: 1_200_000 },
    async () => {
      const began = performance.now()
      const whole = await start(['demo', '--out', 'whole', ...SMALL, '--json'], home).ended
      expect(whole.code, whole.stderr).toBe(0)
      const lasted = performance.now() - began

      const moments: number[] = []
      for (let kill = 0; kill < KILLS; kill++) {
        const { child, ended } = start(['demo', '--out', 'killed', ...SMALL, '--json'], home)
        const moment = 100 + Math.random() * lasted * 0.6
        moments.push(Math.round(moment))
        const timer = setTimeout(() => child.kill('SIGKILL'), moment)
        const { code, stderr, signal } = await ended
        clearTimeout(timer)
        // Either killed, or it was quicker than the timer and is done.
        expect(signal === 'SIGKILL' || code === 0, `moments ${moments.join(', ')} ms: ${stderr}`).toBe(true)
      }
      const last = await start(['demo', '--out', 'killed', ...SMALL, '--json'], home).ended
      expect(last.code, `moments ${moments.join(', ')} ms: ${last.stderr}`).toBe(0)

      const [expected, found] = [await contents('whole'), await contents('killed')]
      expect([...found.keys()].sort()).toEqual([...expected.keys()].sort())
      for (const [path, bytes] of expected)
        expect(found.get(path) === bytes, `${path} differs; killed at ${moments.join(', ')} ms`).toBe(true)
      const answer = (text: string): unknown => ({ ...(JSON.parse(text) as object), project: '' })
      expect(answer(last.stdout)).toEqual(answer(whole.stdout))
    },
  )
})
