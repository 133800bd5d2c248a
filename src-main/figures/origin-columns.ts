/** The last columns of a figure's table: of which study and data set all of its numbers are. */
import type { StudyInfo } from '../contract/studies'
import type { Cell } from './csv'

/** @param study that the figure is of; null: of several, which its own table tells */
export function originColumns(
  studies: readonly Pick<StudyInfo, 'id' | 'dataSet'>[],
  study: string | null,
): (readonly [string, Cell])[] {
  if (study === null) return []
  const known = studies.find(({ id }) => id === study)
  return [
    ['study', study],
    ['data set', known?.dataSet ?? null],
  ]
}
