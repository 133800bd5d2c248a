/**
 * The built command line as a process that is killed for good: itself, its job process, or both, at a moment of time or
 * at an operation with files (disk-layer.mjs comes before the program, which knows nothing of it).
 */
import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ENTRY } from '../shell/run-halfpower'
import type { Ended } from '../shell/run-halfpower'

const DIE_AT = fileURLToPath(new URL('../support/die-at.mjs', import.meta.url))

export type Victim = 'main' | 'job' | 'both'

export interface Run {
  ended: Promise<Ended>
  /** Kills, and says whether there was somebody to kill. */
  kill(victim: Victim): boolean
  /** Processes that it has started and that run now. */
  children(): number
}

/**
 * @param dieAt ends main, and its job process, too, if wanted, before that operation with files
 * @param jobs how many units are computed at a time
 */
export function resumeAll(
  home: string,
  folder: string,
  dieAt: { operation: number; victim: Victim } | null = null,
  jobs = 1,
): Run {
  const preload = dieAt === null ? [] : ['--import', pathToFileURL(DIE_AT).href]
  const child = spawn(
    process.execPath,
    [...preload, ...[ENTRY, 'study', 'resume', folder, '--threads', '1', '--jobs', String(jobs), '--json']],
    {
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        HALFPOWER_CONFIGURATION: join(home, 'configuration'),
        // Starting costs half when the program has been compiled before.
        NODE_COMPILE_CACHE: join(home, 'compiled'),
        ...(dieAt === null
          ? {}
          : { DIE_IN: folder, DIE_AT: String(dieAt.operation), DIE_WHOM: dieAt.victim }),
      },
    },
  )
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  let over = false
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      over = true
      resolve({ code, signal, stdout, stderr })
    })
  })
  return {
    ended,
    children: () => (over || child.pid === undefined ? 0 : childrenOf(child.pid).length),
    kill: (victim) => {
      if (over || child.pid === undefined) return false
      const jobs = victim === 'main' ? [] : childrenOf(child.pid)
      const killed = jobs.map((pid) => tryKill(pid))
      if (victim === 'job') return killed.includes(true)
      return child.kill('SIGKILL')
    },
  }
}

/** The processes that a process has started and that still run. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number),
    )
  } catch {
    return []
  }
}

function tryKill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}
