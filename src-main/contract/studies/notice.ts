/**
 * What is said outside of the page, by the system or in a terminal, of a study that has ended or failed. Words only.
 */
import type { StudyInfo } from '../studies'

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
