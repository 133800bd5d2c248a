/** Computes the clean accuracy of one model. */
import { evaluate } from '../../training/evaluate'
import { chosenImages } from '../context'
import { wilson } from '../../statistics/wilson'
import { encodeAnswers } from './answers-file'
import type { UnitOutcome } from '../../contract/tasks'
import type { EvaluateTask } from '../../contract/kinds/evaluation/tasks'
import type { UnitContext } from '../context'

export async function runEvaluate(task: EvaluateTask, context: UnitContext): Promise<UnitOutcome> {
  const data = await chosenImages(context, task.images)
  const model = await context.model(task.model)
  const began = performance.now()
  const { predictions, confidence, accuracy, images, overPasses } = await evaluate(model, data, {
    batchSize: task.batchSize,
    onProgress: (done) =>
      context.progress({
        work: done,
        imagesPerSecond: (done / (performance.now() - began)) * 1000,
        label: null,
      }),
  })
  const arrays = await context.writeArrays(
    encodeAnswers({ predicted: predictions, confidence, label: data.labels.slice(0, images) }),
  )
  return {
    data: {
      accuracy: { ...wilson(accuracy, images), ...(overPasses ? { overPasses: { ...overPasses } } : {}) },
    },
    arrays,
  }
}
