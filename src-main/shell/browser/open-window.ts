/**
 * Starts an installed browser with a window of ours, in a profile folder that is made for it and taken away
 * with it.
 */
import { spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { makeTemporaryFolder } from '../../files/temporary-folder'
import { browserArguments, findBrowser, hasDisplay } from './browsers'
import type { Surroundings } from './browsers'

/** Milliseconds in which a browser that cannot work says so by ending. */
const FAILURE_TIME = 2_000

function surroundings(): Surroundings {
  return {
    platform: process.platform,
    environment: process.env,
    exists: isProgram,
    isRoot: process.getuid?.() === 0,
  }
}

/** The program of an installed browser; null where there is none. */
export function installedBrowser(): string | null {
  return findBrowser(surroundings())
}

/** Why no window can be opened here, in a sentence; null when one can. */
export function windowObstacle(): string | null {
  const around = surroundings()
  if (!hasDisplay(around)) return 'There is no display here.'
  if (findBrowser(around) === null) return 'No Chromium, Chrome or Edge was found.'
  return null
}

/** Windows that this process has opened. */
export class OwnWindows {
  readonly #open = new Set<{ stop: () => void; gone: Promise<unknown> }>()

  /** Opens a window at an address. Resolves to false when the browser ended at once with an error. */
  async open(address: string): Promise<boolean> {
    const around = surroundings()
    const browser = findBrowser(around)
    if (browser === null) return false
    const profile = makeTemporaryFolder('window')
    const ownGroup = process.platform !== 'win32'
    const child = spawn(browser, browserArguments(address, profile, around), {
      // A group of its own: Ctrl-C in the terminal is for us.
      detached: ownGroup,
      stdio: 'ignore',
    })
    const ended = new Promise<boolean>((resolve) => {
      child.once('error', () => resolve(false))
      child.once('close', (code) => resolve(code === 0))
    })
    const window = {
      stop: () => endGroup(child.pid, ownGroup),
      gone: ended
        .then(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }))
        .catch(() => undefined),
    }
    this.#open.add(window)
    void window.gone.then(() => this.#open.delete(window))
    return await Promise.race([ended, delay(FAILURE_TIME, true)])
  }

  /** Closes all of them, and waits a little for them to go. */
  async close(): Promise<void> {
    const windows = [...this.#open]
    for (const window of windows) window.stop()
    await Promise.race([Promise.all(windows.map((window) => window.gone)), delay(FAILURE_TIME, null)])
  }
}

/** A browser is several processes; those of its group end with it. */
function endGroup(pid: number | undefined, ownGroup: boolean): void {
  if (pid === undefined) return
  try {
    process.kill(ownGroup ? -pid : pid, 'SIGTERM')
  } catch {
    // It has ended by itself.
  }
}

function delay<T>(milliseconds: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, value).unref())
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
