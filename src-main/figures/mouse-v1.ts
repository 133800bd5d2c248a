/**
 * A reference line on a frequency axis: the spatial frequency that mouse primary visual cortex prefers (methods I),
 * 0.04 cycles/degree. The field of view of the project says where that lies on an image; without one, the 67.5° of the
 * paper's stimulus do, and the caption says that this is assumed.
 *
 * In fractions of Nyquist and cycles/pixel the place depends on the side of the images: one line for each side. A line
 * that the axis does not reach is not drawn, and named with its number.
 */
import type { Annotation, Shape } from 'plotly.js'
import { formatNumber, MOUSE_V1, mouseV1, quantity, convert } from '../contract/units'
import type { FrequencyUnit, Viewing } from '../contract/units'
import type { Appearance, Figure } from './figure'
import { listed } from './numbers'
import type { Theme } from './palette'
import { INK, TICK_SIZE } from './style'

export interface FrequencyAxis {
  unit: FrequencyUnit
  /** One for each model or data set on the axis. */
  viewings: readonly Viewing[]
  /** Every pair of axes that shows it, and which of the two is of frequency; x of x and y unless told. */
  axes?: readonly Axes[]
  /** Whether the axis is logarithmic; false unless told. */
  logarithmic?: boolean
}

interface Axes {
  x: string
  y: string
  /** x unless told. */
  of?: 'x' | 'y'
}

interface Place {
  at: number
  /** Sides in pixels of the images that it is the place for. */
  sides: number[]
}

/** Where the line is, for axes that make room for what they show; nothing while it is not asked for. */
export function mouseV1Ends(
  { mouseV1: shown }: Appearance,
  unit: FrequencyUnit,
  viewings: readonly Viewing[],
): number[] {
  return shown ? placesOf(unit, viewings).map(({ at }) => at) : []
}

/** The figure with the line where it is asked for; in any case it says that it has one. */
export function withMouseV1(
  figure: Figure,
  { unit, viewings, axes = [{ x: 'x', y: 'y' }], logarithmic = false }: FrequencyAxis,
  { mouseV1: shown, theme }: Appearance,
): Figure {
  const places = placesOf(unit, viewings)
  const reason =
    places.length > 0 || viewings.length === 0
      ? null
      : `In ${unit} the line of mouse V1 needs the side of the images in pixels.`
  const offered = { ...figure, mouseV1: { reason } }
  if (!shown || places.length === 0) return offered
  const seen = places.filter(({ at }) => axes.some((each) => reaches(figure, each, at, logarithmic)))
  const beyond = places.filter((place) => !seen.includes(place))
  const drawn = axes.flatMap((each) =>
    seen
      .filter(({ at }) => reaches(figure, each, at, logarithmic))
      .map((place) => ({
        shape: line(each, place.at, theme),
        name: label(each, place, { several: places.length > 1, logarithmic, theme }),
      })),
  )
  return {
    ...offered,
    layout: {
      ...figure.layout,
      shapes: [...(figure.layout.shapes ?? []), ...drawn.map(({ shape }) => shape)],
      annotations: [...(figure.layout.annotations ?? []), ...drawn.map(({ name }) => name)],
    },
    caption: seen.length === 0 ? figure.caption : `${figure.caption} ${sentence(unit, seen, viewings)}`,
    notes: [
      ...figure.notes,
      ...beyond.map(
        ({ at }) => `The line of mouse V1, at ${formatNumber(at)} ${unit}, lies beyond this axis.`,
      ),
    ],
  }
}

function line({ x, y, of = 'x' }: Axes, at: number, theme: Theme): Partial<Shape> {
  const look = { color: INK[theme].quiet, width: 1.5, dash: 'longdashdot' } as const
  const shared = { type: 'line', line: look, layer: 'below' } as const
  return of === 'x'
    ? { ...shared, xref: x as 'x', yref: `${y} domain` as 'y', x0: at, x1: at, y0: 0, y1: 1 }
    : { ...shared, xref: `${x} domain` as 'x', yref: y as 'y', x0: 0, x1: 1, y0: at, y1: at }
}

function label(
  { x, y, of = 'x' }: Axes,
  { at, sides }: Place,
  { several, logarithmic, theme }: { several: boolean; logarithmic: boolean; theme: Theme },
): Partial<Annotation> {
  const shared = {
    text: several ? `mouse V1, ${listed(sides.map(String))} pixels` : 'mouse V1',
    xanchor: 'right',
    showarrow: false,
    font: { size: TICK_SIZE, color: INK[theme].quiet },
  } as const
  // Plotly takes the places of annotations on a logarithmic axis as logarithms, those of shapes as they are.
  const place = logarithmic ? Math.log10(at) : at
  return of === 'x'
    ? {
        ...shared,
        xref: x as 'x',
        yref: `${y} domain` as 'y',
        x: place,
        y: 0.98,
        yanchor: 'top',
        textangle: -90,
      }
    : { ...shared, xref: `${x} domain` as 'x', yref: y as 'y', x: 0.98, y: place, yanchor: 'bottom' }
}

/** What the line is, with every number that it is made of. */
function sentence(unit: FrequencyUnit, places: readonly Place[], viewings: readonly Viewing[]): string {
  const fieldOfView = viewings.find((viewing) => viewing.fieldOfView !== undefined)?.fieldOfView
  const degrees = fieldOfView ?? MOUSE_V1.fieldOfView
  const cycles = mouseV1('cycles/image', { fieldOfView: degrees })
  const whose =
    fieldOfView === undefined ? 'the width of the paper’s stimulus, assumed' : 'the project’s field of view'
  const at = places.map(
    ({ at: place, sides }) =>
      `${formatNumber(place)} ${unit}${places.length > 1 ? ` at ${listed(sides.map(String))} pixels` : ''}`,
  )
  const here = unit === 'cycles/image' || unit === 'cycles/degree' ? '' : `, ${at.join(' and ')}`
  return `Line “mouse V1”: the preferred spatial frequency of mouse primary visual cortex, ${MOUSE_V1.frequency} cycles/degree × ${degrees}° (${whose}) = ${formatNumber(cycles, 2)} cycles/image${here}.`
}

/** Each place once. Without a side there is none in units of pixels, nor without any image. */
function placesOf(unit: FrequencyUnit, viewings: readonly Viewing[]): Place[] {
  const places: Place[] = []
  for (const viewing of viewings) {
    if (!isKnown(viewing, unit)) continue
    const at = placeOf(unit, viewing)
    if (at === null) continue
    const known = places.find((place) => Math.abs(place.at - at) <= 1e-9 * at)
    const side = viewing.side === undefined ? [] : [viewing.side]
    if (!known) places.push({ at, sides: side })
    else if (!known.sides.includes(side[0] ?? NaN)) known.sides.push(...side)
  }
  return places
}

/** Whether the place can be said; a side or a field of view that is none has no line. */
function isKnown({ side, fieldOfView }: Viewing, unit: FrequencyUnit): boolean {
  if (fieldOfView !== undefined && !(fieldOfView > 0 && fieldOfView <= 360)) return false
  if (side === undefined) return unit === 'cycles/image' || unit === 'cycles/degree'
  return Number.isInteger(side) && side > 0
}

/** Null for a frequency that these images cannot carry. */
function placeOf(unit: FrequencyUnit, viewing: Viewing): number | null {
  const cycles = quantity(MOUSE_V1.frequency, 'cycles/degree')
  const inImage = convert(cycles, 'cycles/image', {
    fieldOfView: viewing.fieldOfView ?? MOUSE_V1.fieldOfView,
  })
  if (viewing.side !== undefined && inImage.value / viewing.side > Math.SQRT1_2) return null
  return mouseV1(unit, viewing)
}

function reaches({ layout }: Figure, axes: Axes, at: number, logarithmic: boolean): boolean {
  const { of = 'x' } = axes
  const { range } = layout[`${of}axis${axes[of].slice(1)}` as 'xaxis'] ?? {}
  if (range === undefined) return true
  const place = logarithmic ? Math.log10(at) : at
  const [low, high] = range.map(Number) as [number, number]
  return place >= Math.min(low, high) && place <= Math.max(low, high)
}
