/**
 * IEEE 754 half precision, which JavaScript has no array for: exact widening, and narrowing with
 * rounding to nearest, ties to even, as NumPy does.
 */
import { roundHalfToEven } from '../statistics/round-half-to-even'
import { halfToNumber } from './scalar-types'

/** Widens halves, given as their 16 bits, to single precision; exact. */
export function float16ToFloat32(halves: Uint16Array): Float32Array {
  const result = new Float32Array(halves.length)
  for (let i = 0; i < halves.length; i++) result[i] = halfToNumber(halves[i]!)
  return result
}

/** Narrows single precision to halves, given as their 16 bits; beyond 65,504 becomes infinity. */
export function float32ToFloat16(values: Float32Array): Uint16Array {
  const result = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    const magnitude = Math.abs(value)
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
    result[i] = sign | (Number.isNaN(value) ? 0x7e00 : magnitudeToBits(magnitude))
  }
  return result
}

/** A value ≥ 0 in units of the last place of its half, rounded; the bit pattern counts exactly these units. */
function magnitudeToBits(magnitude: number): number {
  if (magnitude >= 65520) return 0x7c00
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude || 2 ** -24)))
  // log2 may be off by one next to a power of two; a float32's magnitude divides exactly, so correct it.
  const corrected =
    magnitude < 2 ** exponent && exponent > -14
      ? exponent - 1
      : magnitude >= 2 ** (exponent + 1)
        ? exponent + 1
        : exponent
  const units = roundHalfToEven(magnitude / 2 ** (corrected - 10))
  return ((corrected + 14) << 10) + units
}
