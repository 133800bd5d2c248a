/**
 * Families of training seeds on the Map: one marker for each, at the mean of its networks on both axes, with bars of
 * one SD between training seeds; the networks themselves small. A family of one network stays as it is.
 */
import type { MapPoint } from '../contract/window'
import { meanOf, standardDeviation } from '../statistics/sample'
import { escapeText } from './figure'
import type { Scatter } from './figure'
import type { MapOptions, Placed } from './map-points'
import { counted } from './numbers'
import { groupStyle } from './palette'
import { LINE_WIDTH } from './style'

/** A family with a place on the axes. */
export interface PlacedFamily {
  id: string
  group: MapPoint['group']
  sigma: number | null
  /** Networks that have both numbers, each training seed once. */
  networks: Placed[]
  x: { mean: number; sd: number }
  y: { mean: number; sd: number }
}

/** Families with two networks or more on the axes, in the order in which they come. */
export function placedFamilies(placed: readonly Placed[]): PlacedFamily[] {
  const groups = new Map<string, Placed[]>()
  for (const each of placed) {
    const { family, seed } = each.point
    if (family === null) continue
    const networks = groups.get(family) ?? []
    if (!networks.some(({ point }) => point.seed === seed)) networks.push(each)
    groups.set(family, networks)
  }
  return [...groups].flatMap(([id, networks]): PlacedFamily[] => {
    const [xs, ys] = [networks.map(({ x }) => x.value), networks.map(({ y }) => y.value)]
    const [x, y] = [standardDeviation(xs), standardDeviation(ys)]
    if (x === null || y === null) return []
    const { group, sigma } = networks[0]!.point
    return [{ id, group, sigma, networks, x: { mean: meanOf(xs), sd: x }, y: { mean: meanOf(ys), sd: y } }]
  })
}

/** The ends of a family's bars on one axis. */
export function familyEnds(families: readonly PlacedFamily[], axis: 'x' | 'y'): number[] {
  return families.flatMap(({ [axis]: { mean, sd } }) => [mean - sd, mean + sd])
}

/** Everything that no family stands for. */
export function outsideFamilies<Shown extends Placed>(
  placed: readonly Shown[],
  families: readonly PlacedFamily[],
): readonly Shown[] {
  const inside = new Set(families.map(({ id }) => id))
  return placed.filter(({ point: { family } }) => family === null || !inside.has(family))
}

/** @param hover what is said of a network */
export function familyTraces(
  families: readonly PlacedFamily[],
  { theme, palette }: MapOptions,
  hover: (network: Placed) => string,
): Scatter[] {
  return families.flatMap(({ group, sigma, networks, x, y }): Scatter[] => {
    const style = groupStyle(group, theme, palette)
    const bar = (sd: number): NonNullable<Scatter['error_x']> => ({
      ...{ type: 'data', symmetric: true, array: [sd] },
      ...{ color: style.colour, thickness: 1.5, width: 4 },
    })
    const name = group === 'blur' && sigma !== null ? `σ = ${sigma}` : group
    const words = `${name}: mean of ${counted(networks.length, 'network')}, ± SD over training seeds`
    const shared = { type: 'scatter', mode: 'markers', showlegend: false, hoverinfo: 'text' } as const
    return [
      {
        ...shared,
        name: `networks of ${name}`,
        x: networks.map((network) => network.x.value),
        y: networks.map((network) => network.y.value),
        customdata: networks.map(({ point }) => point.id),
        // Thin symbols are drawn by their line alone.
        marker: {
          symbol: style.symbol,
          size: 6,
          color: style.light,
          line: { color: style.light, width: 1.5 },
        },
        hovertext: networks.map(hover),
      },
      {
        ...shared,
        name: `mean of ${name}`,
        x: [x.mean],
        y: [y.mean],
        error_x: bar(x.sd),
        error_y: bar(y.sd),
        marker: {
          ...{ symbol: style.symbol, size: 13, color: style.colour },
          line: { color: group === 'blur' ? style.colour : style.outline, width: LINE_WIDTH },
        },
        hovertext: [escapeText(words)],
      },
    ]
  })
}

/** What the markers of families are, or why there are none. */
export function familyNote(families: readonly PlacedFamily[]): string {
  if (families.length === 0)
    return 'No family is drawn: none has two networks, which differ in their training seed only, on these axes.'
  const words = families.map(
    ({ sigma, group, networks }) =>
      `${group === 'blur' && sigma !== null ? `σ = ${sigma}` : group}: ${networks.length}`,
  )
  return `Large markers: means of ${counted(families.length, 'family').replace(/familys$/, 'families')} of networks that differ in their training seed only (${words.join(', ')}); bars: ± one SD between training seeds on both axes. Small: their networks.`
}
