/**
 * Computes one block of a hybrid study: some mixing frequencies of one pairing for one model. The pairs
 * and their labels are stored beside the answers, so that the file explains itself to NumPy.
 */
import { mixingFrequency } from '../../contract/units'
import { measureHybrids } from '../../frequency/hybrid-measurement'
import { pairImages } from '../../frequency/pairing'
import { chosenIndices } from '../context'
import { encodeHybridBlock } from './block-file'
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
  const labels = (indices: Int32Array): Int32Array => indices.map((index) => data.labels[index]!)
  const arrays = await context.writeArrays(
    encodeHybridBlock(task.fMix, {
      ...{ predicted, confidence, low: pairs.low, high: pairs.high },
      labelLow: labels(pairs.low),
      labelHigh: labels(pairs.high),
    }),
  )
  return { data: { fMix: task.fMix, pairs: pairs.low.length }, arrays }
}

/** The pairs of a task, as indices into the whole part of the data set. */
export function pairsOf(task: Pick<HybridTask, 'pairing' | 'images'>, data: DataSet): Pairs {
  if (task.pairing.kind === 'listed') {
    return { low: Int32Array.from(task.pairing.low), high: Int32Array.from(task.pairing.high) }
  }
  return pairImages(data.labels, task.pairing.seed, chosenIndices(data, task.images))
}
