/**
 * The end of a training run: keeps the weights of the epoch with the lowest validation loss (methods B.2)
 * and measures their accuracy on clean images that training never saw.
 */
import { encodeSafetensors } from '../../checkpoints/safetensors'
import { splitIndices } from '../../datasets/split'
import { subset } from '../../datasets/subset'
import { countParameters, frozenFromState } from '../../networks/create'
import { evaluate } from '../../training/evaluate'
import { chosenImages } from '../context'
import { wilson } from '../wilson'
import { dataOf } from './state-file'
import { readState } from './train'
import type { JsonObject } from '../../contract/json'
import type { FinishTask, UnitOutcome } from '../../contract/tasks'
import type { DataSet } from '../../datasets/data-set'
import type { UnitContext } from '../context'
import type { FinishData } from './data'

const BATCH_SIZE = 128

export async function runFinish(task: FinishTask, context: UnitContext): Promise<UnitOutcome> {
  const state = await readState(task.previous)
  const weights = state.best?.state ?? state.model
  const { data, on } = await cleanImages(task, context)
  const model = frozenFromState(task.network, weights)
  try {
    const began = performance.now()
    const { accuracy, images } = await evaluate(model, data, {
      batchSize: BATCH_SIZE,
      onProgress: (done) => context.progress({ work: done, imagesPerSecond: (done / (performance.now() - began)) * 1000, label: null }),
    })
    const found: FinishData = {
      parameters: countParameters(task.network),
      keptEpoch: state.best?.epoch ?? state.epoch,
      accuracy: { ...wilson(accuracy, images), on },
      epochs: dataOf(state).epochs,
    }
    return { data: found as unknown as JsonObject, arrays: await context.writeArrays(encodeSafetensors(weights)) }
  } finally {
    model.dispose()
  }
}

/** The test part, or where the data set has none the validation split of the training images. */
async function cleanImages(task: FinishTask, context: UnitContext): Promise<{ data: DataSet; on: string }> {
  if (task.test) return { data: await chosenImages(context, task.test), on: task.test.specification.split ?? 'test' }
  const train = await chosenImages(context, task.images)
  const { validation } = splitIndices(train.count, task.recipe.validationFraction, task.seed)
  return { data: subset(train, validation), on: 'validation' }
}
