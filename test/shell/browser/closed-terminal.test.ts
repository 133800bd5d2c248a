/** A host in a session of its own lives on when its terminal is closed, as when an SSH session ends. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, readFileSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isBuilt } from '../../end-to-end/host'
import { halfpower } from '../run-halfpower'
import { ROOT } from '../../support/root'

const python = spawnSync('python3', ['-c', 'import pty, os, termios'], { stdio: 'ignore' }).status === 0
const why = !isBuilt ? ' (skipped: not built)' : python ? '' : ' (skipped: no Python with pseudo-terminals)'

/** Starts a program in a session of its own on a terminal, passes on what it says until `until` is in it, and closes the terminal. */
const TERMINAL = `
import os, subprocess, sys, pty
master, slave = pty.openpty()
child = subprocess.Popen(sys.argv[2:], stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
os.close(slave)
said = b''
while sys.argv[1].encode() not in said:
    said += os.read(master, 4096)
os.close(master)
print(child.pid, flush=True)
`

describe.skipIf(why !== '' || process.platform !== 'linux')(`a closed terminal${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-terminal-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

  it('ends nothing that has a session of its own', async () => {
    expect((await halfpower(folder, 'new', 'p.halfpower')).code).toBe(0)
    const lock = join(folder, 'p.halfpower', 'lock')
    const program = join(ROOT, 'out', 'main', 'command-line.js')
    const words = [process.execPath, program, 'serve', join(folder, 'p.halfpower')]
    const starter = spawn('python3', ['-c', TERMINAL, 'Ctrl-C ends', ...words], {
      env: { ...process.env, HALFPOWER_CONFIGURATION: join(folder, 'configuration') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    starter.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await expect.poll(() => starter.exitCode).toBe(0)
    const pid = Number(said)
    const lives = (): boolean => {
      try {
        process.kill(pid, 0)
        return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
      } catch {
        return false
      }
    }
    try {
      // It would have ended at once: of the signal, or of the first read or write that fails.
      await new Promise((resolve) => setTimeout(resolve, 1500))
      expect(lives()).toBe(true)
      expect(existsSync(lock)).toBe(true)
      process.kill(pid, 'SIGTERM')
      await expect.poll(lives).toBe(false)
      expect(existsSync(lock)).toBe(false)
    } finally {
      if (lives()) process.kill(pid, 'SIGKILL')
    }
  })
})
