/**
 * ONNX Runtime's official libraries keep an identifier of the computer in the user's cache and collect events for Microsoft,
 * unless they are told not to before they are loaded. Seen from outside: processes with a home of their own.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../support/root'
import { ENTRY, built, ifBuilt } from '../shell/run-halfpower'

const run = promisify(execFile)
let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-home-'))
})

afterAll(() => rm(home, { recursive: true, force: true }))

/** Everything that a process left in its home. The variables are those that the library looks for. */
async function leaves(words: string[]): Promise<string[]> {
  const { CI: _, ORT_DISABLE_TELEMETRY: __, ORT_RUNNING_UNIT_TESTS: ___, ...rest } = process.env
  const env = {
    ...rest,
    HOME: home,
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.data'),
  }
  await run(process.execPath, words, { cwd: ROOT, env })
  const left = await readdir(home, { recursive: true })
  await Promise.all((await readdir(home)).map((name) => rm(join(home, name), { recursive: true })))
  return left.filter((path) => /microsoft|onnxruntime|deviceid/i.test(path))
}

describe("ONNX Runtime's telemetry", () => {
  it.skipIf(!built)(`is off where Halfpower computes${ifBuilt}`, async () => {
    expect(await leaves([ENTRY, 'devices'])).toEqual([])
  })

  it.skipIf(process.platform !== 'linux')(
    'is on without the variable: else neither this test nor the variable is needed any more (Linux)',
    async () => {
      const native = "require('onnxruntime-node/dist/binding.js').initOrt()"
      expect(await leaves(['-e', native])).not.toEqual([])
    },
  )
})
