/**
 * The end of a training run: keeps the weights of the epoch with the lowest validation loss (methods B.2), with running
 * statistics that are found anew where that was asked for (methods B.4).
 */
import { asJson } from '../../contract/json'
import { countParameters } from '../../networks/create'
import { generator } from '../../random/generator'
import { withNewStatistics } from '../../training/running-statistics'
import { splitForTraining } from '../../training/train'
import { chosenImages } from '../context'
import { dataOf } from './state-file'
import { readState } from './train'
import { encodeWeights } from './weights-file'
import type { UnitOutcome } from '../../contract/tasks'
import type { KeepTask } from '../../contract/kinds/sweep/tasks'
import type { StateDictionary } from '../../checkpoints/state-dictionary'
import type { UnitContext } from '../context'
import type { KeepData } from '../../contract/kinds/sweep/units'

export async function runKeep(task: KeepTask, context: UnitContext): Promise<UnitOutcome> {
  const state = await readState(task.previous)
  const found: KeepData = {
    parameters: countParameters(task.network),
    keptEpoch: state.best?.epoch ?? state.epoch,
    epochs: dataOf(state).epochs,
  }
  const kept = state.best?.state ?? state.model
  const weights = task.reestimate === undefined ? kept : await reestimated(task, kept, context)
  const arrays = await context.writeArrays(encodeWeights(weights))
  return { data: asJson(found), arrays }
}

async function reestimated(
  { network, reestimate }: KeepTask,
  kept: StateDictionary,
  context: UnitContext,
): Promise<StateDictionary> {
  const { images, splitSeed, count, batchSize, validationFraction } = reestimate!
  const data = await chosenImages(context, images)
  const { train } = splitForTraining(data.count, { validationFraction }, splitSeed)
  const order = generator(splitSeed, 'running statistics').permutation(train.length)
  return await withNewStatistics(network, kept, data, {
    batchSize,
    indices: order.slice(0, count).map((place) => train[place]!),
    onProgress: (work) => context.progress({ work, imagesPerSecond: null, label: null }),
  })
}
