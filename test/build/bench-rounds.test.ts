import { describe, expect, it } from 'vitest'
import { median, row, rowInWords } from '../../build/bench/rounds.mjs'

describe('ratios of times in alternating rounds', () => {
  it('is the median of the rounds, not the ratio of the medians', () => {
    // Ratios 0.50, 0.52, 0.51: the machine became half as fast after the first round, for both.
    const quoted = row('a step', 'ms', [10, 20.8, 20.4], [20, 40, 40])
    expect(quoted.ratio).toBeCloseTo(0.51, 12)
    expect(rowInWords(quoted)).toContain('0.51 (0.50–0.52)')
  })

  it('quotes nothing where the rounds differ by more than 15 %', () => {
    const busy = row('a step', 'ms', [7, 10, 49.6], [20, 20, 20])
    expect(busy.ratio).toBeNull()
    expect(busy.range).toEqual([0.35, 2.48])
    expect(rowInWords(busy)).toContain('machine too busy: 0.35–2.48')
    expect(row('a step', 'ms', [93, 100, 107], [100, 100, 100]).ratio).toBe(1)
    expect(row('a step', 'ms', [92, 100, 108], [100, 100, 100]).ratio).toBeNull()
  })

  it('prints our time alone where there is nothing to compare with', () => {
    const alone = row('a step', 'ms', [3, 1, 2], [])
    expect(alone).toEqual({ name: 'a step', unit: 'ms', ours: 2, theirs: null, ratio: null, range: null })
    expect(rowInWords(alone)).not.toContain('busy')
  })

  it('takes the mean of the middle two', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })
})
