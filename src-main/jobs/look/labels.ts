/** A page of the images of a part: which they are and which class they show. */
import type { LookMessageOf, LookRequestOf } from '../../contract/look'
import type { DataSet } from '../../datasets/data-set'

export function readLabels(
  { labels }: Pick<DataSet, 'labels'>,
  { label, start, count }: Pick<LookRequestOf<'labels'>, 'label' | 'start' | 'count'>,
): LookMessageOf<'labels'> {
  const images: LookMessageOf<'labels'>['images'] = []
  if (label === null) {
    for (let index = start; index < Math.min(start + count, labels.length); index++)
      images.push({ index, label: labels[index]! })
    return { message: 'labels', total: labels.length, images }
  }
  let total = 0
  for (const [index, found] of labels.entries()) {
    if (found !== label) continue
    if (total >= start && images.length < count) images.push({ index, label })
    total++
  }
  return { message: 'labels', total, images }
}
