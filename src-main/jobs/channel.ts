/**
 * The line to a job process, whatever carries it: a forked Node process now, Electron's utility process
 * later, a plain function in tests.
 */
import { fork } from 'node:child_process'
import type { JobRequest } from '../contract/tasks'

/** How a process ended. */
export interface ProcessEnd {
  code: number | null
  signal: string | null
  /** The last of what it wrote to stderr. */
  stderr: string
}

export interface JobChannel {
  send(request: JobRequest): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once. */
  onEnd(listener: (end: ProcessEnd) => void): void
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

export type Launch = () => JobChannel

/** Characters of stderr that are kept for the log. */
const STDERR_KEPT = 4000

/** Starts job processes from a built entry file. */
export function forkLauncher(entry: string): Launch {
  return () => {
    // Its own output must never mix with the one JSON document on our stdout.
    const child = fork(entry, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced' })
    let stderr = ''
    child.stderr?.setEncoding('utf8')
    child.stderr?.on('data', (text: string) => (stderr = (stderr + text).slice(-STDERR_KEPT)))
    // A message to a process that has just died is no event of its own: its end is reported by `close`.
    child.on('error', () => undefined)
    return {
      send: (request) => void child.send(request, () => undefined),
      onMessage: (listener) => void child.on('message', listener),
      onEnd: (listener) => void child.on('close', (code, signal) => listener({ code, signal, stderr })),
      kill: (signal) => void child.kill(signal),
    }
  }
}
