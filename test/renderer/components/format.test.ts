import { describe, expect, it } from 'vitest'
import { formatBytes, formatDuration, formatMillions, plural } from '../../../src-renderer/components/format'

describe('sizes and times on screen', () => {
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
