/**
 * What a logarithmic axis of the Map does with a value of 0, or below: it has no logarithm, and yet it is a result (a
 * median ε of 0 says that half of the images need no perturbation). It is drawn just above the lower edge with an
 * arrow, and named. An interval that reaches 0 has a bar that ends at the edge, and is named, too.
 */
import type { Annotation } from 'plotly.js'
import { extent } from './extent'
import type { Placed } from './map-points'
import { listed } from './numbers'
import type { Interval } from '../statistics/number-with-interval'
import type { Theme } from './palette'
import { INK } from './style'

/** A model with the place at which it is drawn: that of its value, except where the axis has none for it. */
export type Drawn = AtEdge<Placed>

/** Something with a name and a place: a model, or the mean of a family. */
export interface Named {
  point: { name: string }
  x: Interval
  y: Interval
}

export type AtEdge<Shown extends Named> = Shown & { at: Interval }

export interface Edges<Shown extends Named> {
  drawn: AtEdge<Shown>[]
  arrows: Partial<Annotation>[]
  notes: string[]
}

/** Share of the axis between its end and a model that is drawn there. */
const ABOVE_EDGE = 0.05
/** Pixels. */
const ARROW = 16

/** On an axis that has a place for every number. */
export function withoutEdges<Shown extends Named>(placed: readonly Shown[]): Edges<Shown> {
  return { drawn: placed.map((each) => ({ ...each, at: each.y })), arrows: [], notes: [] }
}

/**
 * @param range the ends of the axis as decimal logarithms
 * @param words what the axis shows, and what the bars are
 * @param hasBar whether one is drawn with its bar
 */
export function atEdges<Shown extends Named>(
  placed: readonly Shown[],
  range: readonly [number, number],
  { words, bar = 'interval' }: { words: string; bar?: string },
  theme: Theme,
  hasBar: (each: Shown) => boolean = () => true,
): Edges<Shown> {
  const edge = 10 ** range[0]
  const above = 10 ** (range[0] + ABOVE_EDGE * (range[1] - range[0]))
  const isOff = ({ y }: Shown): boolean => !(y.value > 0)
  const off = placed.filter(isOff)
  const reaching = placed.filter(
    (each) => hasBar(each) && each.y.value > 0 && each.y.low !== null && !(each.y.low > 0),
  )
  return {
    drawn: placed.map((each) => {
      const { value, low, high } = each.y
      if (!isOff(each))
        return { ...each, at: { value, low: low === null ? null : Math.max(low, edge), high } }
      // Its bar, if any, only says how far up the interval goes.
      return { ...each, at: { value: above, low: high === null ? null : above, high: raised(high, above) } }
    }),
    arrows: off.map(({ x }) => ({
      x: x.value,
      y: range[0],
      ax: 0,
      ay: -ARROW,
      text: '',
      showarrow: true,
      arrowhead: 2,
      arrowwidth: 1.5,
      arrowcolor: INK[theme].text,
    })),
    notes: [
      ...(off.length === 0
        ? []
        : [
            `${words} is 0 or below, which has no place on a logarithmic axis, hence drawn at its edge with an arrow: ${listed(off.map(({ point, y }) => `${point.name} (${y.value})`))}.`,
          ]),
      ...(reaching.length === 0
        ? []
        : [
            `The ${bar} of ${words} reaches 0, so that its bar ends at the edge of the logarithmic axis: ${listed(reaching.map(({ point }) => point.name))}.`,
          ]),
    ],
  }
}

function raised(high: number | null, above: number): number | null {
  return high === null ? null : Math.max(high, above)
}

/** What has a logarithm of these intervals, as decimal logarithms. */
export function logarithms(intervals: readonly Interval[]): number[] {
  return intervals
    .flatMap(({ value, low, high }) => [value, low, high])
    .flatMap((each) => (each !== null && each > 0 ? [Math.log10(each)] : []))
}

/** The axis for these decimal logarithms: at least a third of a decade, so that it has a tick. */
export function logarithmicRange(values: readonly number[]): [number, number] {
  const [low, high] = extent(values) ?? [-3, 0]
  const pad = Math.max((high - low) * 0.08, high > low ? 0 : 0.15)
  return [low - pad, high + pad]
}
