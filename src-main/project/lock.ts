/**
 * One writer per project. The file `lock` names the process that may write; it is made exclusively, so of
 * two that try at once one wins. A lock is stale when its process is gone on this machine; it is then
 * taken over, one at a time behind `lock.takeover`. A lock of another machine is never guessed about.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { isAlive } from './is-alive'
import { LOCK_FILE } from './kinds'
import { NewerVersionError, parseStored, readText } from './stored-file'
import { WriteDoor } from './write-atomically'
import type { LockFile } from '../contract/project'

/** A takeover that takes longer than this (ms) has died in the middle. */
const TAKEOVER_LIMIT = 10_000

/** Tokens of the locks that this process holds. */
const held = new Set<string>()

export interface Lock {
  release(): Promise<void>
}

/** Takes the project's lock. UserError('project') with one sentence on who holds it. */
export async function acquireLock(folder: string): Promise<Lock> {
  const path = join(folder, 'lock')
  const mine: LockFile = {
    format: 'halfpower lock',
    version: 1,
    pid: process.pid,
    host: hostname(),
    processStart: processState(process.pid)?.start ?? null,
    since: new Date().toISOString(),
    token: randomUUID(),
  }
  const door = new WriteDoor(folder)
  // Before the file is there: nobody may take it for one that was given back.
  held.add(mine.token)
  try {
    if (!(await door.create(path, line(mine)))) await takeOver(door, folder, mine)
  } catch (error) {
    held.delete(mine.token)
    throw error
  }
  return {
    release: async () => {
      // First: a disk that keeps the file now must not keep this process from opening the project again.
      held.delete(mine.token)
      const holder = await readLock(path)
      if (holder !== 'damaged' && holder?.token === mine.token) await door.remove(path)
    },
  }
}

/** Who holds the lock now; null when nobody does or the holder is gone. */
export async function lockHolder(folder: string): Promise<LockFile | null> {
  const holder = await readLock(join(folder, 'lock'))
  return holder === null || holder === 'damaged' || isStale(holder) ? null : holder
}

async function takeOver(door: WriteDoor, folder: string, mine: LockFile): Promise<void> {
  const path = join(folder, 'lock')
  const guard = join(folder, 'lock.takeover')
  refuseIfHeld(folder, await readLock(path))
  if (!(await door.create(guard, line(mine)))) {
    const age = await ageOf(guard)
    const taker = await readLock(guard)
    const isDead = taker !== null && taker !== 'damaged' && isStale(taker)
    if (age !== null && age < TAKEOVER_LIMIT && age > -TAKEOVER_LIMIT && !isDead) {
      throw busy(folder)
    }
    await door.remove(guard)
    if (!(await door.create(guard, line(mine)))) throw busy(folder)
  }
  try {
    // Read again behind the guard: the lock seen before may have been replaced by a live one.
    refuseIfHeld(folder, await readLock(path))
    await door.remove(path)
    if (!(await door.create(path, line(mine)))) refuseIfHeld(folder, await readLock(path))
  } finally {
    const taker = await readLock(guard)
    if (taker !== 'damaged' && taker?.token === mine.token) await door.remove(guard)
  }
  // Of two that took a dead one's guard at once, the lock has the name of one.
  const holder = await readLock(path)
  if (holder === 'damaged' || holder?.token !== mine.token) throw busy(folder)
}

function busy(folder: string): UserError {
  return new UserError(
    'project',
    `Another Halfpower is opening the project "${folder}" right now: try again in a moment.`,
  )
}

function refuseIfHeld(folder: string, holder: LockFile | 'damaged' | null): void {
  if (holder === null || holder === 'damaged' || isStale(holder)) return
  const where =
    holder.host === hostname()
      ? `process ${holder.pid} on this machine`
      : `process ${holder.pid} on "${holder.host}"`
  const remedy =
    holder.host === hostname()
      ? 'wait for it to finish, or stop it'
      : `close it there; if that machine no longer runs it, delete "${join(folder, 'lock')}"`
  throw new UserError(
    'project',
    `The project "${folder}" is being written by ${where} since ${holder.since}: ${remedy}.`,
  )
}

/** Whether the holder is a process of this machine that is no more, or this one, which has given it back. */
export function isStale(holder: LockFile): boolean {
  if (holder.host !== hostname()) return false
  if (holder.pid === process.pid) return !held.has(holder.token)
  if (!isAlive(holder.pid)) return true
  const now = processState(holder.pid)
  if (now === null) return false
  return now.dead || (holder.processStart !== null && now.start !== holder.processStart)
}

/**
 * Boot and start time of a process, so that a reused number is not taken for the old process, and whether
 * it is dead but not yet collected by its parent. Null where the operating system does not say.
 */
function processState(pid: number): { start: string; dead: boolean } | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold blanks: count from the last bracket.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { start: `${boot}:${fields[19] ?? ''}`, dead: fields[0] === 'Z' || fields[0] === 'X' }
  } catch {
    return null
  }
}

/** The lock file's content; `damaged` when it cannot be read as one. */
async function readLock(path: string): Promise<LockFile | 'damaged' | null> {
  const text = await readText(path)
  if (text === null) return null
  try {
    return parseStored(path, text, LOCK_FILE)
  } catch (error) {
    if (error instanceof NewerVersionError) throw error
    return 'damaged'
  }
}

async function ageOf(path: string): Promise<number | null> {
  try {
    return Date.now() - (await lstat(path)).mtimeMs
  } catch {
    return null
  }
}

function line(lock: LockFile): string {
  return `${JSON.stringify(lock)}\n`
}
