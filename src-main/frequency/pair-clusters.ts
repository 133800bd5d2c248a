/**
 * Which pairs of hybrids are not independent of each other: those of one image. Pairings that Halfpower draws use every
 * image once in each role, and the low images stand for the sample. Listed pairs may use an image many times (a low image
 * with every high one): 192 pairs of 8 images are a sample of 8, not of 192. There the role with fewer different images is
 * the sample, of which the pairs of one image are a cluster.
 */

/** As of a pairing: index of the low and of the high image of each pair. */
interface ListedPairs {
  low: ArrayLike<number>
  high: ArrayLike<number>
}

export interface PairClusters {
  /** Different images of the role that is the sample, over all pairings. */
  count: number
  /** Per pairing, the number of each pair's image, from 0. */
  ofPair: Int32Array[]
  /** Whether an image is in several pairs of one pairing. */
  repeated: boolean
}

/** @param measurements one per pairing, at least one */
export function clustersOf(measurements: readonly { pairs: ListedPairs }[]): PairClusters {
  const pairings = measurements.map(({ pairs }) => pairs)
  const low = numbered(pairings.map((pairs) => pairs.low))
  const high = numbered(pairings.map((pairs) => pairs.high))
  return high.count < low.count ? high : low
}

/** One image has one number wherever it occurs. */
function numbered(pairings: readonly ArrayLike<number>[]): PairClusters {
  const numbers = new Map<number, number>()
  const ofPair = pairings.map((images) =>
    Int32Array.from(images, (image) => {
      const known = numbers.get(image)
      if (known !== undefined) return known
      numbers.set(image, numbers.size)
      return numbers.size - 1
    }),
  )
  const repeated = pairings.some((images) => new Set(Array.from(images)).size < images.length)
  return { count: numbers.size, ofPair, repeated }
}
