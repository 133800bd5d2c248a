/**
 * Whoever opens a project in a window, to write in it, goes on with what waits there: what an earlier window
 * left in line, or was computing when it was ended. (The command line computes only what it is asked for.) Not in a
 * project that this machine does not know (workbench/consent.ts): there the window asks.
 */
import type { Answering } from './answer'
import type { Announcing } from './study-watch'

/** @param onFailure told when it could not be begun, which is no reason not to show the project */
export function goOnWhenOpened(
  workbench: Answering & Announcing,
  onFailure: (error: unknown) => void = () => undefined,
): void {
  let opened: string | null = null
  workbench.on('project.changed', (info) => {
    // What is said of the open project has changed: nothing was opened.
    if (info !== null && info.folder === opened) return
    opened = info?.folder ?? null
    if (info && !info.readOnly) workbench.invoke('queue.start', { byItself: true }).catch(onFailure)
  })
}
