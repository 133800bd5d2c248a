/**
 * Accuracy of a trained model on clean images that its training never saw: the test part, or where the
 * data set has none the validation split of the training images.
 */
import { asJson } from '../../contract/json'
import { createHash } from 'node:crypto'
import { readRegular } from '../../files/regular'
import { subset } from '../../datasets/subset'
import { inClassOrder } from '../../networks/class-order'
import { frozenFromState } from '../../networks/create'
import { evaluate } from '../../training/evaluate'
import { splitForTraining } from '../../training/train'
import { chosenImages } from '../context'
import { wilson } from '../../statistics/wilson'
import { decodeWeights } from './weights-file'
import type { UnitOutcome } from '../../contract/tasks'
import type { AccuracyTask } from '../../contract/kinds/sweep/tasks'
import type { DataSet } from '../../datasets/data-set'
import type { UnitContext } from '../context'
import type { AccuracyData } from '../../contract/kinds/sweep/units'

const BATCH_SIZE = 128

export async function runAccuracy(task: AccuracyTask, context: UnitContext): Promise<UnitOutcome> {
  const { data, on } = await cleanImages(task, context)
  const bytes = await readRegular(task.weights)
  const trained = frozenFromState(task.network, decodeWeights(bytes))
  const model = task.classOrder ? inClassOrder(trained, task.classOrder) : trained
  try {
    const began = performance.now()
    const { accuracy, images, overPasses } = await evaluate(model, data, {
      batchSize: BATCH_SIZE,
      onProgress: (done) =>
        context.progress({
          work: done,
          imagesPerSecond: (done / (performance.now() - began)) * 1000,
          label: null,
        }),
    })
    const found: AccuracyData = {
      accuracy: {
        ...wilson(accuracy, images),
        on,
        choseEpoch: task.test === null,
        ...(overPasses ? { overPasses } : {}),
      },
      weights: createHash('sha256').update(bytes).digest('hex'),
    }
    return { data: asJson(found), arrays: null }
  } finally {
    model.dispose()
  }
}

async function cleanImages(task: AccuracyTask, context: UnitContext): Promise<{ data: DataSet; on: string }> {
  if (task.test)
    return { data: await chosenImages(context, task.test), on: task.test.specification.split ?? 'test' }
  const train = await chosenImages(context, task.train)
  const { validation } = splitForTraining(train.count, task, task.splitSeed ?? task.seed)
  return { data: subset(train, validation), on: 'validation' }
}
