/** Stored images back in the form that the statistics and guards of attacks/ read. */
import type { ImageResult } from '../../attacks/run-attack'
import type { AttackedImage } from '../../contract/kinds/attack/study'

/** @param sizes instead of the images' own, one per image */
export function imageResults(
  images: readonly AttackedImage[],
  sizes: readonly (number | null)[] = images.map(({ distance }) => distance),
): ImageResult[] {
  return images.map((image, i) => ({
    index: image.index,
    named: image.target ?? image.label,
    status: image.status,
    distance: sizes[i]!,
    margin: image.margin ?? NaN,
    confidence: image.confidence ?? NaN,
    prediction: image.prediction ?? -1,
    queries: { forward: image.forward, backward: image.backward },
    // Which one is of no consequence to statistics.
    seed: 0,
    attack: image.foundBy,
  }))
}
