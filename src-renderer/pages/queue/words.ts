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

export const KIND_WORDS: Record<StudyInfo['kind'], string> = {
  sweep: 'σ sweep',
  hybrid: 'hybrid images',
  evaluation: 'clean accuracy',
  attack: 'minimal perturbations',
  corruption: 'common corruptions',
  filter: 'low- and high-passed images',
  'fourier-map': 'Fourier map',
  spectrum: 'spectra of perturbations',
}

/** What part of a study is finished, by its units, when it has not said more. */
export function finishedPart({ units: { total, done } }: StudyInfo): number {
  return total === 0 ? 0 : done / total
}
