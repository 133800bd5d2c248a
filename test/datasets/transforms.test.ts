import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src-main/contract/errors'
import type { DataSetTransforms } from '../../src-main/datasets/specification'
import { resize, resizeAxis } from '../../src-main/datasets/resize'
import { applyResize, checkTransforms, geometryOf, place } from '../../src-main/datasets/transforms'
import type { Pixels } from '../../src-main/datasets/transforms'

function transform(
  pixels: Pixels,
  height: number,
  width: number,
  channels: number,
  transforms: DataSetTransforms,
): Float32Array {
  const geometry = geometryOf(height, width, transforms, 'It')
  const resized = applyResize(pixels, 0, geometry, channels)
  const output = new Float32Array(
    geometry.outputHeight * geometry.outputWidth * (transforms.gray ? 1 : channels),
  )
  place(resized.pixels, resized.offset, geometry, channels, transforms.gray, output, 0)
  return output
}

describe('padding', () => {
  it('puts two zeros on each side from 28 to 32', () => {
    const padded = transform(new Uint8Array(28 * 28).fill(255), 28, 28, 1, {
      gray: false,
      size: 32,
      fit: 'pad',
    })
    for (let y = 0; y < 32; y++) {
      for (let x = 0; x < 32; x++)
        expect(padded[y * 32 + x]).toBe(y >= 2 && y < 30 && x >= 2 && x < 30 ? 1 : 0)
    }
  })

  it('puts the larger part of an odd rest below and to the right, and keeps channels together', () => {
    const padded = transform(Float32Array.of(0.1, 0.2, 0.3), 1, 1, 3, { gray: false, size: 2, fit: 'pad' })
    expect([...padded]).toEqual([...Float32Array.of(0.1, 0.2, 0.3, 0, 0, 0, 0, 0, 0, 0, 0, 0)])
  })

  it('refuses what is larger', () => {
    expect(() => geometryOf(64, 64, { gray: false, size: 32, fit: 'pad' }, 'Each image')).toThrow(
      /Each image is 64×64 pixels, which cannot be padded to 32×32/,
    )
  })
})

describe('gray', () => {
  it('weighs bytes and floats by 0.2989, 0.587 and 0.114', () => {
    expect(transform(Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255), 1, 3, 3, { gray: true })).toEqual(
      Float32Array.of(0.2989, 0.587, 0.114),
    )
    expect(transform(Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), 1, 3, 3, { gray: true })).toEqual(
      Float32Array.of(0.2989, 0.587, 0.114),
    )
  })

  it('leaves gray images as they are', () => {
    expect(transform(Uint8Array.of(51), 1, 1, 1, { gray: true })).toEqual(Float32Array.of(0.2))
  })
})

describe('resizing', () => {
  const bytes = (values: number[], size: number, to: number) =>
    [...transform(Uint8Array.from(values), size, size, 1, { gray: false, size: to, fit: 'resize' })].map(
      (v) => Math.round(v * 255),
    )

  it('enlarges with samples at pixel centres, as published for the half-pixel convention', () => {
    // Doubling [0, 100]: centres at 0.25, 0.75, 1.25, 1.75 of the old pixels' spacing, clamped at the edges.
    expect(bytes([0, 100, 0, 100], 2, 4).slice(0, 4)).toEqual([0, 25, 75, 100])
  })

  it('halves with the triangle (1, 3, 3, 1)/8 inside', () => {
    const axis = resizeAxis(8, 4)
    const dense = (i: number) =>
      Array.from({ length: 8 }, (_, x) => {
        const k = x - axis.first[i]!
        return k >= 0 && k < axis.taps ? axis.weights[i * axis.taps + k]! : 0
      })
    expect(dense(1)).toEqual([0, 1 / 8, 3 / 8, 3 / 8, 1 / 8, 0, 0, 0])
    expect(dense(0)).toEqual([3 / 7, 3 / 7, 1 / 7, 0, 0, 0, 0, 0])
  })

  it('antialiases: a pattern above the new Nyquist limit is damped, not folded to a low frequency', () => {
    const size = 64
    const stripes = Float64Array.from(
      { length: size * size },
      (_, i) => 0.5 + 0.5 * Math.cos(2 * Math.PI * 0.45 * (i % size)),
    )
    const axis = resizeAxis(size, 16)
    const small = resize(stripes, 0, axis, axis, 1)
    const inner = [...small].filter((_, i) => i % 16 > 1 && i % 16 < 14)
    for (const value of inner) expect(Math.abs(value - 0.5)).toBeLessThan(0.02)
  })

  it('keeps constants, and ramps away from the edges', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (from, to) => {
        const axis = resizeAxis(from, to)
        const one = resizeAxis(1, 1)
        for (const value of resize(new Float64Array(from).fill(0.3), 0, one, axis, 1))
          expect(value).toBeCloseTo(0.3, 12)
        const ramp = resize(
          Float64Array.from({ length: from }, (_, x) => x + 0.5),
          0,
          one,
          axis,
          1,
        )
        const reach = Math.max(1, from / to)
        ramp.forEach((value, i) => {
          const centre = ((i + 0.5) * from) / to
          // A triangle sampled at whole pixels is symmetric only for even and odd ratios; otherwise nearly so.
          if (centre - reach >= 0 && centre + reach <= from)
            expect(Math.abs(value - centre)).toBeLessThan(from <= to ? 1e-9 : 0.2)
        })
      }),
    )
  })

  it('keeps the aspect ratio and the middle', () => {
    // 2 × 6, halves of 0 and 255 around a middle of 100: the middle 2 × 2 stays.
    const row = [0, 0, 100, 100, 255, 255]
    expect(
      transform(Uint8Array.from([...row, ...row]), 2, 6, 1, { gray: false, size: 2, fit: 'resize' }),
    ).toEqual(Float32Array.from([100, 100, 100, 100], (v) => v / 255))
  })

  it('treats bytes and floats alike up to rounding, in gray and colour', () => {
    const source = Uint8Array.from({ length: 9 * 9 * 3 }, (_, i) => (i * 7919) & 255)
    const same = Float32Array.from(source, (value) => value / 255)
    for (const gray of [true, false]) {
      const a = transform(source, 9, 9, 3, { gray, size: 5 })
      const b = transform(same, 9, 9, 3, { gray, size: 5 })
      a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThanOrEqual(0.5 / 255 + 1e-6))
    }
  })

  it('refuses impossible sizes', () => {
    for (const size of [0, -3, 2.5, 5000, NaN]) {
      expect(() => checkTransforms({ gray: false, size })).toThrow(UserError)
      expect(() => checkTransforms({ gray: false, size })).toThrow(
        `The image size ${size} is not possible: give a whole number of pixels from 1 to 4096.`,
      )
    }
  })
})
