/** What tells two studies of one kind apart, of the studies that are shipped. */
import { mixingFrequency } from '../../src-main/contract/units'
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { askedWords } from '../../src-main/contract/studies/asked-words'
import { planFileSchema } from '../../src-main/contract/plans'
import type { PlanFile } from '../../src-main/contract/plans'
import type { HybridPlan } from '../../src-main/contract/kinds/hybrid/study'

const folder = new URL('../../resources/example-study.halfpower/studies/', import.meta.url)
const plans = readdirSync(folder).map((id): PlanFile =>
  planFileSchema.parse(JSON.parse(readFileSync(new URL(`${id}/plan.json`, folder), 'utf8'))),
)
const hybrid = plans.map(({ plan }) => plan).find((plan): plan is HybridPlan => plan.kind === 'hybrid')!

describe('what was asked', () => {
  it('tells every two shipped studies of one kind apart', () => {
    const words = plans.map(({ plan }) => `${plan.kind}: ${askedWords(plan)}`)
    expect(words.length).toBeGreaterThan(7)
    expect(new Set(words).size).toBe(words.length)
  })

  it('says images, pairings and mixing frequencies of hybrid images', () => {
    expect(askedWords(hybrid)).toBe('all 2000 images, pairing seeds 0, 1 · 13 f_mix from 0 to 1')
  })

  it('differs where the images, the seeds, or the frequencies differ', () => {
    const { data } = hybrid
    const others: HybridPlan[] = [
      { ...hybrid, data: { ...data, limit: 500 } },
      { ...hybrid, pairing: { kind: 'seeded', seeds: [7] } },
      { ...hybrid, fMix: { values: [0, 0.3].map(mixingFrequency), unit: 'fraction of Nyquist' } },
    ]
    const words = [hybrid, ...others].map(askedWords)
    expect(new Set(words).size).toBe(4)
    expect(words[1]).toContain('500 of 2000 images')
    expect(words[2]).toContain('pairing seed 7')
  })
})
