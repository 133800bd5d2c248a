/** Opens an official corruption set and says what is in it, with the hash of each cell that is asked for. */
import { openCorruptionSet } from '../../../datasets/corruption-set'
import { openDataSet } from '../../../datasets/open'
import { canFall, isFalling, someOf } from '../falling-severities'
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
  const clean = question.clean && (await cleanOf(question.clean))
  let labels: OfficialImages | null = null
  let shape: Pick<InspectedCorruptionSet, 'height' | 'width' | 'channels' | 'classNames'> | undefined
  const falling: InspectedCorruptionSet['falling'] = []
  for (const type of types) {
    const compared = canFall(type) && severities.length > 1
    const ends: Float32Array[] = []
    for (const severity of severities) {
      const data = await set.cell(type, severity, { gray, crop })
      const { height, width, channels, classNames } = data
      shape ??= { height, width, channels, classNames: [...classNames] }
      try {
        if (clean && compared && (severity === severities[0] || severity === severities.at(-1)))
          ends.push(await someOf(data))
      } finally {
        await data.close()
      }
      if (clean) labels = lessAlike(labels, compareLabels(set.layout, clean, data))
      cells.push({ type, severity, hash: data.hash })
    }
    const [weakest, strongest] = ends
    if (labels === 'as clean' && clean && weakest && strongest && weakest.length === clean.some.length)
      if (isFalling(clean.some, weakest, strongest)) falling.push(type)
  }
  const { kind, layout, images, notice } = set
  return { set: kind, layout, types: [...set.types], images, ...shape!, notice, labels, falling, cells }
}

async function cleanOf(
  specification: NonNullable<Question['clean']>,
): Promise<Pick<DataSet, 'labels' | 'classNames'> & { some: Float32Array }> {
  const data = await openDataSet(specification)
  try {
    const { labels, classNames } = data
    return { labels, classNames, some: await someOf(data) }
  } finally {
    await data.close()
  }
}

function lessAlike(one: OfficialImages | null, other: OfficialImages): OfficialImages {
  if (one === 'other' || other === 'other') return 'other'
  return one === 'another order' ? one : other
}
