import { describe, expect, it } from 'vitest'
import { fractionOfNyquist, mixingFrequency } from '../../src-main/contract/units'
import { MIXING_GRIDS, checkGrid } from '../../src-main/frequency/mixing-grids'

describe('the grids of methods C.4', () => {
  it('are the published ones', () => {
    expect(MIXING_GRIDS.cifar10.fMix).toEqual([
      0, 0.07, 0.12, 0.16, 0.19, 0.22, 0.25, 0.32, 0.42, 0.57, 0.7, 0.85, 1,
    ])
    expect(MIXING_GRIDS.imagenet.fMix.length).toBe(18)
    expect(MIXING_GRIDS['tiny-imagenet'].fMix).toEqual([0, 0.06, 0.08, 0.12, 0.18, 0.33, 0.5, 0.67, 0.83, 1])
    expect(MIXING_GRIDS.confidence.fMix).toEqual([0, 0.25, 0.5, 0.75, 1])
  })

  it('can be measured and say where they come from', () => {
    for (const grid of Object.values(MIXING_GRIDS)) {
      expect(() => checkGrid(grid.fMix)).not.toThrow()
      expect(grid.source).toContain('methods C.4')
    }
  })
})

describe('checkGrid', () => {
  it('refuses what cannot be interpolated', () => {
    expect(() => checkGrid([mixingFrequency(0.5)])).toThrow('at least two values, and this one has 1')
    expect(() => checkGrid([0.2, 0.2].map(mixingFrequency))).toThrow("'0.2' follows '0.2'")
    expect(() => checkGrid([0.3, 0.2].map(mixingFrequency))).toThrow("'0.2' follows '0.3'")
    expect(() => checkGrid([0.3, 1.2].map(fractionOfNyquist))).toThrow("f_mix '1.2' is not allowed")
  })
})
