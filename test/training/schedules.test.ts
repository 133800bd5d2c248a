import { describe, expect, it } from 'vitest'
import { RECIPES, recipeSchema } from '../../src-main/training/recipe'
import type { Schedule } from '../../src-main/training/recipe'
import { learningRateAt } from '../../src-main/training/schedules'
import { goldenJson } from '../support/golden'

interface Golden {
  oneCycle: {
    anneal: 'cosine' | 'linear'
    rise: number
    startDivisor: number
    endDivisor: number
    rates: number[]
  }[]
  cosine: number[]
}
const golden = goldenJson('schedules.json') as Golden

/** The rate at every step of all epochs. */
function rates(schedule: Schedule, epochs: number, stepsPerEpoch: number, learningRate = 0.05): number[] {
  return Array.from({ length: epochs * stepsPerEpoch }, (_, i) =>
    learningRateAt(
      { learningRate, epochs, schedule },
      { epoch: Math.floor(i / stepsPerEpoch), step: i % stepsPerEpoch, stepsPerEpoch },
    ),
  )
}

function expectClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length)
  actual.forEach((rate, i) => expect(rate).toBeCloseTo(expected[i]!, 12))
}

describe('learning rate', () => {
  it.each(golden.oneCycle)(
    "one-cycle is PyTorch's OneCycleLR ($anneal, rise $rise)",
    ({ rates: expected, ...shape }) => {
      expectClose(rates({ kind: 'one-cycle', ...shape }, 3, expected.length / 3), expected)
    },
  )

  it("cosine is PyTorch's CosineAnnealingLR per epoch", () => {
    expectClose(rates({ kind: 'cosine' }, 12, 1), golden.cosine)
    expect(new Set(rates({ kind: 'cosine' }, 2, 5).slice(0, 5)).size).toBe(1)
  })

  it("cyclic is the paper's: three phases of four epochs, each 0.3 of the one before, then again (methods B.2)", () => {
    const phases = [0.01, 0.003, 0.0009, 0.01, 0.003, 0.0009]
    const recipe = RECIPES['blur-net-0.3']
    expectClose(
      rates(recipe.schedule, recipe.epochs, 1, 0.01),
      phases.flatMap((rate) => [rate, rate, rate, rate]),
    )
  })

  it('constant stays', () => {
    expect(new Set(rates({ kind: 'constant' }, 2, 3))).toEqual(new Set([0.05]))
  })

  it('stays finite and positive for very short one-cycle runs', () => {
    for (const steps of [1, 2, 3]) {
      for (const rate of rates(
        { kind: 'one-cycle', rise: 0.3, startDivisor: 25, endDivisor: 1e4, anneal: 'cosine' },
        1,
        steps,
      )) {
        expect(rate).toBeGreaterThan(0)
        expect(rate).toBeLessThanOrEqual(0.05)
      }
    }
  })
})

describe('presets', () => {
  it.each(Object.entries(RECIPES))('%s is a valid recipe', (_, recipe) => {
    expect(recipeSchema.parse(recipe)).toEqual(recipe)
  })
})
