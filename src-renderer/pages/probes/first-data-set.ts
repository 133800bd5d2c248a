/**
 * With which data set a form begins, and how many images a study measures on. Pure.
 */
import { measuredPart } from '../../../src-main/contract/measured-parts'
import { fits } from '../hybrids/new-study'
import type { DataSetInfo } from '../../../src-main/contract/data-set'
import type { ModelFile } from '../../../src-main/contract/model'

/** The one that the model was trained on; else the first that fits it; else the first. */
export function firstDataSet(
  models: readonly ModelFile[],
  dataSets: readonly DataSetInfo[],
  model: string | null,
): string {
  const first = models.find(({ id }) => id === model) ?? models[0]
  const origin = first?.provenance
  const trainedOn = origin?.kind === 'trained' ? dataSets.find(({ id }) => id === origin.dataSet) : undefined
  const fitting = first && dataSets.find((dataSet) => dataSet.available && fits(first, dataSet))
  return (trainedOn ?? fitting ?? dataSets[0])?.id ?? ''
}

/** Images of the part that studies measure on where none is named; of the only one, or 0 where it has to be named. */
export function measuredImages(dataSet: DataSetInfo | undefined): number {
  const parts = dataSet?.parts ?? []
  const part = measuredPart(parts) ?? (parts.length === 1 ? parts[0] : undefined)
  return part?.images ?? 0
}
