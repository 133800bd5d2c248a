/**
 * A cell of a corruption study as images: made from the clean ones while they are read, or official files.
 * Runs in the job process.
 */
import { corruptedDataSet } from '../../corruptions/corrupted-data-set'
import { asColour, reducedToGray } from '../../corruptions/gray'
import { subset } from '../../datasets/subset'
import { chosenIndices } from '../context'
import { rememberedDataSet } from './remembered'
import type { CorruptionCell } from '../../contract/kinds/corruption/tasks'
import type { ImagesChoice } from '../../contract/data-set'
import type { DataSet } from '../../datasets/data-set'
import type { UnitContext } from '../context'

export interface OpenedCell {
  /** All images of the cell, or those of the limit. */
  data: DataSet
  /** Index of each of its images in the whole part, or in the official cell. */
  indices: Int32Array
}

/** What a cell is opened with: a unit's context, or the job process's open things. */
export type CellContext = Pick<
  UnitContext,
  'data' | 'colourData' | 'officialCell' | 'corruptor' | 'rememberedImages'
>

/** The images of a cell. `shared`: generated ones are soon asked for again. */
export async function openCell(
  context: CellContext,
  images: ImagesChoice,
  cell: CorruptionCell,
  shared: boolean,
): Promise<OpenedCell> {
  const whole = await wholeCell(context, images, cell, shared)
  const indices = chosenIndices(whole, images)
  return { data: indices.length === whole.count ? whole : subset(whole, indices), indices }
}

async function wholeCell(
  context: CellContext,
  images: ImagesChoice,
  cell: CorruptionCell,
  shared: boolean,
): Promise<DataSet> {
  if (cell.kind === 'official') return await context.officialCell(cell)
  const clean = cell.inColour ? asColour(await context.colourData(images)) : await context.data(images)
  const { table, seed } = cell
  const corruptor = context.corruptor()
  const data = corruptedDataSet(clean, cell.type, cell.severity, { table, seed, corruptor })
  // What is remembered are bytes: the colours, not their mean.
  const kept = shared ? rememberedDataSet(data, context.rememberedImages()) : data
  return cell.inColour ? reducedToGray(kept) : kept
}
