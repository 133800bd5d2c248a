/** What the paper's figures ask of a project: a panel each, or what is missing and how to get it. Pure. */
import type { Panel } from '../../contract/figures/figures'
import type { MapPoint } from '../../contract/map-point'
import type { MapMeasure } from '../map-measure'

/** What a panel needs, and the words for it where it is not there. */
export interface Wish {
  what: string
  panel: Panel | null
  /** How to get it. */
  how: string
}

/** A view of a study; null: the project has none of its kind. */
export function ofStudy(
  view: string,
  study: string | null,
  what: string,
  how: string,
  options: Panel['options'] = {},
): Wish {
  return { what, how, panel: study === null ? null : { view, study, model: null, options, title: '' } }
}

/** A view of one model of a study. */
export function ofModel(
  view: string,
  study: string | null,
  model: string | undefined,
  what: string,
  how: string,
  title: string,
): Wish {
  const isThere = study !== null && model !== undefined
  return { what, how, panel: isThere ? { view, study, model, options: {}, title } : null }
}

/** On the Map, where at least one model has both numbers. */
export function onMap(
  points: readonly MapPoint[],
  measure: MapMeasure | undefined,
  frequency: string,
  what: string,
  how: string,
  options: Panel['options'] = {},
): Wish {
  const has = (point: MapPoint): boolean =>
    (measure?.of(point)?.value ?? null) !== null && frequencyOf(point, frequency) !== null
  const panel =
    measure !== undefined && points.some(has)
      ? {
          ...{ view: 'map', study: null, model: null, title: '' },
          options: { measure: measure.id, frequency, ...options },
        }
      : null
  return { what, how, panel }
}

function frequencyOf(point: MapPoint, frequency: string): number | null {
  if (frequency === 'f_rev') return point.f_rev?.value ?? null
  return point.f_half[frequency.endsWith('Linf') ? 'Linf' : 'L2']?.value ?? null
}
