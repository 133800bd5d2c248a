/** Computes one block of a filter study: one model's answers to images of one filter at some cut-offs. */
import { mixingFrequency } from '../../contract/units'
import { FrequencyFilter } from '../../frequency/low-and-high-pass'
import { evaluate } from '../../training/evaluate'
import { chosenImages, chosenIndices } from '../context'
import { wilson } from '../../statistics/wilson'
import { encodeFilterBlock } from './block-file'
import { filteredDataSet } from './filtered-data-set'
import type { FilterTask } from '../../contract/kinds/filter/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { UnitContext } from '../context'
import type { FilterData } from '../../contract/kinds/filter/units'

export async function runFilter(task: FilterTask, context: UnitContext): Promise<UnitOutcome> {
  const data = await chosenImages(context, task.images)
  const model = await context.model(task.model)
  const { cutOffs } = task
  const predicted = new Int16Array(cutOffs.length * data.count)
  const confidence = new Float32Array(cutOffs.length * data.count)
  const points: FilterData['points'] = []
  const began = performance.now()
  const filter = new FrequencyFilter(data.height)
  const batchSize = Math.min(task.batchSize, data.count)
  try {
    for (const [i, cutOff] of cutOffs.entries()) {
      const mask = filter.mask(mixingFrequency(cutOff))
      try {
        const found = await evaluate(model, filteredDataSet(data, filter, task.filter, mask, batchSize), {
          batchSize,
          onProgress: (done) => {
            const work = i * data.count + done
            const imagesPerSecond = (work / (performance.now() - began)) * 1000
            context.progress({ work, imagesPerSecond, label: null })
          },
        })
        predicted.set(found.predictions, i * data.count)
        confidence.set(found.confidence, i * data.count)
        points.push({
          cutOff,
          accuracy: wilson(found.accuracy, found.images),
          confidence: found.confidence.reduce((sum, value) => sum + value, 0) / found.images,
        })
      } finally {
        mask.dispose()
      }
    }
  } finally {
    filter.dispose()
  }
  const index = await wholeIndices(task, context)
  const arrays = await context.writeArrays(
    encodeFilterBlock({
      cutOff: Float64Array.from(cutOffs),
      predicted,
      confidence,
      label: Int16Array.from(data.labels),
      index,
    }),
  )
  return { data: { points }, arrays }
}

/** Where the images stand in the whole part. */
async function wholeIndices(task: FilterTask, context: UnitContext): Promise<Int32Array> {
  return chosenIndices(await context.data(task.images), task.images)
}
