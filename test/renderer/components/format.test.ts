import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatDuration,
  formatInterval,
  formatMillions,
  formatPercent,
  plural,
} from '../../../src-renderer/components/format'

describe('numbers on screen', () => {
  it('have no more digits than their interval deserves', () => {
    expect(formatInterval({ value: 0.24134, low: 0.2362, high: 0.2471 })).toBe('0.241 [0.236, 0.247]')
    expect(formatInterval({ value: 3.9, low: 2.1, high: 5.9 })).toBe('3.9 [2.1, 5.9]')
    expect(formatInterval({ value: 41.7, low: 12, high: 80 })).toBe('42 [12, 80]')
    expect(formatInterval({ value: 0.123456 })).toBe('0.123')
  })

  it('keep some digits where the interval has no width', () => {
    expect(formatInterval({ value: 0.5, low: 0.5, high: 0.5 })).toBe('0.500 [0.500, 0.500]')
  })

  it('write proportions in percent and negative numbers with a minus sign', () => {
    expect(formatPercent({ value: 0.8812, low: 0.8749, high: 0.8871 })).toBe('88.1 % [87.5, 88.7]')
    expect(formatInterval({ value: -0.5 })).toBe('\u22120.5')
  })

  it('write sizes, times and counts as people say them', () => {
    expect(formatDuration(0.2)).toBe('less than 1 s')
    expect(formatDuration(41)).toBe('41 s')
    expect(formatDuration(59.9)).toBe('1 min')
    expect(formatDuration(11_400)).toBe('3 h 10 min')
    expect(formatBytes(640_000_000)).toBe('640 MB')
    expect(formatMillions(11_173_962)).toBe('11.2 M')
    expect(plural(1, 'model')).toBe('1 model')
    expect(plural(12_000, 'image')).toBe('12\u202f000 images')
  })
})
