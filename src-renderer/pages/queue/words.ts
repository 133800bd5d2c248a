/**
 * How a study stands, in words and signs. Pure.
 */
import type { StudyInfo, StudyState } from '../../../src-main/contract/studies'

export const STATE_WORDS: Record<StudyState, { sign: string; word: string }> = {
  running: { sign: '▶', word: 'running' },
  queued: { sign: '…', word: 'in line' },
  paused: { sign: '‖', word: 'paused' },
  done: { sign: '✓', word: 'done' },
  failed: { sign: '▲', word: 'failed' },
  cancelled: { sign: '×', word: 'cancelled' },
}

/** What part of a study is finished, by its units, when it has not said more. */
export function finishedPart({ units: { total, done } }: StudyInfo): number {
  return total === 0 ? 0 : done / total
}

const PLACES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']

/**
 * How a study that is to compute stands, e.g. `waiting, second in line`, `running, nothing finished yet`.
 * @param ordered all studies, in the order of the queue
 * @param label what is being computed; absent: nothing was said yet
 */
export function standingWords(info: StudyInfo, ordered: readonly StudyInfo[], label?: string): string {
  if (info.state === 'queued') {
    const place = ordered.filter(({ state }) => state === 'queued').findIndex(({ id }) => id === info.id)
    return `waiting, ${PLACES[place] ?? `${place + 1}th`} in line`
  }
  const { done, total } = info.units
  const far = done === 0 ? 'nothing finished yet' : `${done} of ${total} units finished`
  return label === undefined ? `running, ${far}` : `running, ${far}: ${label}`
}
