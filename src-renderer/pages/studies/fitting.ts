/** Which models can look at which images, with which data set a form begins, and how many images it measures on. Pure. */
import { compareClassNames } from '../../../src-main/contract/images/class-names'
import { measuredPart } from '../../../src-main/contract/images/measured-parts'
import type { DataSetInfo } from '../../../src-main/contract/data-set'
import type { ModelFile } from '../../../src-main/contract/model'

/** Whether a model can look at the images of a data set: same size, channels and classes. */
export function fits({ configuration, classNames }: ModelFile, dataSet: DataSetInfo | undefined): boolean {
  return (
    dataSet !== undefined &&
    configuration.size === dataSet.height &&
    configuration.channels === dataSet.channels &&
    compareClassNames(classNames, dataSet.classNames).kind !== 'different'
  )
}

/**
 * The data set that a form begins with, for a model: the one that it was trained on, else the first that it can look
 * at, else the first; '' where there is none.
 */
export function suggestedDataSet(model: ModelFile | undefined, dataSets: readonly DataSetInfo[]): string {
  const origin = model?.provenance
  const trainedOn = origin?.kind === 'trained' ? origin.dataSet : undefined
  const fitting = dataSets.filter((each) => each.available && (model === undefined || fits(model, each)))
  const suggested = dataSets.find(({ id }) => id === trainedOn) ?? fitting[0] ?? dataSets[0]
  return suggested?.id ?? ''
}

/** Images of the part that studies measure on where none is named; of the only one, or 0 where it has to be named. */
export function measuredImages(dataSet: DataSetInfo | undefined): number {
  const parts = dataSet?.parts ?? []
  const part = measuredPart(parts) ?? (parts.length === 1 ? parts[0] : undefined)
  return part?.images ?? 0
}
