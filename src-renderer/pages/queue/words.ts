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
