/** Of several results under one key only those are taken together that were computed from each other. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consistentChoice } from '../../../src-main/jobs/cluster/consistent'
import type { Candidate } from '../../../src-main/jobs/cluster/consistent'

/** `c('k', 'k@x', 'j@x')`: a result of k whose sum is k@x, computed from the result of j whose sum is j@x. */
function c(key: string, sum: string, ...needs: string[]): Candidate {
  return { key, sum, needs: needs.map((each) => ({ key: each.split('@')[0]!, sum: each })) }
}

function byKeyOf(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  const byKey = new Map<string, Candidate[]>()
  for (const each of candidates) byKey.set(each.key, [...(byKey.get(each.key) ?? []), each])
  return byKey
}

function choose(
  order: string[],
  candidates: Candidate[],
  fixed: Record<string, string> = {},
): { chosen: string[]; apart: string[] } {
  const byKey = byKeyOf(candidates)
  const { chosen, apart } = consistentChoice(order, byKey, new Map(Object.entries(fixed)))
  return { chosen: [...chosen.values()].map(({ sum }) => sum), apart }
}

const ORDER = ['block1', 'block2', 'keep', 'accuracy']

describe('results that belong together', () => {
  it('a whole training is taken', () => {
    const whole = [
      c('block1', 'block1@x'),
      c('block2', 'block2@x', 'block1@x'),
      c('keep', 'keep@x', 'block2@x'),
    ]
    expect(choose(ORDER, whole)).toEqual({ chosen: ['block1@x', 'block2@x', 'keep@x'], apart: [] })
  })

  it('of a training that was begun on one node and again on another, the one that got to the end', () => {
    const both = [
      c('block1', 'block1@x'),
      c('block1', 'block1@y'),
      c('block2', 'block2@y', 'block1@y'),
      c('keep', 'keep@y', 'block2@y'),
    ]
    expect(choose(ORDER, both)).toEqual({ chosen: ['block1@y', 'block2@y', 'keep@y'], apart: [] })
  })

  it('an accuracy of other weights is not taken', () => {
    expect(choose(ORDER, [c('accuracy', 'accuracy@y', 'keep@y')], { keep: 'keep@x' })).toEqual({
      chosen: [],
      apart: ['accuracy'],
    })
  })

  it('a block whose beginning is missing is not taken', () => {
    expect(choose(ORDER, [c('block2', 'block2@x', 'block1@x')])).toEqual({ chosen: [], apart: ['block2'] })
  })

  it('of two runs that share what exists twice, one is taken', () => {
    const order = ['shared', 'a', 'b']
    const found = [
      c('shared', 'shared@x'),
      c('shared', 'shared@y'),
      c('a', 'a@x', 'shared@x'),
      c('b', 'b@y', 'shared@y'),
    ]
    expect(choose(order, found)).toEqual({ chosen: ['shared@y', 'b@y'], apart: ['a'] })
  })

  it('whatever there is, nothing is taken without the very results it was computed from', () => {
    const keys = ['p', 'q', 'r', 's', 't']
    const candidate = fc
      .record({
        key: fc.nat(4),
        version: fc.nat(2),
        needs: fc.array(fc.tuple(fc.nat(4), fc.nat(2)), { maxLength: 3 }),
      })
      .map(({ key, version, needs }) =>
        c(
          keys[key]!,
          `${keys[key]}@${version}`,
          ...[...new Map(needs.filter(([to]) => to < key)).entries()].map(([to, of]) => `${keys[to]}@${of}`),
        ),
      )
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 14 }), fc.nat(5), (found, fixedOnes) => {
        const fixed = new Map(keys.slice(0, fixedOnes % 3).map((key) => [key, `${key}@0`]))
        const { chosen } = consistentChoice(keys, byKeyOf(found), fixed)
        for (const { key, needs } of chosen.values()) {
          if (fixed.has(key)) throw new Error(`${key} stands already`)
          for (const need of needs)
            if ((fixed.get(need.key) ?? chosen.get(need.key)?.sum) !== need.sum)
              throw new Error(`${key} was taken without ${need.sum}`)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
