/** The paper's words, each in a sentence or two, with where the methods say more. For the help panel. */
export interface Term {
  term: string
  words: string
}

export const GLOSSARY: readonly Term[] = [
  {
    term: 'adversarial perturbation',
    words:
      'The smallest change of an image that was found to make a model answer as asked: its target class, or any other class (methods D.2).',
  },
  {
    term: 'bar, interval',
    words:
      '95 % of such intervals hold the true value. Of f_rev: of this one trained network, over images and pairings; training again changes more (methods M.2).',
  },
  { term: 'baseline', words: 'A network without a blur, trained as the others were (methods A.2).' },
  {
    term: 'blur model',
    words:
      'A network behind a Gaussian blur of σ pixels, which is part of it while it is trained and measured (methods A.3).',
  },
  {
    term: 'clean accuracy',
    words: 'The share of unchanged images that a model names rightly (methods M.4).',
  },
  {
    term: 'corruption',
    words:
      'One of the common changes of images (noise, blur, weather, digital), in five severities (methods F.1).',
  },
  {
    term: 'cycles/image, cycles/pixel, cycles/degree',
    words:
      'Units of spatial frequency: periods over the width of the image, over one pixel, over one degree of visual angle. The last needs the project’s field of view.',
  },
  {
    term: 'ε',
    words:
      'The size of a perturbation of an image whose values are in [0, 1]: for L2 the root of the sum of squares, for L∞ the largest change of a pixel (methods D.4).',
  },
  { term: 'family', words: 'Networks that differ in their training seed only (methods M.2).' },
  {
    term: 'f_0.5',
    words:
      'Half-power frequency: half of the power of a model’s perturbations lies below it, in cycles/pixel (methods E).',
  },
  {
    term: 'f_mix',
    words:
      'Mixing frequency: a hybrid has what lies below it from one image and what lies above it from another, as a fraction of Nyquist (methods C.2).',
  },
  {
    term: 'Fourier map',
    words:
      'The error rate under a small perturbation along each direction of the Fourier basis (methods I.1).',
  },
  {
    term: 'f_rev',
    words:
      'Reversal frequency: the f_mix at which a model answers as often with the class of the low image as with that of the high one (methods C.5).',
  },
  {
    term: 'Goldilocks σ',
    words:
      'The σ of a blur family whose mean accuracy under corruptions is the highest; others may not be told apart from it (methods M.9).',
  },
  {
    term: 'hybrid image',
    words:
      'The low frequencies of one image with the high frequencies of an image of another class (methods C.2).',
  },
  {
    term: 'mouse V1',
    words:
      'The preferred spatial frequency of primary visual cortex of mice, 0.04 cycles/degree, as a line on frequency axes (methods I).',
  },
  {
    term: 'Nyquist',
    words: 'The highest frequency that pixels can hold: 0.5 cycles/pixel, or 1 as a fraction of Nyquist.',
  },
  {
    term: 'p_low, p_high, p_other',
    words:
      'The shares of hybrids answered with the class of the low image, of the high image, and with a third category (methods C.5).',
  },
  {
    term: 'pairing seed',
    words: 'Draws which image is mixed with which; each pairing is all images once more (methods C.3).',
  },
  { term: 'severity', words: 'How strong a corruption is, from 1 to 5 (methods F.1).' },
  {
    term: 'σ',
    words: 'Standard deviation of the Gaussian blur in front of a network, in pixels (methods A.3).',
  },
  {
    term: 'third category',
    words: 'A hybrid answered with the class of neither of its two images (methods C.5).',
  },
  {
    term: 'training seed',
    words:
      'Draws the first weights and the order of images of a training. Train three or more: one network says little about the next (methods K.4).',
  },
]
