/** A column of the table of models. */
import type { MapPoint } from '../../contract/map-point'

export interface Number3 {
  value: number | null
  low: number | null
  high: number | null
}

export interface Quantity {
  /** For CSV, with its unit. */
  name: string
  unit: string
  latex: string
  markdown: string
  /** Digits behind the point in LaTeX and Markdown. */
  digits: number
  of: (point: MapPoint) => Number3 | null
  /** Study that the number is from; null where it came with the training, or there is none. */
  study: (point: MapPoint) => string | null
  /** What its interval is made over. */
  interval: (points: readonly MapPoint[]) => string
  /** How often the interval of a model covers, or why it has none, as a sentence; null: nothing to say. */
  certainty?: (point: MapPoint) => string | null
}
