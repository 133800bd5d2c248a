/**
 * What is said of a step whose images do not go through the network all at once. Without tensors: plans refuse with it, and
 * results say it.
 */
import type { Recipe } from './recipe'

/** Why a batch cannot be made of pieces of this size. */
export function microBatchWords(batchSize: number, microBatch: number): string {
  return `A batch of ${batchSize} images cannot be made of pieces of ${microBatch}: give a micro-batch of at least 2 that divides the batch.`
}

/**
 * What is to be known of a result; null: nothing.
 * @param normalised whether the network has batch normalisation
 */
export function piecesNotice({ batchSize, microBatch }: Recipe, normalised: boolean): string | null {
  if (microBatch === undefined || !normalised) return null
  return `Each step learnt from ${batchSize} images, ${microBatch} at a time (--micro-batch): batch normalisation normalised over those ${microBatch} alone, so that this is another training than with whole batches.`
}
