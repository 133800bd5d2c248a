/**
 * The one way to open a data set: its reader, and for image files the decoder. What a path holds is found by detect.ts.
 */
import { UserError } from '../contract/errors'
import type { DataSetSpecification } from './specification'
import type { DataSet } from './data-set'
import { ALLOWED, READERS, describe } from './detect'
import { rememberingFolders } from '../files/listings'
import { look } from '../files/look'
import { labelsFromOne } from './first-label'
import { openImageFiles } from './image-files'
import { listedByClass, ordered, readOrder } from './order'
import { chooseSplit } from './reader'

/**
 * Opens a data set.
 * @throws UserError('input') when the path vanished, is not of the given format, or is damaged;
 *   UserError('usage') when the transforms are impossible.
 */
export async function openDataSet(specification: DataSetSpecification): Promise<DataSet> {
  return await rememberingFolders(() => open(specification))
}

async function open(specification: DataSetSpecification): Promise<DataSet> {
  const { path, format } = specification
  const found = await look(path)
  const reader = READERS.find((each) => each.format === format)
  if (!reader)
    throw new UserError(
      'usage',
      `There is no format "${format}"; there are ${READERS.map((each) => each.format).join(', ')}.`,
    )
  const match = await reader.match(found, specification.folders, specification.labelFile)
  if (!match)
    throw new UserError(
      'input',
      `"${path}" is ${await describe(found)}, not a data set of the format ${format}. ${ALLOWED}.`,
    )
  const chosen = { ...specification, split: chooseSplit(match.splits, specification.split, path) }
  const data =
    'files' in reader
      ? await openImageFiles(chosen, await reader.files(chosen, found))
      : await reader.open(chosen, found)
  const labelled = specification.firstLabel === 1 ? labelsFromOne(data) : data
  return specification.order === undefined ? labelled : await inOrder(labelled, specification)
}

async function inOrder(data: DataSet, { path, order, format }: DataSetSpecification): Promise<DataSet> {
  try {
    const { indices } = await readOrder(path, order!, data.count)
    const listed = format === 'imagenet-val' ? listedByClass(data) : null
    return ordered(data, listed === null ? indices : indices.map((place) => listed[place]!))
  } catch (error) {
    await data.close()
    throw error
  }
}
