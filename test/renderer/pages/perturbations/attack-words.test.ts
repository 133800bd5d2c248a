import { describe, expect, it } from 'vitest'
import { imageStatusSchema } from '../../../../src-main/contract/kinds/attack/study'
import { IMAGE_STATES } from '../../../../src-main/figures/image-states'
import {
  gainWords,
  predictionWords,
  sizeWords,
} from '../../../../src-renderer/pages/perturbations/attack-words'
import type { GalleryPerturbation } from '../../../../src-main/contract/kinds/attack/window'

const perturbation = (changes: Partial<GalleryPerturbation> = {}): GalleryPerturbation => ({
  model: 'm',
  status: 'found',
  distance: 0.00303,
  largest: 0.00303,
  confidence: 0.507,
  queries: 300,
  foundBy: 'FMN',
  gain: 30,
  predicted: 'ship',
  clean: { predicted: 'cat', confidence: 0.913 },
  perturbed: null,
  difference: null,
  ...changes,
})

describe('words of a perturbation', () => {
  it('say its size with the unit, or why it has none', () => {
    expect(sizeWords(perturbation(), 'Linf')).toBe('0.00303 = 0.773/255')
    expect(sizeWords(perturbation(), 'L2')).toBe('0.00303')
    expect(sizeWords(perturbation({ status: 'start failed', distance: null }), 'L2')).toBe('nothing found')
    expect(sizeWords(perturbation({ status: 'already target', distance: 0 }), 'L2')).toBe(
      'is the target already',
    )
  })

  it('say what the model answered before and after', () => {
    expect(predictionWords(perturbation())).toBe('cat 0.91 → ship 0.51')
    expect(predictionWords(perturbation({ predicted: null }))).toBe('cat 0.91')
    expect(predictionWords(perturbation({ clean: { predicted: null, confidence: null } }))).toBe(
      'no finite answer → ship 0.51',
    )
  })

  it('tell every status by sign and word', () => {
    const states = imageStatusSchema.options.map((status) => IMAGE_STATES[status])
    expect(new Set(states.map(({ sign }) => sign)).size).toBe(states.length)
    expect(new Set(states.map(({ words }) => words)).size).toBe(states.length)
  })

  it('say how differences are enlarged', () => {
    expect(gainWords(123.4)).toBe('differences × 123 around mid-grey')
    expect(gainWords(3.94)).toBe('differences × 3.9 around mid-grey')
    expect(gainWords(null)).toBe('each difference enlarged by itself around mid-grey')
  })
})
