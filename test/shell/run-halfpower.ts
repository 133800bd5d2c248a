/** Runs the built command line as users do. Tests that need it are skipped, visibly, where it is not built. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ChildProcess } from 'node:child_process'

export const ENTRY = fileURLToPath(new URL('../../out/main/command-line.js', import.meta.url))

/** Where it lies when it is not there: part of the title of a skipped test. */
export const built = existsSync(ENTRY)
export const ifBuilt = built ? '' : ' (skipped: out/ is not built)'

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export function start(words: string[], folder: string): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [ENTRY, ...words], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // What it keeps of its user is none of whoever runs the tests.
    env: { HALFPOWER_CONFIGURATION: join(tmpdir(), 'halfpower-configuration-of-tests'), ...process.env },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, ended }
}

export function halfpower(folder: string, ...words: string[]): Promise<Ended> {
  return start(words, folder).ended
}
