/** The sentences that results have stored since their first version: none may change with where it is made. */
import { expect, it } from 'vitest'
import { censoredWords, said } from '../../src-main/studies/attack/warning-words'
import type { Warning } from '../../src-main/attacks/guards'

it.each<[Warning, string]>([
  [
    { guard: 'already target', images: 5, of: 5 },
    '5 of 5 clean images already meet the criterion: their ε is 0 and counts as such.',
  ],
  [
    { guard: 'samples change the answer', samples: 8, once: 0.12, twice: 0.15 },
    'With 16 instead of 8 samples per question the median ε is 0.15 instead of 0.12: 8 samples are too few for this model.',
  ],
  [
    { guard: 'samples change the answer', samples: 4, once: 0.12, twice: null },
    'With 8 instead of 4 samples per question the median ε is censored instead of 0.12: 4 samples are too few for this model.',
  ],
  [
    { guard: 'incomplete success', images: 2, of: 12 },
    'For 2 of 12 images no perturbation was found: quantiles are given instead of the mean, and the spectrum covers the other images only.',
  ],
  [
    { guard: 'not verified', images: 1, of: 12 },
    '1 of 12 perturbations did not withstand a fresh forward pass and were rejected.',
  ],
  [
    { guard: 'non-finite gradient', images: 1, of: 3 },
    'The gradient of 1 of 3 clean images holds NaN or infinity: attacks that use gradients fail on them.',
  ],
  [
    { guard: 'black box beats white box', images: 3, of: 8 },
    "A short attack without gradients, from images of the data set, found smaller perturbations for 3 of 8 images: the model's gradient misleads, and its robustness is overestimated.",
  ],
])('stores %j in the same words', (warning, sentence) => {
  expect(said(warning)).toEqual({ guard: warning.guard, sentence })
})

it('says of how many images nothing was found', () => {
  expect(censoredWords({ censored: 0, count: 12 })).toBeNull()
  expect(censoredWords({ censored: 2, count: 12 })).toBe(
    'For 2 of 12 images no adversarial perturbation was found, so that their ε is only known to be larger: quantiles are given instead of the mean.',
  )
})
