import { describe, expect, expectTypeOf, it } from 'vitest'
import fc from 'fast-check'
import { UserError } from '../../src-main/contract/errors'
import {
  FREQUENCY_UNITS,
  convert,
  cyclesPerDegree,
  cyclesPerImage,
  cyclesPerPixel,
  degreeToImage,
  formatNumber,
  formatQuantity,
  fractionOfNyquist,
  imageToDegree,
  imageToPixel,
  mixingFrequency,
  nyquistToPixel,
  pixelToImage,
  pixelToNyquist,
  quantity,
} from '../../src-main/contract/units'
import type { CyclesPerPixel, FractionOfNyquist } from '../../src-main/contract/units'

describe('the worked checks of methods I', () => {
  it('mouse V1: 0.04 cycles/degree over 67.5 degrees is 2.7 cycles/image', () => {
    expect(degreeToImage(cyclesPerDegree(0.04), 67.5)).toBeCloseTo(2.7, 12)
    expect(imageToDegree(cyclesPerImage(2.7), 67.5)).toBeCloseTo(0.04, 12)
  })

  it('2.7 cycles/image on 32 pixels is 0.084 cycles/pixel is 0.169 of Nyquist', () => {
    const pixel = imageToPixel(cyclesPerImage(2.7), 32)
    expect(pixel).toBeCloseTo(0.084, 3)
    expect(pixelToNyquist(pixel)).toBeCloseTo(0.169, 3)
  })

  it('f_rev 0.365 is 5.8 cycles/image and 0.521 is 8.3 cycles/image on 32 pixels', () => {
    expect(pixelToImage(nyquistToPixel(fractionOfNyquist(0.365)), 32)).toBeCloseTo(5.8, 1)
    expect(pixelToImage(nyquistToPixel(fractionOfNyquist(0.521)), 32)).toBeCloseTo(8.3, 1)
  })

  it('64 pixels over 67.5 degrees have their Nyquist frequency at 0.474 cycles/degree', () => {
    const nyquist = quantity(fractionOfNyquist(1), 'fraction of Nyquist')
    const converted = convert(nyquist, 'cycles/degree', { side: 64, fieldOfView: 67.5 })
    expect(converted.unit).toBe('cycles/degree')
    expect(converted.value).toBeCloseTo(0.474, 3)
  })

  it('f_rev in cycles/pixel is half of f_rev as a fraction of Nyquist (fact 1)', () => {
    expect(nyquistToPixel(fractionOfNyquist(0.5))).toBe(0.25)
  })
})

describe('ranges', () => {
  const refused = (make: () => unknown, sentence: string): void => {
    expect(make).toThrow(UserError)
    expect(make).toThrow(sentence)
  }

  it('refuse what is not finite or negative', () => {
    for (const make of [
      fractionOfNyquist,
      cyclesPerPixel,
      cyclesPerImage,
      cyclesPerDegree,
      mixingFrequency,
    ]) {
      for (const value of [NaN, Infinity, -Infinity, -0.1]) refused(() => make(value), `'${value}'`)
      expect(make(0)).toBe(0)
    }
  })

  it('end at the corner of the spectrum, and at Nyquist for f_mix', () => {
    expect(fractionOfNyquist(Math.SQRT2)).toBe(Math.SQRT2)
    expect(cyclesPerPixel(Math.sqrt(0.5))).toBe(Math.sqrt(0.5))
    refused(() => fractionOfNyquist(1.42), "The frequency '1.42' fraction of Nyquist is outside its range")
    refused(() => cyclesPerPixel(0.71), 'from 0 to 0.7071')
    refused(() => mixingFrequency(1.0001), 'a fraction of Nyquist from 0 to 1')
    expect(mixingFrequency(1)).toBe(1)
  })

  it('a frequency that the pixels cannot carry, a bad side and a bad field of view', () => {
    refused(() => imageToPixel(cyclesPerImage(30), 32), "'0.9375' cycles/pixel")
    refused(() => pixelToImage(cyclesPerPixel(0.1), 31.5), "image side '31.5'")
    refused(() => imageToDegree(cyclesPerImage(3), 0), "field of view '0' degrees")
  })

  it('a conversion says what it misses', () => {
    const degree = quantity(cyclesPerDegree(0.04), 'cycles/degree')
    refused(() => convert(degree, 'cycles/pixel', { side: 32 }), 'needs the field of view')
    refused(() => convert(degree, 'cycles/pixel', { fieldOfView: 67.5 }), 'needs the side of the image')
    expect(convert(degree, 'cycles/image', { fieldOfView: 67.5 }).value).toBeCloseTo(2.7, 12)
  })
})

describe('convert', () => {
  it('comes back from every unit to every unit', () => {
    const viewing = { side: 48, fieldOfView: 20 }
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(...FREQUENCY_UNITS),
        fc.constantFrom(...FREQUENCY_UNITS),
        (value, first, second) => {
          const start = convert(quantity(fractionOfNyquist(value), 'fraction of Nyquist'), first, viewing)
          const back = convert(convert(start, second, viewing), first, viewing)
          expect(back.unit).toBe(first)
          expect(back.value).toBeCloseTo(start.value, 9)
        },
      ),
    )
  })
})

describe('words and digits', () => {
  it('shows three significant digits and the unit in full', () => {
    expect(formatQuantity({ value: 0.37377358490566037, unit: 'fraction of Nyquist' })).toBe(
      '0.374 fraction of Nyquist',
    )
    expect(formatQuantity({ value: 0.0345, unit: 'cycles/pixel' })).toBe('0.0345 cycles/pixel')
    expect(formatQuantity({ value: 2.7, unit: 'cycles/image' })).toBe('2.70 cycles/image')
    expect(formatQuantity({ value: 12.345, unit: 'cycles/degree' }, 2)).toBe('12 cycles/degree')
  })

  it('never shows an exponent, nor 0 for what is not 0', () => {
    expect(formatNumber(0)).toBe('0')
    expect(formatNumber(1)).toBe('1.00')
    expect(formatNumber(1e-7)).toBe('< 0.0001')
    expect(formatNumber(-1e-7)).toBe('> -0.0001')
    expect(formatNumber(1234.5)).toBe('1230')
    expect(formatNumber(-0.25)).toBe('-0.250')
  })
})

describe('types', () => {
  it('keep the units apart', () => {
    expectTypeOf<FractionOfNyquist>().not.toExtend<CyclesPerPixel>()
    expectTypeOf<number>().not.toExtend<FractionOfNyquist>()
    expectTypeOf<FractionOfNyquist>().toExtend<number>()
  })
})
