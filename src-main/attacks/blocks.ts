/**
 * Which images go onto the device together. Every new batch size is a new compilation of the graph, so
 * there are few: the batch size and its halves; what does not fill one is padded with its last image.
 */

export interface Block {
  /** Positions in the request, one per row of the batch; beyond `count` they repeat the last real one. */
  rows: Int32Array
  /** How many of them are real, from the front. */
  count: number
}

/** Below this a smaller batch saves less time than compiling for it costs. */
const SMALLEST = 8

/** Cuts positions into blocks of the batch size; the last one has the smallest half that holds it. */
export function blocksOf(rows: readonly number[], batchSize: number): Block[] {
  const blocks: Block[] = []
  for (let start = 0; start < rows.length; start += batchSize) {
    const count = Math.min(batchSize, rows.length - start)
    const size = sizeFor(count, batchSize)
    blocks.push({
      rows: Int32Array.from({ length: size }, (_, i) => rows[start + Math.min(i, count - 1)]!),
      count,
    })
  }
  return blocks
}

function sizeFor(count: number, batchSize: number): number {
  let size = batchSize
  for (;;) {
    const half = Math.ceil(size / 2)
    if (half < count || half < SMALLEST || half === size) return size
    size = half
  }
}
