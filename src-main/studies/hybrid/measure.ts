/**
 * Computes one block of a hybrid study: some mixing frequencies of one pairing for one model. The pairs
 * and their labels are stored beside the answers, so that the file explains itself to NumPy.
 */
import { encodeNpz } from '../../checkpoints/npz'
import { mixingFrequency } from '../../contract/units'
import { measureHybrids } from '../../frequency/hybrid-measurement'
import { pairImages } from '../../frequency/pairing'
import { chosenIndices } from '../context'
import type { UnitOutcome } from '../../contract/tasks'
import type { HybridTask } from '../../contract/kinds/hybrid/tasks'
import type { Pairs } from '../../frequency/pairing'
import type { DataSet } from '../../datasets/data-set'
import type { UnitContext } from '../context'

export async function runHybrid(task: HybridTask, context: UnitContext): Promise<UnitOutcome> {
  const data = await context.data(task.images)
  const model = await context.model(task.model)
  const pairs = pairsOf(task, data)
  const began = performance.now()
  const { predicted, confidence } = await measureHybrids({
    model,
    data,
    pairs,
    fMix: task.fMix.map(mixingFrequency),
    batchSize: task.batchSize,
    onProgress: (done) =>
      context.progress({
        work: done,
        imagesPerSecond: (done / (performance.now() - began)) * 1000,
        label: null,
      }),
  })
  const count = pairs.low.length
  const labels = (indices: Int32Array): Int32Array => indices.map((index) => data.labels[index]!)
  const arrays = await context.writeArrays(
    encodeNpz({
      f_mix: { shape: [task.fMix.length], dtype: 'float64', data: Float64Array.from(task.fMix) },
      predicted: { shape: [task.fMix.length, count], dtype: 'int16', data: predicted },
      confidence: { shape: [task.fMix.length, count], dtype: 'float32', data: confidence },
      low: { shape: [count], dtype: 'int32', data: pairs.low },
      high: { shape: [count], dtype: 'int32', data: pairs.high },
      label_low: { shape: [count], dtype: 'int32', data: labels(pairs.low) },
      label_high: { shape: [count], dtype: 'int32', data: labels(pairs.high) },
    }),
  )
  return { data: { fMix: task.fMix, pairs: count }, arrays }
}

/** The pairs of a task, as indices into the whole part of the data set. */
export function pairsOf(task: Pick<HybridTask, 'pairing' | 'images'>, data: DataSet): Pairs {
  if (task.pairing.kind === 'listed') {
    return { low: Int32Array.from(task.pairing.low), high: Int32Array.from(task.pairing.high) }
  }
  return pairImages(data.labels, task.pairing.seed, chosenIndices(data, task.images))
}
