/**
 * What a selection comes to on the images that are there: how many of each class, how many left out because a model
 * was trained on them, how many of the chosen ones a model has seen in training all the same.
 */
import { openDataSet } from '../datasets/open'
import { selectedImages, trainingImages, validationImages } from '../datasets/subset'
import type { FoundImages, SelectionChoice, TrainingSplit } from '../contract/images/selection'
import type { DataSetSpecification } from '../datasets/specification'
import type { DataSet } from '../datasets/data-set'

export interface ImagesQuestion {
  specification: DataSetSpecification
  selection: SelectionChoice
  /** Trainings on the same part of the models that are measured. */
  trainedOn: TrainingSplit[]
  /** Of images that a file names; null: the selection chooses. */
  listed: number[] | null
}

export async function chooseImages(question: ImagesQuestion): Promise<FoundImages> {
  const data = await openDataSet(question.specification)
  try {
    const { selection, trainedOn, listed } = question
    return countImages(data, selection, trainedOn, listed ?? selectedImages(data, selection))
  } finally {
    await data.close()
  }
}

/** The pure part. */
export function countImages(
  { labels, classNames, count }: Pick<DataSet, 'labels' | 'classNames' | 'count'>,
  { leftOut }: SelectionChoice,
  trainedOn: readonly TrainingSplit[],
  chosen: readonly number[],
): FoundImages {
  const perClass = classNames.map(() => 0)
  for (const index of chosen) perClass[labels[index]!]!++
  const training = trainingImages(count, trainedOn)
  const validation = validationImages(count, trainedOn)
  return {
    images: chosen.length,
    perClass,
    leftOut: trainingImages(count, leftOut).size,
    training: chosen.filter((index) => training.has(index)).length,
    validation: chosen.filter((index) => validation.has(index) && !training.has(index)).length,
  }
}
