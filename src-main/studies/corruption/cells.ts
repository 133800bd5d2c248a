/**
 * A cell of a corruption study as images: made from the clean ones while they are read, or official files.
 * Runs in the job process.
 */
import { UserError } from '../../contract/errors'
import { corruptedDataSet } from '../../corruptions/corrupted-data-set'
import { subset } from '../../datasets/subset'
import { chosenIndices } from '../context'
import { rememberedDataSet } from './remembered'
import type { CorruptionCell, OfficialCell } from '../../contract/probe-tasks'
import type { ImagesChoice } from '../../contract/tasks'
import type { DataSet } from '../../datasets/data-set'
import type { UnitContext } from '../context'

export interface OpenedCell {
  /** All images of the cell, or those of the limit. */
  data: DataSet
  /** Index of each of its images in the whole part, or in the official cell. */
  indices: Int32Array
}

/** Opens a cell for the time of `use`. `shared`: its images are soon asked for again. */
export async function withCell<T>(
  context: UnitContext,
  images: ImagesChoice,
  cell: CorruptionCell,
  shared: boolean,
  use: (opened: OpenedCell) => Promise<T>,
): Promise<T> {
  const whole = await wholeCell(context, images, cell, shared)
  try {
    const indices = chosenIndices(whole.count, images.limit)
    const data = indices.length === whole.count ? whole : subset(whole, indices)
    return await use({ data, indices })
  } finally {
    await whole.close()
  }
}

async function wholeCell(
  context: UnitContext,
  images: ImagesChoice,
  cell: CorruptionCell,
  shared: boolean,
): Promise<DataSet> {
  if (cell.kind === 'official') return await officialCell(context, cell)
  const clean = await context.data(images)
  const { table, seed } = cell
  const corruptor = context.corruptor()
  const data = corruptedDataSet(clean, cell.type, cell.severity, { table, seed, corruptor })
  return shared ? rememberedDataSet(data, context.rememberedImages()) : data
}

async function officialCell(context: UnitContext, cell: OfficialCell): Promise<DataSet> {
  const { folder, type, severity, gray, crop, hash } = cell
  const data = await (await context.corruptionSet(folder)).cell(type, severity, { gray, crop })
  if (data.hash === hash) return data
  await data.close()
  throw new UserError(
    'input',
    `The files of ${type}, severity ${severity} in "${folder}" are not what they were when the study was planned: restore them, or start a new study.`,
  )
}
