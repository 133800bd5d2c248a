/**
 * Reads a part of a data set once and says what is in it: done in a job process, because hashing the
 * content of a large one takes minutes.
 */
import { openDataSet } from '../datasets/open'
import type { InspectedPart } from '../contract/data-set'
import type { DataSetSpecification } from '../datasets/specification'

export async function inspectDataSet(specification: DataSetSpecification): Promise<InspectedPart> {
  const data = await openDataSet(specification)
  try {
    const perClass = data.classNames.map(() => 0)
    for (const label of data.labels) perClass[label] = (perClass[label] ?? 0) + 1
    return {
      split: specification.split ?? null,
      images: data.count,
      hash: data.hash,
      perClass,
      classNames: [...data.classNames],
      height: data.height,
      width: data.width,
      channels: data.channels,
      ...(data.sixteenBitGray === true ? { sixteenBitGray: true } : {}),
    }
  } finally {
    await data.close()
  }
}
