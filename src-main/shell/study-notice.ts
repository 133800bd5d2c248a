/**
 * What is said outside of the window, by the system or in a terminal: that a study has ended or failed, that the program
 * goes on without a window, and how to come back. Words only.
 */
import type { StudyInfo } from '../contract/studies'

export interface Notice {
  title: string
  body: string
}

/** What the system's notification of a study says; null for what somebody has done by hand, or what goes on. */
export function noticeOf({ title, state, units, error, failures }: StudyInfo): Notice | null {
  const missing = units.total - units.done
  if (state === 'done')
    return { title: 'Study done', body: `"${title}": all ${units.total} units are computed.` }
  if (state !== 'failed') return null
  const why = error?.message ?? failures[0]?.error.message ?? ''
  return {
    title: 'Study stopped',
    body: `"${title}": ${missing} of ${units.total} units are missing. ${why}`.trim(),
  }
}

/** For the terminal that started us, when the window closes and a study goes on. */
export function goesOnWords(running: string): string {
  return `Halfpower goes on without a window. ${running}. Start Halfpower again to see it; when nothing runs any more it ends by itself.`
}
