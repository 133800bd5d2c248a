/** A view of a data set that has some of the classes of another one, with the labels that they have there. */
import type { DataSet } from './data-set'
import { sha256 } from './hash'

/**
 * @param order for each class of the data set, its index among the others' classes; each once
 * @param classes how many classes those are
 */
export function withClasses(data: DataSet, order: readonly number[], classes: number): DataSet {
  if (order.length !== data.classNames.length || order.some((index) => !(index < classes)))
    throw new Error(
      `[${order.join(', ')}] does not place ${data.classNames.length} classes among ${classes}.`,
    )
  const place = new Map(order.map((index, label) => [index, label]))
  return {
    ...data,
    hash: sha256('classes by name ', data.hash, ' ', order.join(','), ' of ', String(classes)),
    classNames: Array.from({ length: classes }, (_, index) => {
      const label = place.get(index)
      return label === undefined ? `class ${index}` : data.classNames[label]!
    }),
    labels: data.labels.map((label) => order[label]!),
    read: (indices) => data.read(indices),
    close: () => data.close(),
  }
}
