/**
 * The units of spatial frequency and the one place that converts between them (methods, fact 1 and I).
 * Two of them are easily confused: hybrid images speak of fractions of Nyquist (f_mix, f_rev), spectra
 * of cycles per pixel (f_0.5), and the first is twice the second. Hence a frequency is a branded number
 * here, and never a bare one across a module border.
 *
 * Invariant: a branded number is finite, not negative, and inside the range of its unit.
 */
import type { $brand } from 'zod'
import { UserError } from './errors'

/** zod's own brand, so that a schema can give it (frequency-schemas.ts). */
type In<Unit extends FrequencyUnit> = number & $brand<Unit>

/** The words that users see. */
export type FrequencyUnit = 'fraction of Nyquist' | 'cycles/pixel' | 'cycles/image' | 'cycles/degree'

/** f / (f_s/2): f_mix and f_rev lie in [0, 1]; the corner of the spectrum of an image lies at √2. */
export type FractionOfNyquist = In<'fraction of Nyquist'>
/** f / f_s: f_0.5; Nyquist lies at 0.5, the corner of the spectrum at √½ ≈ 0.7071. */
export type CyclesPerPixel = In<'cycles/pixel'>
/** Cycles over the side of the image. */
export type CyclesPerImage = In<'cycles/image'>
/** Cycles per degree of visual angle: needs the field of view. */
export type CyclesPerDegree = In<'cycles/degree'>

/** A frequency as data: what is stored, sent and shown. */
export interface Quantity {
  value: number
  unit: FrequencyUnit
}

/** What a conversion may need to know about the image. */
export interface Viewing {
  /** Side of the image in pixels. */
  side?: number | undefined
  /** Width of the image on the retina, in degrees of visual angle. */
  fieldOfView?: number | undefined
}

/** All units, in the order in which they convert into each other. */
export const FREQUENCY_UNITS: readonly FrequencyUnit[] = [
  'fraction of Nyquist',
  'cycles/pixel',
  'cycles/image',
  'cycles/degree',
]

/** Corner of the spectrum; a radius computed as √(½) may round a little above it. */
const CORNER_IN_NYQUIST = Math.SQRT2
const ROUNDING = 1 + 1e-12

function checked(value: number, unit: FrequencyUnit, highest: number, highestInWords: string): number {
  if (!Number.isFinite(value) || value < 0 || value > highest * ROUNDING) {
    const allowed = highest === Infinity ? 'not negative and finite' : `from 0 to ${highestInWords}`
    throw new UserError(
      'usage',
      `The frequency '${value}' ${unit} is outside its range: it must be ${allowed}.`,
    )
  }
  return value
}

/** A frequency as a fraction of Nyquist, 0 … √2 (the corner of the spectrum); else UserError('usage'). */
export function fractionOfNyquist(value: number): FractionOfNyquist {
  return checked(
    value,
    'fraction of Nyquist',
    CORNER_IN_NYQUIST,
    '1.414 (the corner of the spectrum)',
  ) as FractionOfNyquist
}

/** A mixing frequency f_mix: a fraction of Nyquist from 0 to 1 (methods C.1); else UserError('usage'). */
export function mixingFrequency(value: number): FractionOfNyquist {
  if (!(value >= 0 && value <= 1)) {
    throw new UserError(
      'usage',
      `The mixing frequency f_mix '${value}' is not allowed: give a fraction of Nyquist from 0 to 1.`,
    )
  }
  return value as FractionOfNyquist
}

/** A frequency in cycles per pixel, 0 … √½; else UserError('usage'). */
export function cyclesPerPixel(value: number): CyclesPerPixel {
  return checked(
    value,
    'cycles/pixel',
    CORNER_IN_NYQUIST / 2,
    '0.7071 (the corner of the spectrum)',
  ) as CyclesPerPixel
}

/** A frequency in cycles per image, not negative; else UserError('usage'). */
export function cyclesPerImage(value: number): CyclesPerImage {
  return checked(value, 'cycles/image', Infinity, '') as CyclesPerImage
}

/** A frequency in cycles per degree of visual angle, not negative; else UserError('usage'). */
export function cyclesPerDegree(value: number): CyclesPerDegree {
  return checked(value, 'cycles/degree', Infinity, '') as CyclesPerDegree
}

export function nyquistToPixel(f: FractionOfNyquist): CyclesPerPixel {
  return cyclesPerPixel(f / 2)
}

export function pixelToNyquist(f: CyclesPerPixel): FractionOfNyquist {
  return fractionOfNyquist(f * 2)
}

/** @param side of the image in pixels */
export function pixelToImage(f: CyclesPerPixel, side: number): CyclesPerImage {
  return cyclesPerImage(f * checkedSide(side))
}

/** @param side of the image in pixels; a frequency that this many pixels cannot carry is a UserError('usage') */
export function imageToPixel(f: CyclesPerImage, side: number): CyclesPerPixel {
  return cyclesPerPixel(f / checkedSide(side))
}

/** @param fieldOfView width of the image in degrees of visual angle */
export function imageToDegree(f: CyclesPerImage, fieldOfView: number): CyclesPerDegree {
  return cyclesPerDegree(f / checkedFieldOfView(fieldOfView))
}

/** @param fieldOfView width of the image in degrees of visual angle */
export function degreeToImage(f: CyclesPerDegree, fieldOfView: number): CyclesPerImage {
  return cyclesPerImage(f * checkedFieldOfView(fieldOfView))
}

export function quantity(value: FractionOfNyquist, unit: 'fraction of Nyquist'): Quantity
export function quantity(value: CyclesPerPixel, unit: 'cycles/pixel'): Quantity
export function quantity(value: CyclesPerImage, unit: 'cycles/image'): Quantity
export function quantity(value: CyclesPerDegree, unit: 'cycles/degree'): Quantity
export function quantity(value: number, unit: FrequencyUnit): Quantity {
  return { value, unit }
}

/**
 * Converts between any two units.
 * @param viewing the side of the image in pixels where the way leads between pixels and the image, the
 *   field of view in degrees where it leads between the image and the eye; a missing one is a
 *   UserError('usage') that says which
 */
export function convert(from: Quantity, to: FrequencyUnit, viewing: Viewing = {}): Quantity {
  // FREQUENCY_UNITS is a chain: every conversion walks along it, one named step at a time.
  let current = from
  const goal = FREQUENCY_UNITS.indexOf(to)
  while (current.unit !== to) {
    current =
      FREQUENCY_UNITS.indexOf(current.unit) < goal ? stepUp(current, viewing) : stepDown(current, viewing)
  }
  return { ...current }
}

function stepUp({ value, unit }: Quantity, viewing: Viewing): Quantity {
  switch (unit) {
    case 'fraction of Nyquist':
      return quantity(nyquistToPixel(fractionOfNyquist(value)), 'cycles/pixel')
    case 'cycles/pixel':
      return quantity(pixelToImage(cyclesPerPixel(value), neededSide(viewing)), 'cycles/image')
    case 'cycles/image':
      return quantity(imageToDegree(cyclesPerImage(value), neededFieldOfView(viewing)), 'cycles/degree')
    case 'cycles/degree':
      throw new RangeError('cycles/degree is the last unit of the chain')
    default:
      throw new RangeError(`unknown unit ${String(unit satisfies never)}`)
  }
}

function stepDown({ value, unit }: Quantity, viewing: Viewing): Quantity {
  switch (unit) {
    case 'cycles/degree':
      return quantity(degreeToImage(cyclesPerDegree(value), neededFieldOfView(viewing)), 'cycles/image')
    case 'cycles/image':
      return quantity(imageToPixel(cyclesPerImage(value), neededSide(viewing)), 'cycles/pixel')
    case 'cycles/pixel':
      return quantity(pixelToNyquist(cyclesPerPixel(value)), 'fraction of Nyquist')
    case 'fraction of Nyquist':
      throw new RangeError('fraction of Nyquist is the first unit of the chain')
    default:
      throw new RangeError(`unknown unit ${String(unit satisfies never)}`)
  }
}

/**
 * The preferred spatial frequency of mouse primary visual cortex, and the width of the paper's stimulus (methods I):
 * 0.04 cycles/degree × 67.5° = 2.7 cycles/image.
 */
export const MOUSE_V1 = { frequency: cyclesPerDegree(0.04), fieldOfView: 67.5 } as const

/**
 * That frequency in the unit of an axis.
 * @param viewing without a field of view the paper's stands in; without a side, UserError('usage') in fraction of
 *   Nyquist and cycles/pixel, as `convert`
 */
export function mouseV1(unit: FrequencyUnit, { side, fieldOfView }: Viewing): number {
  const viewing = { side, fieldOfView: fieldOfView ?? MOUSE_V1.fieldOfView }
  return convert(quantity(MOUSE_V1.frequency, 'cycles/degree'), unit, viewing).value
}

/**
 * A number for people: `digits` significant digits (3 unless told), without an exponent.
 * What is too small to show so is written as a bound ('< 0.0001'), never as 0.
 */
export function formatNumber(value: number, digits = 3): string {
  if (value === 0) return '0'
  if (Math.abs(value) < 1e-4) return value > 0 ? '< 0.0001' : '> -0.0001'
  const text = value.toPrecision(digits)
  return text.includes('e') ? String(Number(text)) : text
}

/** A frequency for people, e.g. `0.374 fraction of Nyquist`, `2.70 cycles/image`. */
export function formatQuantity({ value, unit }: Quantity, digits = 3): string {
  return `${formatNumber(value, digits)} ${unit}`
}

function checkedSide(side: number): number {
  if (!Number.isInteger(side) || side < 1) {
    throw new UserError(
      'usage',
      `The image side '${side}' is not allowed: give a whole number of pixels, 1 or more.`,
    )
  }
  return side
}

function checkedFieldOfView(degrees: number): number {
  if (!(degrees > 0 && degrees <= 360)) {
    throw new UserError(
      'usage',
      `The field of view '${degrees}' degrees is not allowed: give the width of the image in degrees of visual angle, above 0 and at most 360.`,
    )
  }
  return degrees
}

function neededSide(viewing: Viewing): number {
  if (viewing.side === undefined) {
    throw new UserError(
      'usage',
      'Converting between cycles/pixel and cycles/image needs the side of the image in pixels: give it.',
    )
  }
  return viewing.side
}

function neededFieldOfView(viewing: Viewing): number {
  if (viewing.fieldOfView === undefined) {
    throw new UserError(
      'usage',
      'Converting between cycles/image and cycles/degree needs the field of view in degrees: set it for the project.',
    )
  }
  return viewing.fieldOfView
}
