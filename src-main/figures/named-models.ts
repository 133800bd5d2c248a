/**
 * The models of a study with what figures need to know of them beside their results. Pure.
 */
import { studyWork } from './map-work'
import { nameModels } from './model-words'
import type { Group, ModelFile } from '../contract/model'
import type { Reversal } from '../contract/kinds/hybrid/study'
import type { MapPoint, MeasuringWork } from '../contract/map-point'
import type { Viewing } from '../contract/units'

export interface NamedModel<Result> {
  name: string
  group: Group
  /** As on the Map. */
  seed: MapPoint['seed']
  series: MapPoint['series']
  seriesReason: MapPoint['seriesReason']
  /** From the newest hybrid study of the model; null where it was not measured. */
  f_rev: Reversal | null
  /** On what f_rev was measured; null: it was not, or that is not known. */
  reversalWork: MeasuringWork | null
  viewing: Viewing
  result: Result
}

/** In the order of blur, no blur first; models that are gone keep their identifier as a name. */
export function namedModels<Result extends { id: string; sigma: number | null }>(
  results: readonly Result[],
  models: readonly ModelFile[],
  points: readonly MapPoint[],
  fieldOfView: number | undefined,
): NamedModel<Result>[] {
  const names = nameModels(
    results.map(({ id }) => id),
    models,
  )
  return results
    .map((result) => {
      const model = models.find(({ id }) => id === result.id)
      const point = points.find(({ id }) => id === result.id)
      return {
        name: names.get(result.id) ?? result.id,
        group: model?.group ?? (result.sigma === null ? ('other' as const) : ('blur' as const)),
        seed: point?.seed ?? null,
        series: point?.series ?? null,
        seriesReason: point?.seriesReason ?? null,
        f_rev: point?.f_rev ?? null,
        reversalWork: point === undefined ? null : studyWork(point, point.hybridStudy),
        viewing: { ...(model === undefined ? {} : { side: model.configuration.size }), fieldOfView },
        result,
      }
    })
    .sort((a, b) => (a.result.sigma ?? 0) - (b.result.sigma ?? 0))
}
