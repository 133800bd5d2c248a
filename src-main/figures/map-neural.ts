/**
 * What populations of neurons add to the vertical axis of the Map (methods N.5): for every population that a model was
 * compared with, the similarity of the layer that is most like it, chosen on other images than it is told on.
 */
import { SCALING_WORDS } from '../contract/kinds/neural/scaling'
import type { MapPoint, MapSimilarity } from '../contract/map-point'
import type { MapMeasure } from './map-measure'

/** In the order in which the populations come. */
export function neuralMeasures(points: readonly MapPoint[]): MapMeasure[] {
  const names = new Map<string, string>()
  for (const { neural = [] } of points)
    for (const { population, name } of neural) if (!names.has(population)) names.set(population, name)
  return [...names].map(([population, name]): MapMeasure => {
    const found = ({ neural = [] }: MapPoint): MapSimilarity | undefined =>
      neural.find((each) => each.population === population)
    return {
      id: `neural/${population}`,
      words: `Neural similarity to ${name}`,
      title: `Similarity to ${name} (cross-validated RSA)`,
      unit: { kind: 'correlation' },
      logarithmic: false,
      of: (point) => {
        const similarity = found(point)
        return similarity ? { value: similarity.rsa, low: similarity.low, high: similarity.high } : null
      },
      interval: 'BCa over images, of the layers as they were chosen',
      images: (point) => found(point)?.images ?? null,
      caption: (point) => {
        const similarity = found(point)
        return similarity
          ? `Similarity is the RSA of each model's most similar layer, chosen on one half of the images and told on the other, mean of both ways; ${SCALING_WORDS[similarity.scaling]} (methods N.5)`
          : null
      },
      how: (point) => {
        const similarity = found(point)
        return similarity ? chosenWords(similarity) : null
      },
    }
  })
}

/** How the number came about, as a sentence without its point. */
export function chosenWords({
  layers: [first, second],
  of,
  scaling,
}: Pick<MapSimilarity, 'layers' | 'of' | 'scaling'>): string {
  const scaled = SCALING_WORDS[scaling]
  if (of === 1) return `RSA of the layer ${first}, the only one compared; ${scaled}`
  return `RSA of the most similar of ${of} layers, chosen on one half of the images and told on the other, mean of both ways (${first === second ? `${first} both times` : `${first}, then ${second}`}); ${scaled}`
}
