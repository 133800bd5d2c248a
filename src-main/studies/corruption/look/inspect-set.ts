/** Opens an official corruption set and says what is in it, with the hash of each cell that is asked for. */
import { openCorruptionSet } from '../../../datasets/corruption-set'
import type { InspectedCorruptionSet } from '../../../contract/kinds/corruption/tasks'
import type { JobRequest } from '../../../contract/tasks'

type Question = Extract<JobRequest, { request: 'inspect corruption set' }>

export async function inspectCorruptionSet(question: Question): Promise<InspectedCorruptionSet> {
  const { folder, gray, crop, severities } = question
  const set = await openCorruptionSet(folder)
  const wanted = set.types.filter((type) => question.types.includes(type))
  // Without a wanted type one cell still says how large the images are.
  const types = wanted.length === 0 ? set.types.slice(0, 1) : wanted
  const cells: InspectedCorruptionSet['cells'] = []
  let shape: Pick<InspectedCorruptionSet, 'height' | 'width' | 'channels' | 'classNames'> | undefined
  for (const type of types) {
    for (const severity of severities) {
      const data = await set.cell(type, severity, { gray, crop })
      const { height, width, channels, classNames } = data
      shape ??= { height, width, channels, classNames: [...classNames] }
      cells.push({ type, severity, hash: data.hash })
      await data.close()
    }
  }
  const { kind, layout, images, notice } = set
  return { set: kind, layout, types: [...set.types], images, ...shape!, notice, cells }
}
