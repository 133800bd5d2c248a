/** A part of a data set as the job process is told of it. */
import { specificationOf } from '../contract/data-set'
import { choosePart } from '../project/data-sets'
import type { DataSetFile, DataSetPart } from '../contract/data-set'
import type { PartSource } from '../contract/part'
import type { Project } from '../project/project'

export interface ChosenPart {
  file: DataSetFile
  part: DataSetPart
  source: PartSource
}

/**
 * @param split the part; null: the first of `preferred` that there is, else the only one.
 * UserError('usage') when there is no such part, ('input') when the data are gone.
 */
export async function partSource(
  project: Project,
  dataSet: string,
  split: string | null,
  preferred: readonly string[] = [],
): Promise<ChosenPart> {
  const file = await project.dataSets.find(dataSet)
  const part = choosePart(file, split, preferred)
  await project.dataSets.assertAvailable(file)
  const source: PartSource = {
    specification: specificationOf(file, project.dataSets.absolutePath(file), part.split),
    hash: part.hash,
    limit: null,
  }
  return { file, part, source }
}
