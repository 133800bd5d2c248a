/**
 * A thread beside the job process's own, which computes for minutes without hearing that its channel is gone: it looks each
 * second whether the parent still lives, and ends the process where it does not. Nothing half-written is left: a job writes
 * temporary files only, and the parent alone puts results in place.
 */
import { isAlive } from '../project/is-alive'
import { workerData } from 'node:worker_threads'

/** Milliseconds. */
const EVERY = 1000

const parent = workerData as number
setInterval(() => {
  // Where a parent has died, another process takes its children over; on Windows the number stays, and is nobody's.
  if (process.ppid !== parent || !isAlive(parent)) process.kill(process.pid, 'SIGKILL')
}, EVERY)
