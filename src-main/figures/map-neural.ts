/**
 * What populations of neurons add to the vertical axis of the Map (methods N.5): for every population that a model was
 * compared with, the similarity of the layer that is most like it.
 */
import type { MapPoint, MapSimilarity } from '../contract/map-point'
import type { MapMeasure } from './map-measures'

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
      title: `Neural similarity to ${name} (RSA of the most similar layer)`,
      unit: { kind: 'correlation' },
      logarithmic: false,
      of: (point) => {
        const similarity = found(point)
        return similarity ? { value: similarity.rsa, low: similarity.low, high: similarity.high } : null
      },
      interval: 'BCa over images, of the layer that is most similar',
      images: (point) => found(point)?.images ?? null,
      caption: (point) => {
        const similarity = found(point)
        return similarity ? `layer ${similarity.layer}` : null
      },
    }
  })
}
