/**
 * A lock between processes of one checkout: a folder whose name can be taken only once. It appears whole,
 * with its owner written inside, by renaming a prepared folder; so there is never a lock without an owner.
 * A lock is abandoned when its owner's process and the program that it started are gone, or when its
 * heartbeat stands still while we watch (which needs no agreement between clocks, and works across machines
 * that share a folder).
 */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const HEARTBEAT_MS = 5_000
const POLL_MS = 250
/** How long a heartbeat may stand still before a lock counts as abandoned. */
const PATIENCE_MS = 60_000
/** How many times longer when a process of that number still runs here: it may be another one by now. */
const HERE = 5

/** @typedef {{ pid: number, host: string, token: string, child?: number }} LockOwner */
/** @typedef {{ release: () => void, startedChild: (pid: number) => void }} HeldLock `startedChild` notes a
 *   program that goes on working should this process be killed */

/**
 * Waits for the lock and holds it until it is released or this process ends.
 *
 * @param {string} path of the lock folder; its parent must exist
 * @param {{ onWait?: (owner: LockOwner) => void, patience?: number }} [options] `onWait` is called once if
 *   somebody else holds the lock; `patience` in milliseconds
 * @returns {Promise<HeldLock>}
 */
export async function acquireLock(path, { onWait, patience = PATIENCE_MS } = {}) {
  const prepared = mkdtempSync(`${path}-`)
  const token = basename(prepared)
  const self = { pid: process.pid, host: hostname(), token }
  writeFileSync(join(prepared, 'owner.json'), JSON.stringify(self))
  let waited = false
  let watched = { token: '', beat: 0, since: Date.now() }
  const discard = () => {
    rmSync(prepared, { recursive: true, force: true })
  }
  process.on('exit', discard)
  try {
    while (!claim(prepared, path)) {
      const owner = readOwner(path)
      if (owner !== null) {
        if (!waited) onWait?.(owner)
        waited = true
        const beat = lastBeat(path)
        if (owner.token !== watched.token || beat !== watched.beat) {
          watched = { token: owner.token, beat, since: Date.now() }
        }
        const still = Date.now() - watched.since
        const here = owner.host === self.host
        if (here ? isGone(owner) || still > HERE * patience : still > patience) setAside(path, owner)
      }
      await sleep(POLL_MS)
    }
  } finally {
    process.off('exit', discard)
    discard() // when the lock was claimed, it has moved away and there is nothing left to discard
  }
  return hold(path, self)
}

/**
 * @param {string} path
 * @param {LockOwner} self
 * @returns {HeldLock}
 */
function hold(path, self) {
  const heart = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date())
    } catch {
      // The folder was taken from us or removed by hand: there is nothing left to keep alive.
    }
  }, HEARTBEAT_MS)
  heart.unref()
  const release = () => {
    clearInterval(heart)
    process.off('exit', release)
    if (readOwner(path)?.token === self.token) rmSync(path, { recursive: true, force: true })
  }
  process.on('exit', release)
  const startedChild = (/** @type {number} */ child) => {
    const next = join(path, 'owner-next.json')
    writeFileSync(next, JSON.stringify({ ...self, child }))
    renameSync(next, join(path, 'owner.json'))
  }
  return { release, startedChild }
}

/**
 * @param {string} prepared
 * @param {string} path
 * @returns {boolean} false when somebody holds the lock: a folder with something in it is never replaced
 */
function claim(prepared, path) {
  try {
    renameSync(prepared, path)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false
    if (code === 'EPERM' && readOwner(path) !== null) return false // how Windows says the same
    throw error
  }
}

/**
 * Moves an abandoned lock out of the way. The new name is made from its token, so of several processes
 * that saw the same abandoned lock one succeeds, and none can move a lock taken since.
 *
 * @param {string} path
 * @param {LockOwner} owner
 */
function setAside(path, owner) {
  const aside = join(dirname(path), `${owner.token}-abandoned`)
  try {
    mkdirSync(aside)
  } catch {
    // Another process is doing it. If that one was killed in the middle, tidy up for the next attempt.
    if (Date.now() - lastBeat(aside) > PATIENCE_MS) rmSync(aside, { recursive: true, force: true })
    return
  }
  try {
    if (readOwner(path)?.token === owner.token) renameSync(path, join(aside, 'lock'))
  } catch {
    // Its owner came back and released it: just as good.
  }
  rmSync(aside, { recursive: true, force: true })
}

/**
 * @param {LockOwner} owner of this machine
 * @returns {boolean} true when its process, and the program that it started, are known to have ended
 */
function isGone({ pid, child }) {
  return !isRunning(pid) && (child === undefined || !isRunning(child))
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/**
 * @param {string} path
 * @returns {LockOwner | null}
 */
function readOwner(path) {
  try {
    return JSON.parse(readFileSync(join(path, 'owner.json'), 'utf8'))
  } catch {
    return null
  }
}

/**
 * @param {string} path
 * @returns {number} milliseconds, comparable only with other values of the same lock
 */
function lastBeat(path) {
  try {
    return statSync(path).mtimeMs
  } catch {
    return 0
  }
}
