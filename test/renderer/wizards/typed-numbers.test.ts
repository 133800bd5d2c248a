import { describe, expect, it } from 'vitest'
import { numberOf, numbersOf, optional } from '../../../src-renderer/wizards/typed-numbers'

describe('numbers between commas', () => {
  it('are read with blanks or commas', () => {
    expect(numbersOf('0, 1;2  3')).toEqual([0, 1, 2, 3])
    expect(numbersOf('  ')).toBeUndefined()
    expect(numbersOf('1, x')).toEqual([1, NaN])
  })
})

describe('a typed number', () => {
  it('is one, nothing, or NaN', () => {
    expect(numberOf(' 5e-2 ')).toBe(0.05)
    expect(numberOf('.5')).toBe(0.5)
    expect(numberOf(' ')).toBeUndefined()
    for (const text of ['x', '1 2', '0x10', 'Infinity', '1,5', '--1']) expect(numberOf(text)).toBeNaN()
  })

  it('is left out of a request when there is none', () => {
    expect(optional('epochs', undefined)).toEqual({})
    expect(optional('epochs', 3)).toEqual({ epochs: 3 })
  })
})
