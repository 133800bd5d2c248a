/**
 * Computes one block of a hybrid study: some mixing frequencies of one pairing for one model. The pairs
 * and their labels are stored beside the answers, so that the file explains itself to NumPy.
 */
import { measureHybrids } from '../../frequency/hybrid-measurement'
import { pairImages } from '../../frequency/pairing'
import { chosenIndices } from '../context'
import { encodeHybridBlock } from './block-file'
import { chosenFrequencies } from './refine'
import type { UnitOutcome } from '../../contract/tasks'
import type { HybridTask, RefinementTask } from '../../contract/kinds/hybrid/tasks'
import type { Pairs } from '../../frequency/pairing'
import type { DataSet } from '../../datasets/data-set'
import type { UnitContext } from '../context'

export function runHybrid(task: HybridTask, context: UnitContext): Promise<UnitOutcome> {
  return measureBlock(task, context)
}

/** The frequencies of a refinement, found from what earlier ones have answered. */
export async function runRefinement(task: RefinementTask, context: UnitContext): Promise<UnitOutcome> {
  const fMix = await chosenFrequencies(task)
  return await measureBlock({ ...task, fMix }, context)
}

/** No frequency, no model: a block without rows, which still names its pairs. */
async function measureBlock(task: Omit<HybridTask, 'kind'>, context: UnitContext): Promise<UnitOutcome> {
  const data = await context.data(task.images)
  const pairs = pairsOf(task, data)
  const began = performance.now()
  const { predicted, confidence } =
    task.fMix.length === 0
      ? { predicted: new Int16Array(), confidence: new Float32Array() }
      : await measureHybrids({
          model: await context.model(task.model),
          data,
          pairs,
          fMix: task.fMix,
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
    encodeHybridBlock({
      fMix: Float64Array.from(task.fMix),
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
