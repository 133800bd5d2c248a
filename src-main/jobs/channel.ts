/**
 * The line to a job process, whatever carries it: a Node process, or a plain function in tests. It is a Node process
 * inside Electron, too, never one of Electron's own: there native libraries meet others of the same name (libvips and
 * the system's GLib) or another allocator.
 */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { JobRequest } from '../contract/tasks'

/** How a process ended. */
export interface ProcessEnd {
  code: number | null
  signal: string | null
  /** The last of what it wrote to stderr. */
  stderr: string
  /** Why there never was a process; absent when there was one. */
  failure?: string
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

/** Milliseconds that a process which has ended may leave its stderr open, which a process of its own can hold. */
const STDERR_TIME = 2000

/**
 * Megabytes of each half of V8's young generation (16 by itself). A step of a computation makes thousands of small objects,
 * and a sixth of an attack's processor time was spent on looking through them. Two more halves may grow by as much.
 */
const ROOM_FOR_YOUNG_OBJECTS = '--max-semi-space-size=32'

export interface ForkOptions {
  /** The Node that runs it; absent: the one that runs us. */
  node?: string
  /** Its environment; absent: ours. */
  environment?: NodeJS.ProcessEnv
}

/** Starts job processes from a built entry file. A process that cannot be started is one that ends at once, and says why. */
export function forkLauncher(entry: string, { node, environment }: ForkOptions = {}): Launch {
  return () => {
    let child: ChildProcess
    try {
      child = fork(entry, [], {
        // Its own output must never mix with the one JSON document on our stdout.
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        serialization: 'advanced',
        // What the program itself was started with (a debugger's port, a hook) is nothing for jobs of another Node.
        ...(node === undefined ? {} : { execPath: node }),
        execArgv: [...(node === undefined ? process.execArgv : []), ROOM_FOR_YOUNG_OBJECTS],
        ...(environment === undefined ? {} : { env: environment }),
      })
    } catch (error) {
      return neverStarted(error)
    }
    const ended = endOf(child)
    return {
      send: (request) => void child.send(request, () => undefined),
      onMessage: (listener) => void child.on('message', listener),
      onEnd: (listener) => void ended.then(listener),
      kill: (signal) => void child.kill(signal),
    }
  }
}

/** Resolves once it has ended and all of its stderr was read. */
function endOf(child: ChildProcess): Promise<ProcessEnd> {
  let stderr = ''
  child.stderr?.setEncoding('utf8')
  child.stderr?.on('data', (text: string) => (stderr = (stderr + text).slice(-STDERR_KEPT)))
  return new Promise((resolve) => {
    child.on('error', (error) => {
      // Of a process that lives, or has just died, it is a message that could not be sent: its end is an event of its own.
      if (child.pid === undefined) resolve({ code: null, signal: null, stderr, failure: error.message })
    })
    child.on('close', (code, signal) => resolve({ code, signal, stderr }))
    child.on('exit', (code, signal) => {
      setTimeout(() => resolve({ code, signal, stderr }), STDERR_TIME).unref()
    })
  })
}

function neverStarted(error: unknown): JobChannel {
  const failure = error instanceof Error ? error.message : String(error)
  return {
    send: () => undefined,
    onMessage: () => undefined,
    onEnd: (listener) => void setImmediate(() => listener({ code: null, signal: null, stderr: '', failure })),
    kill: () => undefined,
  }
}
