/**
 * The end of a training run: keeps the weights of the epoch with the lowest validation loss (methods B.2).
 */
import { encodeSafetensors } from '../../checkpoints/safetensors'
import { countParameters } from '../../networks/create'
import { dataOf } from './state-file'
import { readState } from './train'
import type { JsonObject } from '../../contract/json'
import type { UnitOutcome } from '../../contract/tasks'
import type { KeepTask } from '../../contract/kinds/sweep/tasks'
import type { UnitContext } from '../context'
import type { KeepData } from './data'

export async function runKeep(task: KeepTask, context: UnitContext): Promise<UnitOutcome> {
  const state = await readState(task.previous)
  const found: KeepData = {
    parameters: countParameters(task.network),
    keptEpoch: state.best?.epoch ?? state.epoch,
    epochs: dataOf(state).epochs,
  }
  const arrays = await context.writeArrays(encodeSafetensors(state.best?.state ?? state.model))
  return { data: found as unknown as JsonObject, arrays }
}
