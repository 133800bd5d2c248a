/**
 * The line to a job process that is one of Electron's utility processes: a process of its own with Node in
 * it, whose crash ends the job and nothing else.
 */
import { utilityProcess } from 'electron'
import type { JobChannel, Launch, ProcessEnd } from '../../jobs/channel'

/** Characters of stderr that are kept for the log. */
const STDERR_KEPT = 4000

/** Starts job processes from a built entry file. Only after Electron is ready. */
export function utilityLauncher(entry: string): Launch {
  return (): JobChannel => {
    const child = utilityProcess.fork(entry, [], {
      stdio: ['ignore', 'ignore', 'pipe'],
      serviceName: 'Halfpower job',
    })
    let stderr = ''
    child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT)))
    return {
      send: (request) => child.postMessage(request),
      onMessage: (listener) => void child.on('message', listener),
      onEnd: (listener) => void child.once('exit', (code) => listener(endOf(code, stderr, process.platform))),
      kill: (signal) => {
        // Electron's own kill is SIGTERM; after that has failed, the system's.
        if (signal === 'SIGTERM') child.kill()
        else if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
      },
    }
  }
}

/** How a process ended, from the code that Electron gives, which says a signal in one of two ways. */
export function endOf(code: number, stderr: string, platform: NodeJS.Platform): ProcessEnd {
  if (platform !== 'win32') {
    if (code === 9 || code === 137) return { code: null, signal: 'SIGKILL', stderr }
    if (code === 15 || code === 143) return { code: null, signal: 'SIGTERM', stderr }
  }
  return { code, signal: null, stderr }
}
