/** How much memory the process that computes a unit takes, told from its network and batch. */
import { stepMemory, trainingMemory } from '../../networks/step-memory'
import { configurationOf } from './estimate'
import type { UnitTask } from '../../contract/tasks'
import type { Unit } from '../study'

/** The program, its library, and the images that it reads. */
const LEAST_BYTES = 400e6
/** Of an ONNX graph it is not known before it is read. */
const UNKNOWN_BYTES = 1.5e9

/** Bytes. Of measurements it is an upper bound: they keep less than a training step does. */
export function unitMemory({ task }: Pick<Unit, 'task'>): number {
  const configuration = configurationOf(task)
  if (configuration === null) return LEAST_BYTES
  if (configuration.architecture === 'onnx') return UNKNOWN_BYTES
  const told =
    task.kind === 'train'
      ? trainingMemory(configuration, task.recipe)
      : stepMemory(configuration, imagesAtATime(task))
  return Math.max(LEAST_BYTES, told)
}

function imagesAtATime(task: UnitTask): number {
  if (task.kind === 'attack') return task.settings.batchSize
  return 'batchSize' in task ? task.batchSize : 1
}
