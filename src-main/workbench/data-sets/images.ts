/** A page of the images of a part, as addresses. */
import { dataAddress } from '../../studies/address-words'
import { partSource } from '../../studies/part-source'
import type { CheckedInput, MethodOutput } from '../../contract/methods'
import type { OpenProject } from '../desk'

export async function dataSetImages(
  { project, viewer }: Pick<OpenProject, 'project' | 'viewer'>,
  { dataSet, split, start, count, label }: CheckedInput<'dataSet.images'>,
): Promise<MethodOutput<'dataSet.images'>> {
  const { file, part, source } = await partSource(project, dataSet, split)
  const page = await viewer.ask({
    request: 'labels',
    images: source,
    label: label ?? null,
    start,
    count,
  })
  return {
    total: page.total,
    images: page.images.map((image) => ({
      index: image.index,
      label: file.classNames[image.label] ?? `${image.label}`,
      url: dataAddress({ dataSet: file.id, split: part.split, index: image.index }),
    })),
  }
}
