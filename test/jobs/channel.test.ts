/** Real processes: how each end of one is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { forkLauncher } from '../../src-main/jobs/channel'
import { JobCrash } from '../../src-main/jobs/job-runner'
import { endWords, signalOf } from '../../src-main/jobs/process-end'
import type { ForkOptions, ProcessEnd } from '../../src-main/jobs/channel'

const folder = mkdtempSync(join(tmpdir(), 'halfpower-channel-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function program(name: string, text: string): string {
  const path = join(folder, `${name}.mjs`)
  writeFileSync(path, text)
  return path
}

async function endOf(entry: string, options?: ForkOptions): Promise<ProcessEnd> {
  const channel = forkLauncher(entry, options)()
  return await new Promise((resolve) => channel.onEnd(resolve))
}

describe('the end of a job process', () => {
  it('comes with all that it wrote to stderr, however late', async () => {
    const entry = program(
      'loud',
      "process.stderr.write('x'.repeat(1_000_000)); process.stderr.write('the end ✓'); process.exitCode = 3",
    )
    const end = await endOf(entry)
    expect(end).toMatchObject({ code: 3, signal: null })
    expect(end.stderr).toMatch(/x the end ✓$|xthe end ✓$/)
  })

  it('does not wait for a process that inherited its stderr', async () => {
    const entry = program(
      'parent',
      `import { spawn } from 'node:child_process'
       const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20_000)'], { stdio: ['ignore', 'ignore', 'inherit'], detached: true })
       child.unref()
       process.stderr.write(String(child.pid), () => process.exit(4))`,
    )
    const began = performance.now()
    const end = await endOf(entry)
    process.kill(Number(end.stderr))
    expect(end.code).toBe(4)
    expect(performance.now() - began).toBeLessThan(19_000)
  })

  it.runIf(process.platform !== 'win32')('says the signal', async () => {
    const end = await endOf(program('aborts', "process.kill(process.pid, 'SIGSEGV')"))
    expect(end.signal).toBe('SIGSEGV')
    expect(new JobCrash(end).message).toBe(
      "The job process ended unexpectedly (it was ended by SIGSEGV: a native library touched memory that is not the process's).",
    )
  })

  it('is told of a program that is not there, and of one that may not be run', async () => {
    const entry = program('never', '')
    for (const node of [join(folder, 'no-such-node'), folder]) {
      const end = await endOf(entry, { node })
      expect(end.code).toBeNull()
      expect(new JobCrash(end).message).toMatch(/could not be started: spawn .*(ENOENT|EACCES)/)
    }
  })

  it('leaves sending and killing afterwards without effect', async () => {
    const channel = forkLauncher(program('short', ''), { node: join(folder, 'no-such-node') })()
    await new Promise((resolve) => channel.onEnd(resolve))
    channel.send({ request: 'devices', check: false })
    channel.kill('SIGKILL')
  })

  it('runs another Node, in the environment that it is given, without our own arguments', async () => {
    const entry = program(
      'tells',
      'process.stderr.write(JSON.stringify([process.execArgv, process.env.ONLY, process.env.HOME ?? null]))',
    )
    const { stderr } = await endOf(entry, { node: process.execPath, environment: { ONLY: 'this' } })
    expect(JSON.parse(stderr)).toEqual([[expect.stringMatching(/^--max-semi-space-size=/)], 'this', null])
  })
})

it('names codes that stand for a signal, and only those', () => {
  const end = (code: number | null, signal: string | null = null): ProcessEnd => ({
    code,
    signal,
    stderr: '',
  })
  expect([5, 6, 11, 133, 134, 137, 139].map((code) => signalOf(end(code), 'linux'))).toEqual([
    'SIGTRAP',
    'SIGABRT',
    'SIGSEGV',
    'SIGTRAP',
    'SIGABRT',
    'SIGKILL',
    'SIGSEGV',
  ])
  // Node's own: 9 is an argument that it does not know, 13 a promise that nobody settles.
  expect([0, 1, 4, 9, 13, 15, 255].map((code) => signalOf(end(code), 'linux'))).toEqual(Array(7).fill(null))
  expect(signalOf(end(5), 'win32')).toBeNull()
  expect(endWords(end(1), 'linux')).toBe('exit code 1')
  expect(endWords(end(6), 'darwin')).toBe('exit code 6, it was ended by SIGABRT: it gave up by itself')
  expect(endWords(end(null, 'SIGKILL'), 'linux')).toBe('it was ended by SIGKILL')
  expect(endWords(end(3221225477), 'win32')).toContain('access violation')
  expect(endWords(end(-1073741819), 'win32')).toContain('access violation')
})
