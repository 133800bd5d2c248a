/**
 * Which hybrid curves may stand beside the filter curves of a model: the newest of the same images. Where there are none of
 * these, the newest of others, with the words that say whose images they are.
 */
import type { HybridModelResult, HybridResult } from '../contract/kinds/hybrid/study'
import type { MapPoint } from '../contract/map-point'
import type { MeasuredImages } from '../contract/images/selection'

export interface HybridsBeside {
  study: string
  result: HybridModelResult
  /** Whose images they are, where they are not those of the filters, or where that is not known; null: the same ones. */
  otherImages: string | null
}

/** All hybrid studies of a model, oldest first. */
export function hybridStudiesOf(
  point: Pick<MapPoint, 'hybridStudy' | 'hybridStudies'> | undefined,
): string[] {
  const { hybridStudy = null, hybridStudies = [] } = point ?? {}
  return hybridStudies.length > 0 ? hybridStudies : hybridStudy === null ? [] : [hybridStudy]
}

/** @param studies with the model or without, oldest first @param which the images of the filters; undefined: not known */
export function hybridsBeside(
  studies: readonly Pick<HybridResult, 'study' | 'which' | 'models'>[],
  model: string,
  which: MeasuredImages | undefined,
): HybridsBeside | null {
  const found = studies.flatMap(({ study, which: theirs, models }): HybridsBeside[] => {
    const result = models.find(({ id }) => id === model)
    if (result === undefined) return []
    const same = which !== undefined && theirs?.words === which.words
    return [{ study, result, otherImages: same ? null : (theirs?.words ?? 'images that are not known') }]
  })
  return found.findLast(({ otherImages }) => otherImages === null) ?? found.at(-1) ?? null
}
