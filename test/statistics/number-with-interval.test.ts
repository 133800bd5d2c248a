/** How a measured number is written, wherever that is. (On which side of 0 it reads: figures/comparison-words.test.ts.) */
import { describe, expect, it } from 'vitest'
import {
  decimalsFor,
  formatInterval,
  formatPercent,
  percentNumber,
} from '../../src-main/statistics/number-with-interval'

describe('numbers with their intervals', () => {
  it('have no more digits than their interval deserves', () => {
    expect(formatInterval({ value: 0.24123, low: 0.2361, high: 0.2472 })).toBe('0.241 [0.236, 0.247]')
    expect(formatInterval({ value: 0.24123, low: 0.19, high: 0.29 })).toBe('0.24 [0.19, 0.29]')
    expect(formatInterval({ value: 3.9, low: 2.1, high: 5.9 })).toBe('3.9 [2.1, 5.9]')
    expect(formatInterval({ value: 41.7, low: 12, high: 80 })).toBe('42 [12, 80]')
  })

  it('have three digits without one, and a dash where there is no number', () => {
    expect(formatInterval({ value: 0.24123, low: null, high: null })).toBe('0.241')
    expect(formatInterval({ value: -0.5 })).toBe('\u22120.500')
    expect(formatInterval({ value: null, low: null, high: null })).toBe('–')
  })

  it('say which end is not known, with the digits of the other one', () => {
    expect(formatInterval({ value: 0.24123, low: 0.2361, high: null })).toBe('0.241 [0.236, …]')
    expect(formatInterval({ value: 0.24123, low: null, high: 0.2472 })).toBe('0.241 […, 0.247]')
  })

  it('keep some digits where the interval has no width', () => {
    expect(decimalsFor(0.3, 0.3)).toBe(3)
    expect(formatInterval({ value: 0.5, low: 0.5, high: 0.5 })).toBe('0.500 [0.500, 0.500]')
  })

  it('are percent where they are proportions', () => {
    expect(formatPercent({ value: 0.8812, low: 0.8749, high: 0.8871 })).toBe('88.1 % [87.5, 88.7]')
    expect(formatPercent({ value: 0.62, low: 0.5, high: 0.74 })).toBe('62 % [50, 74]')
    expect(formatPercent({ value: 0.88123, low: 0.88012, high: 0.88234 })).toBe('88.12 % [88.01, 88.23]')
    expect(formatPercent({ value: 0.8812, low: null, high: null })).toBe('88.1 %')
    expect(formatPercent({ value: null })).toBe('–')
    expect(percentNumber({ value: 0.004, low: -0.003, high: 0.2 })).toBe('0.4 [\u22120.3, 20.0]')
  })
})
