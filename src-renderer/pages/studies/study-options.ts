/**
 * Studies of one kind as a list of choices: their titles, and, where two have the same, what they were asked, and when.
 * Pure.
 */
import { formatMoment } from '../../components/format'
import type { StudyInfo } from '../../../src-main/contract/studies'

export function studyOptions(studies: readonly StudyInfo[]): { value: string; text: string }[] {
  const titles = counted(studies.map(({ title }) => title))
  const asked = counted(studies.map(({ title, asked }) => `${title}\n${asked}`))
  return studies.map(({ id, title, asked: words, created, state }) => {
    const parts = [
      title,
      ...(titles.get(title)! > 1 ? [words] : []),
      ...(asked.get(`${title}\n${words}`)! > 1 ? [formatMoment(created)] : []),
    ]
    const text = parts.join(' · ')
    return { value: id, text: state === 'done' ? text : `${text} (${state})` }
  })
}

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const each of words) counts.set(each, (counts.get(each) ?? 0) + 1)
  return counts
}
