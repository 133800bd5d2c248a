/**
 * Files below a folder that this process still has open (Linux says it): one that is left to the collector of garbage is
 * closed at any time, with a warning of Node's (DEP0137), or never. Streams close a moment after their end, so what is
 * open is waited for. Elsewhere there is nothing to see.
 */
import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

export const canSeeOpenFiles = existsSync('/proc/self/fd')

export async function leftOpen(folder: string): Promise<string[]> {
  if (!canSeeOpenFiles) return []
  const below = realpathSync(folder)
  for (let patience = 20; ; patience--) {
    const open = readdirSync('/proc/self/fd').flatMap((name) => {
      try {
        const path = readlinkSync(`/proc/self/fd/${name}`)
        return path.startsWith(below) ? [path] : []
      } catch {
        // The one that read the folder.
        return []
      }
    })
    if (open.length === 0 || patience === 0) return open
    await setTimeout(5)
  }
}
