/** Opens an official corruption set and says what is in it, with the hash of each cell that is asked for. */
import { openCorruptionSet } from '../../../datasets/corruption-set'
import { openDataSet } from '../../../datasets/open'
import { compareLabels } from '../official-labels'
import type { InspectedCorruptionSet, OfficialImages } from '../../../contract/kinds/corruption/tasks'
import type { DataSet } from '../../../datasets/data-set'
import type { JobRequest } from '../../../contract/tasks'

type Question = Extract<JobRequest, { request: 'inspect corruption set' }>

export async function inspectCorruptionSet(question: Question): Promise<InspectedCorruptionSet> {
  const { folder, gray, crop, severities } = question
  const set = await openCorruptionSet(folder)
  const wanted = set.types.filter((type) => question.types.includes(type))
  // Without a wanted type one cell still says how large the images are.
  const types = wanted.length === 0 ? set.types.slice(0, 1) : wanted
  const cells: InspectedCorruptionSet['cells'] = []
  const clean = question.clean && (await labelsOf(question.clean))
  let labels: OfficialImages | null = null
  let shape: Pick<InspectedCorruptionSet, 'height' | 'width' | 'channels' | 'classNames'> | undefined
  for (const type of types) {
    for (const severity of severities) {
      const data = await set.cell(type, severity, { gray, crop })
      const { height, width, channels, classNames } = data
      shape ??= { height, width, channels, classNames: [...classNames] }
      await data.close()
      if (clean) labels = lessAlike(labels, compareLabels(set.layout, clean, data))
      cells.push({ type, severity, hash: data.hash })
    }
  }
  const { kind, layout, images, notice } = set
  return { set: kind, layout, types: [...set.types], images, ...shape!, notice, labels, cells }
}

async function labelsOf(
  specification: NonNullable<Question['clean']>,
): Promise<Pick<DataSet, 'labels' | 'classNames'>> {
  const data = await openDataSet(specification)
  await data.close()
  return data
}

function lessAlike(one: OfficialImages | null, other: OfficialImages): OfficialImages {
  if (one === 'other' || other === 'other') return 'other'
  return one === 'another order' ? one : other
}
