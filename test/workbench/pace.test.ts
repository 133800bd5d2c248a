/** How long a study will take here: counted by hand from what units of another one took. */
import { describe, expect, it } from 'vitest'
import { paceOfUnits, secondsOf } from '../../src-main/workbench/studies/pace'
import { CORE_SECONDS } from '../../src-main/studies/estimate/costs'
import { multiplications } from '../../src-main/networks/layer-shapes'
import type { NetworkConfiguration } from '../../src-main/networks/network'
import type { Unit } from '../../src-main/studies/study'

const configuration = {
  ...{ architecture: 'resnet18', width: 8, stem: 'cifar', classes: 10, channels: 1, size: 32, sigma: null },
  ...{ mean: [0.5], std: [0.5] },
} as unknown as NetworkConfiguration
const unit = (key: string, work: number, kind: 'hybrid' | 'spectrum' = 'hybrid'): Unit =>
  ({
    key,
    work,
    needs: [],
    task: kind === 'hybrid' ? { kind, model: { configuration } } : { kind },
  }) as unknown as Unit

/** Seconds of the table, for one forward pass. */
const EACH = (multiplications(configuration) / 1e9) * CORE_SECONDS.small.forward

describe('the pace of a machine', () => {
  it('without a finished study is that of the table, over the threads', () => {
    expect(secondsOf([unit('a', 1000)], null, 2)).toBeCloseTo((1000 * EACH) / 2, 9)
  })

  it('is what the units of another study took, whatever the table says', () => {
    const pace = paceOfUnits(
      'earlier',
      [unit('a', 1000), unit('b', 3000)],
      new Map([
        ['a', 10],
        ['b', 30],
      ]),
    )
    expect(pace?.study).toBe('earlier')
    // 40 s for 4000 passes: 2.5 s for 250, with one thread or with eight.
    expect(secondsOf([unit('c', 250)], pace, 1)).toBeCloseTo(2.5, 9)
    expect(secondsOf([unit('c', 250)], pace, 8)).toBeCloseTo(2.5, 9)
  })

  it('of units that the table does not know is known after the first study only', () => {
    expect(secondsOf([unit('s', 10, 'spectrum')], null, 2)).toBeNull()
    const pace = paceOfUnits('earlier', [unit('s', 10, 'spectrum')], new Map([['s', 5]]))
    expect(secondsOf([unit('t', 4, 'spectrum')], pace, 2)).toBeCloseTo(2, 9)
  })

  it('is nothing where nothing is left, and no pace where nothing was timed', () => {
    expect(secondsOf([], null, 2)).toBe(0)
    expect(paceOfUnits('earlier', [unit('a', 1000)], new Map())).toBeNull()
  })
})
