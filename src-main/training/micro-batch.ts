/** Why a batch cannot be made of pieces of this size. Without tensors: plans refuse with it, too. */
export function microBatchWords(batchSize: number, microBatch: number): string {
  return `A batch of ${batchSize} images cannot be made of pieces of ${microBatch}: give a micro-batch of at least 2 that divides the batch.`
}
