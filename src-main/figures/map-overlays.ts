/**
 * What can be laid over the points of a Map: 95 % ellipses instead of bars, means of groups, and the Goldilocks σ. Each only
 * where it is asked for, and with its numbers in a sentence.
 */
import type { GoldilocksAnswer, GoldilocksCandidate } from '../contract/comparisons/goldilocks'
import type { Group } from '../contract/model'
import { groupSchema } from '../contract/model'
import { ellipseOf } from '../statistics/ellipse'
import { meanInterval } from '../statistics/student-t'
import type { Scatter } from './figure'
import { intervalBars } from './interval-bars'
import type { Drawn } from './map-edges'
import type { MapMeasure } from './map-measure'
import { largestSize } from './map-measures'
import type { MapFrequency } from './map-measures'
import { highestOf } from './map-points'
import type { MapOptions, Placed } from './map-points'
import { splitByWork } from './map-work'
import type { ShownAxes } from './map-work'
import { formatInterval } from '../statistics/number-with-interval'
import { counted, listed } from './numbers'
import type { Interval } from '../statistics/number-with-interval'
import { groupStyle } from './palette'
import { INK, LINE_WIDTH } from './style'

interface GroupMean {
  group: Group
  n: number
  x: Interval
  y: Interval
  /** Whether an end lay where no value can: few models make a t-interval wide. */
  limited: boolean
}

/** Where values can lie, in the unit of the axis. */
function possible({ unit }: MapMeasure): readonly [number, number] {
  if (unit.kind === 'percent') return [0, 100]
  if (unit.kind === 'correlation') return [-1, 1]
  return [0, largestSize(unit.norm) ?? Infinity]
}

/** Of models with images of several sizes, whose highest frequencies differ in the unit of the axis: the highest of any. */
function possibleFrequency(
  placed: readonly Placed[],
  frequency: MapFrequency,
  options: MapOptions,
): readonly [number, number] {
  const ends = placed.map(({ point }) => highestOf(point, frequency, options))
  return [0, Math.max(...ends)]
}

/** The outline of each point's 95 % region, where both axes have intervals. */
export function ellipseTraces(
  drawn: readonly Drawn[],
  logarithmic: boolean,
  { theme, palette }: MapOptions,
): Scatter[] {
  return drawn.flatMap(({ point, x, at }): Scatter[] => {
    const outline = ellipseOf({ x, y: at })
    if (outline === null) return []
    const { colour, light } = groupStyle(point.group, theme, palette)
    return [
      {
        type: 'scatter',
        mode: 'lines',
        x: outline.x,
        // Below 0 nothing has a place on a logarithmic axis.
        y: logarithmic ? outline.y.map((value) => (value > 0 ? value : null)) : outline.y,
        line: { color: point.group === 'blur' ? light : colour, width: 1 },
        showlegend: false,
        hoverinfo: 'skip',
      },
    ]
  })
}

export function noteOnEllipses(drawn: readonly Drawn[]): string {
  const without = drawn.filter(({ x, at }) => ellipseOf({ x, y: at }) === null)
  const some =
    without.length === 0
      ? ''
      : ` Without one, for an axis has no interval: ${listed(without.map(({ point }) => point.name))}.`
  return `Ellipses: both true values lie inside in 95 of 100 cases, the two measurements taken as independent; of each trained network.${some}`
}

/** Of groups with two models or more, over models that were measured on one work. */
export function groupMeansOf(placed: readonly Placed[], axes: ShownAxes, options: MapOptions): GroupMean[] {
  return groupSchema.options.flatMap((group): GroupMean[] => {
    // Its models differ in σ on purpose: their mean would be one of the choice of σ.
    if (group === 'blur') return []
    const { common } = splitByWork(
      placed.filter(({ point }) => point.group === group),
      axes,
    )
    if (common.length < 2) return []
    let limited = false
    const mean = (values: number[], [least, most]: readonly [number, number]): Interval => {
      const { mean: value, low, high } = meanInterval(values, 0.95)
      if ((low ?? least) < least || (high ?? most) > most) limited = true
      return { value, low: low && Math.max(low, least), high: high && Math.min(high, most) }
    }
    const x = mean(
      common.map((each) => each.x.value),
      possibleFrequency(common, axes.frequency, options),
    )
    const y = mean(
      common.map((each) => each.y.value),
      possible(axes.measure),
    )
    return [
      {
        group,
        n: common.length,
        ...{ x, y, limited },
      },
    ]
  })
}

export function groupMeanTraces(
  means: readonly GroupMean[],
  ends: { x: readonly [number, number]; y: readonly [number, number] },
  { theme, palette }: MapOptions,
): Scatter[] {
  return means.map(({ group, n, x, y }): Scatter => {
    const { colour, symbol } = groupStyle(group, theme, palette)
    const bar = { color: colour, thickness: 2, width: 6 } as const
    return {
      type: 'scatter',
      mode: 'markers',
      name: `mean of ${group} (n = ${n})`,
      x: [x.value],
      y: [y.value],
      error_x: intervalBars([x], ends.x, bar),
      error_y: intervalBars([y], ends.y, bar),
      marker: { symbol, size: 17, color: colour, line: { color: INK[theme].text, width: 1.5 } },
      hovertext: [`mean of ${counted(n, 'model')} of the group ${group}`],
      hoverinfo: 'text',
    }
  })
}

export const LIMITED = 'Intervals are shown limited to the possible range; few models make a t-interval wide.'

/** @param axes what the numbers are */
export function noteOnGroupMeans(means: readonly GroupMean[], { frequency, measure }: ShownAxes): string {
  if (means.length === 0)
    return 'No mean of a group is drawn: none but the blur family, whose models differ on purpose, has two models on one work here.'
  const words = means.map(
    ({ group, n, x, y }) =>
      `${group} (n = ${n}) ${frequency.words} ${formatInterval(x)}, ${measure.words} ${formatInterval(y)}`,
  )
  return `Large: means of groups, with 95 % t-intervals over their models: ${words.join('; ')}.${means.some(({ limited }) => limited) ? ` ${LIMITED}` : ''}`
}

/** What `goldilocks.find` says, for the Map; undefined where no family has one. */
export function goldilocksMarks({ found, missing }: GoldilocksAnswer): MapOptions['goldilocks'] {
  const sentence = [...found.map((each) => each.sentence), ...missing].join(' ')
  const idsOf = (candidates: readonly GoldilocksCandidate[]): string[] =>
    candidates.flatMap(({ models }) => models.map(({ id }) => id))
  return {
    highest: found.flatMap(({ candidates }) => idsOf(candidates.filter(({ behind }) => behind === null))),
    alike: found.flatMap(({ candidates }) =>
      idsOf(candidates.filter(({ behind, apart }) => behind !== null && !apart)),
    ),
    sentence:
      sentence === '' ? 'There is no Goldilocks σ: no blur family is measured under corruptions.' : sentence,
  }
}

/** A ring around the networks of the σ with the highest mean accuracy under corruptions, a fainter one around what cannot be told apart. */
export function goldilocksTraces(drawn: readonly Drawn[], { theme, goldilocks }: MapOptions): Scatter[] {
  const rings = [
    { name: 'Goldilocks σ', ids: goldilocks?.highest ?? [], dash: 'solid' as const },
    { name: 'not told apart from it', ids: goldilocks?.alike ?? [], dash: 'dot' as const },
  ]
  return rings.flatMap(({ name, ids, dash }): Scatter[] => {
    const ringed = drawn.filter(({ point }) => ids.includes(point.id))
    if (ringed.length === 0) return []
    return [
      {
        type: 'scatter',
        mode: 'markers',
        name,
        x: ringed.map(({ x }) => x.value),
        y: ringed.map(({ at }) => at.value),
        marker: {
          symbol: dash === 'solid' ? 'circle-open' : 'circle-open-dot',
          size: 22,
          color: dash === 'solid' ? INK[theme].text : INK[theme].quiet,
          line: { width: LINE_WIDTH },
        },
        hoverinfo: 'skip',
      },
    ]
  })
}
