/**
 * Families of training seeds on the Map: one marker for each, at the mean of its networks on both axes, with bars of
 * one SD between training seeds; the networks themselves small. A family of one network stays as it is.
 *
 * Invariants, as in `halfpower seeds`: a training seed counts once, and only numbers that were measured on the same
 * work are averaged. A network that its family's mean does not stand for is drawn like any other, and named.
 */
import type { MapPoint } from '../contract/map-point'
import { meanOf, standardDeviation } from '../statistics/sample'
import { escapeText } from './figure'
import type { Scatter } from './figure'
import { intervalBars } from './interval-bars'
import type { AtEdge, Drawn } from './map-edges'
import type { MapOptions, Placed } from './map-points'
import { splitByWork } from './map-work'
import type { ShownAxes } from './map-work'
import { counted, listed } from './numbers'
import type { Interval } from '../statistics/number-with-interval'
import { groupStyle, hollowSymbol } from './palette'
import { INK, LINE_WIDTH, TICK_SIZE } from './style'
import type { TextPosition } from './labels'

/** A family with a place on the axes. */
export interface PlacedFamily {
  /** `the mean of σ = 1.5`, for sentences about its marker. */
  point: { name: string }
  /** `σ = 1.5`, or its group. */
  words: string
  group: MapPoint['group']
  /** Networks that have both numbers, on one work, each training seed once. */
  networks: Placed[]
  /** Mean, and mean ∓ one SD. */
  x: Interval
  y: Interval
}

export interface PlacedFamilies {
  families: PlacedFamily[]
  /** What no mean stands for, and why. */
  notes: string[]
}

/** Families with two networks or more on the axes, in the order in which they come. */
export function placedFamilies(placed: readonly Placed[], axes: ShownAxes): PlacedFamilies {
  const groups = new Map<string, Placed[]>()
  for (const each of placed)
    if (each.point.family !== null)
      groups.set(each.point.family, [...(groups.get(each.point.family) ?? []), each])
  const families: PlacedFamily[] = []
  const notes: string[] = []
  for (const members of groups.values()) {
    const { networks, repeated } = bySeed(members)
    if (networks.length < 2) continue
    const { group, sigma } = networks[0]!.point
    const words = group === 'blur' && sigma !== null ? `σ = ${sigma}` : group
    const { common, others } = splitByWork(networks, axes)
    const [x, y] = [around(common.map((each) => each.x.value)), around(common.map((each) => each.y.value))]
    if (x === null || y === null) {
      notes.push(
        common.length < 2
          ? `No mean of ${words} is drawn: no two of its ${networks.length} networks were measured on the same work.`
          : `No mean of ${words} is drawn: the numbers of its networks are too large to have one.`,
      )
      continue
    }
    families.push({ point: { name: `the mean of ${words}` }, words, group, networks: common, x, y })
    if (others.length > 0)
      notes.push(
        `Outside the mean of ${words}, because measured on other work than most of its networks: ${listed(others.map(({ member: { point }, words: work }) => `${point.name} (${work})`))}.`,
      )
    if (repeated.length > 0)
      notes.push(
        `Outside the mean of ${words}, because a network of the same training seed is counted: ${listed(repeated.map(({ again, first }) => `${again.point.name} (training seed ${again.point.seed}, as ${first.point.name})`))}.`,
      )
  }
  return { families, notes }
}

/** Sorted as `halfpower seeds` sorts them, so that both count the same one of two. */
function bySeed(members: readonly Placed[]): {
  networks: Placed[]
  repeated: { again: Placed; first: Placed }[]
} {
  const networks: Placed[] = []
  const repeated: { again: Placed; first: Placed }[] = []
  const sorted = members.toSorted(
    ({ point: a }, { point: b }) => (a.seed ?? 0) - (b.seed ?? 0) || (a.id < b.id ? -1 : 1),
  )
  for (const each of sorted) {
    const first = networks.find(({ point }) => point.seed === each.point.seed)
    if (first) repeated.push({ again: each, first })
    else networks.push(each)
  }
  return { networks, repeated }
}

/** Null with fewer than two values, and where they have no mean or SD that is a number. */
function around(values: readonly number[]): Interval | null {
  const sd = standardDeviation(values)
  if (sd === null || !Number.isFinite(sd)) return null
  const mean = meanOf(values)
  return { value: mean, low: mean - sd, high: mean + sd }
}

/** Identifiers of the networks that a mean stands for. */
export function insideFamilies(families: readonly PlacedFamily[]): ReadonlySet<string> {
  return new Set(families.flatMap(({ networks }) => networks.map(({ point }) => point.id)))
}

/** What the markers of families need to know of the figure. */
interface Surroundings {
  /** Every model as it is drawn. */
  drawn: readonly Drawn[]
  ends: { x: readonly [number, number]; y: readonly [number, number] }
  /** Models that were measured on other work than most: hollow. */
  other: ReadonlySet<string>
  /** What is said of a network. */
  hover: (network: Placed) => string
  /** Beside each mean. */
  labels: readonly FamilyLabel[]
}

/** Null: there is no room for it. */
export type FamilyLabel = { text: string; place: TextPosition } | null

export function familyTraces(
  families: readonly AtEdge<PlacedFamily>[],
  { drawn, ends, other, hover, labels }: Surroundings,
  { theme, palette }: MapOptions,
): Scatter[] {
  const places = new Map(drawn.map((each) => [each.point.id, each]))
  return families.flatMap(({ group, words, networks, x, at }, i): Scatter[] => {
    const label = labels[i] ?? null
    const style = groupStyle(group, theme, palette)
    const look = { color: style.colour, thickness: 1.5, width: 4 }
    const shared = { type: 'scatter', mode: 'markers', showlegend: false, hoverinfo: 'text' } as const
    const isOther = ({ point }: Placed): boolean => other.has(point.id)
    return [
      {
        ...shared,
        name: `networks of ${words}`,
        x: networks.map((network) => network.x.value),
        y: networks.map(({ point, y }) => places.get(point.id)?.at.value ?? y.value),
        customdata: networks.map(({ point }) => point.id),
        // Thin symbols are drawn by their line alone.
        marker: {
          symbol: networks.map((each) => (isOther(each) ? hollowSymbol(style.symbol) : style.symbol)),
          size: 6,
          color: style.light,
          line: { color: style.light, width: 1.5 },
        },
        hovertext: networks.map(hover),
      },
      {
        ...shared,
        name: `mean of ${words}`,
        ...(label !== null && {
          mode: 'markers+text' as const,
          text: [escapeText(label.text)],
          textposition: [label.place],
          textfont: { size: TICK_SIZE, color: INK[theme].text },
        }),
        x: [x.value],
        y: [at.value],
        error_x: intervalBars([x], ends.x, look),
        error_y: intervalBars([at], ends.y, look),
        marker: {
          symbol: networks.every(isOther) ? hollowSymbol(style.symbol) : style.symbol,
          ...{ size: 13, color: style.colour },
          line: { color: group === 'blur' ? style.colour : style.outline, width: LINE_WIDTH },
        },
        hovertext: [
          escapeText(`${words}: mean of ${counted(networks.length, 'network')}, ± SD over training seeds`),
        ],
      },
    ]
  })
}

/** What the markers of families are, or why there are none. */
export function familyNote(families: readonly PlacedFamily[]): string {
  if (families.length === 0)
    return 'No family is drawn: none has two networks, which differ in their training seed only and were measured on the same work, on these axes.'
  const words = families.map((family) => `${family.words}: ${family.networks.length}`)
  return `Large markers: means of ${counted(families.length, 'family').replace(/familys$/, 'families')} of networks that differ in their training seed only (${words.join(', ')}); bars: ± one SD between training seeds on both axes. Small: their networks.`
}
