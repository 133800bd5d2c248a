/**
 * How many processes Linux has ended for want of memory since it started. A process that was ended by SIGKILL may have
 * been ended by anybody; where this number has grown meanwhile, it was for its memory.
 */
import { readFileSync } from 'node:fs'

/** Null where the system does not say. */
export function memoryKills(): number | null {
  try {
    const found = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))
    return found ? Number(found[1]) : null
  } catch {
    return null
  }
}
