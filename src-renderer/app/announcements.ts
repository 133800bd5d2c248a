/** What is said aloud of a study: its beginning, each quarter, its end. Pure. */
import type { StudyInfo } from '../../src-main/contract/studies'

/** @param fraction of its work that is done, in [0, 1]; null: only its state is known. Null: nothing is said. */
export function announcement(
  { title, state, units }: Pick<StudyInfo, 'title' | 'state' | 'units'>,
  fraction: number | null,
): string | null {
  if (state === 'running') {
    if (fraction === null) return units.done === 0 ? `“${title}” has begun.` : null
    const quarter = Math.floor(fraction * 4)
    return quarter === 0 || quarter >= 4 ? null : `“${title}” is ${quarter * 25} percent done.`
  }
  if (fraction !== null) return null
  const words = {
    queued: 'waits in line',
    paused: 'is paused',
    done: 'is done',
    failed: 'has failed',
    cancelled: 'is cancelled',
  }
  return `“${title}” ${words[state]}.`
}
