/** A part of a data set as the job process is told of it. */
import { specificationOf } from '../contract/data-set'
import { UserError } from '../contract/errors'
import { choosePart } from '../project/data-sets'
import { WHOLE } from './address-words'
import type { DataSetFile, DataSetPart } from '../contract/data-set'
import type { DataChoice } from '../contract/studies/choices'
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

/**
 * The part that a study was measured on, and no other that has its name by now: its pictures stand beside answers that were
 * given to these images.
 * @throws UserError as above, and ('project') where the data set of this name holds other images
 */
export async function studiedPart(
  project: Project,
  { dataSet, split, hash }: Pick<DataChoice, 'dataSet' | 'split' | 'hash'>,
): Promise<ChosenPart> {
  const chosen = await partSource(project, dataSet, split ?? WHOLE)
  assertStudied(chosen.file, { dataSet, split, hash })
  return chosen
}

/** The same of a data set whose files nobody needs: those may be gone. */
export function assertStudied(
  file: DataSetFile,
  { dataSet, split, hash }: Pick<DataChoice, 'dataSet' | 'split' | 'hash'>,
): void {
  if (choosePart(file, split ?? WHOLE, []).hash !== hash)
    throw new UserError(
      'project',
      `The data set "${dataSet}" holds other images than those that this study was measured on, so its pictures are not shown: restore the data set that had this name, or add those images again.`,
    )
}
