/**
 * What to do when the page is gone, could not be loaded or hangs: load it again once, and when that did not help, ask.
 * Decisions only. Studies do not run in the page: they go on whatever becomes of it.
 */

export type Trouble =
  | { kind: 'gone'; reason: string }
  | { kind: 'not loaded'; code: number; words: string }
  | { kind: 'hangs' }

/** Milliseconds after which a page that was loaded again counts as well, and the next trouble as a first one. */
export const WELL_AFTER = 60_000

/** Chromium's code for a load that another one has replaced, which is no failure. */
export const ABORTED = -3

/** @param loadedAgain when, in milliseconds of the same clock as `now`; null: never */
export function afterTrouble(loadedAgain: number | null, now: number): 'load again' | 'ask' {
  return loadedAgain === null || now - loadedAgain > WELL_AFTER ? 'load again' : 'ask'
}

/** What the dialog says. */
export function troubleWords(trouble: Trouble, running: string | null): { message: string; detail: string } {
  const what = {
    gone: 'The page in this window has ended unexpectedly',
    'not loaded': 'The page in this window could not be loaded',
    hangs: 'The page in this window does not answer',
  }[trouble.kind]
  const why =
    trouble.kind === 'gone'
      ? ` (${trouble.reason})`
      : trouble.kind === 'not loaded'
        ? ` (${trouble.words || 'error'} ${trouble.code})`
        : ''
  return {
    message: `${what}${why}, again.`,
    detail: `${running === null ? 'Nothing is lost' : `${running} and is not touched by this`}: the page only shows things.`,
  }
}

export const TROUBLE_BUTTONS = ['Load it again', 'Quit Halfpower'] as const
