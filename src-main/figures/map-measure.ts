import type { NormName } from '../contract/kinds/attack/methods'
import type { MapPoint } from '../contract/map-point'
import type { Interval } from '../statistics/number-with-interval'

/** What an axis of the Map can show of a model (map-measures.ts has them all). */
export interface MapMeasure {
  /** As it stands in the page's address. */
  id: string
  /** In lists of choices and sentences. */
  words: string
  /** Of the axis, with its unit. */
  title: string
  /** `percent`: 0 … 100. `size`: ε in the norm. `correlation`: −1 … 1. */
  unit: { kind: 'percent' } | { kind: 'size'; norm: NormName } | { kind: 'correlation' }
  /** Whether a logarithmic axis makes sense of it. */
  logarithmic: boolean
  /** In the unit of the axis; null where the model has no such measurement. */
  of: (point: MapPoint) => Interval | null
  /** How its interval was made; null where it has none. */
  interval: string | null
  /** How many images the value is from; null where that is not known. */
  images: (point: MapPoint) => number | null
  /** By which method and criterion it was measured, where that differs between studies. */
  caption?: (point: MapPoint) => string | null
  /** How the value of one model came about, in the table, where that says more. */
  how?: (point: MapPoint) => string | null
  /** What has to be said of the images of a value, as the end of a sentence; null: nothing. */
  remark?: (point: MapPoint) => string | null
  /** Why a model that was measured has no value, as the end of a sentence; null where it was not measured. */
  absence?: (point: MapPoint) => string | null
}
