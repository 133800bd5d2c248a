/** What a data set would be, before it is added: its parts, sizes and counts, and some images of different classes. */
import { specificationOf } from '../../contract/data-set'
import { measuredPart } from '../../contract/images/measured-parts'
import { readDataSet } from './service'
import type { InspectedPart } from '../../contract/data-set'
import type { CheckedInput, MethodOutput } from '../../contract/methods'
import type { OpenProject } from '../desk'
import type { Inspect } from './service'

/** Images that are shown. */
const SHOWN = 8

export async function previewDataSet(
  { project, viewer }: Pick<OpenProject, 'project' | 'viewer'>,
  inspect: Inspect,
  input: CheckedInput<'dataSet.add'>,
): Promise<MethodOutput<'dataSet.preview'>> {
  const { how, path, parts, notices } = await readDataSet(project, inspect, input)
  const [{ classNames, height, width, channels }] = parts
  const shown = measuredPart(parts) ?? parts[0]
  const images = {
    specification: specificationOf(how, path, shown.split),
    hash: shown.hash,
    limit: null,
  }
  const sample = await Promise.all(
    mixedLabels(shown).map(async (label) => {
      const question = { request: 'labels', images, label, start: 0, count: 1 } as const
      const index = (await viewer.ask(question)).images[0]!.index
      const png = await viewer.picture({ kind: 'image', images, index })
      return {
        label: classNames[label] ?? String(label),
        url: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
      }
    }),
  )
  return {
    parts: parts.map(({ split, images: count, perClass }) => ({ split, images: count, perClass })),
    ...{ classNames, height, width, channels, notices },
    sample: { split: shown.split, images: sample },
  }
}

/** Labels of classes that have images, as far apart as so many can be. */
export function mixedLabels({ perClass }: Pick<InspectedPart, 'perClass'>): number[] {
  const there = perClass.flatMap((images, label) => (images > 0 ? [label] : []))
  if (there.length <= SHOWN) return there
  return Array.from({ length: SHOWN }, (_, i) => there[Math.round((i * (there.length - 1)) / (SHOWN - 1))]!)
}
