import { describe, expect, it } from 'vitest'
import { seedAdvice } from '../../../../src-renderer/wizards/sweep/seed-advice'

describe('the advice on training seeds', () => {
  it('recommends three or more and says why, until there are three', () => {
    expect(seedAdvice(1)).toMatch(/three training seeds or more.*of one trained network.*With one, nothing/)
    expect(seedAdvice(2)).toMatch(/12\.7 standard errors/)
    expect(seedAdvice(3)).toBeNull()
  })
})
