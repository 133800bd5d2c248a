/** What a network drawn to neurons is called: by the population's name, as everywhere in the window. */
import { expect, it } from 'vitest'
import { neuralTerms, termWords } from '../../src-main/studies/sweep/neural-runs'
import type { NeuralTermPlan } from '../../src-main/contract/kinds/sweep/neural'

const neural = {
  population: { id: 'mouse-v1-2', identity: 'a'.repeat(64), name: 'Mouse V1, animal 2' },
  alphas: [10],
  controls: ['none', 'shuffled', 'pixels'],
  layers: ['section2'],
} as unknown as NeuralTermPlan

it('says the name of the population, not its id', () => {
  expect(neuralTerms({ neural }).map((term) => termWords(term!))).toEqual([
    'α = 10 of Mouse V1, animal 2',
    'α = 10, Mouse V1, animal 2, shuffled',
    'α = 10, pixels',
  ])
})

it('falls back on the id in models of older versions, which say no name', () => {
  const [term] = neuralTerms({ neural })
  const { name: _, ...old } = term!
  expect(termWords(old)).toBe('α = 10 of mouse-v1-2')
})
