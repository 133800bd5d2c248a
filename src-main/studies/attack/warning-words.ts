/** What the guards and the sizes of an attack say about its result, in the sentences that are stored and shown with it. */
import type { EpsilonStatistics } from '../../attacks/epsilon-statistics'
import type { Warning } from '../../attacks/guards'
import type { AttackSummaryData } from '../../contract/kinds/attack/units'

type Said = AttackSummaryData['warnings'][number]

/** As a result stores it. */
export function said(warning: Warning): Said {
  return { guard: warning.guard, sentence: warningWords(warning) }
}

/** One sentence: what was found, and what follows from it. */
export function warningWords(warning: Warning): string {
  switch (warning.guard) {
    case 'randomised model':
      return 'Two passes over the same images gave different logits: the model is stochastic, and perturbations found with one sample per question are not reliable; set the number of samples above 1.'
    case 'softmax output':
      return 'The outputs of the model are probabilities (not negative, with a sum of 1) rather than logits: gradients vanish where it is certain, and perturbations come out too large; give the model without its softmax.'
    case 'non-finite gradient':
      return `The gradient of ${warning.images} of ${warning.of} clean images holds NaN or infinity: attacks that use gradients fail on them.`
    case 'zero gradient':
      return `The gradient of ${warning.images} of ${warning.of} clean images is zero everywhere: the model hides its gradient (rounding, saturation), and attacks that use it overestimate robustness; compare with a decision-based attack.`
    case 'constant gradient':
      return `All ${warning.of} clean images have the same gradient: the model is linear, or its gradient does not depend on the image.`
    case 'already target':
      return `${warning.images} of ${warning.of} clean images already meet the criterion: their ε is 0 and counts as such.`
    case 'incomplete success':
      return `For ${warning.images} of ${warning.of} images no perturbation was found: quantiles are given instead of the mean, and the spectrum covers the other images only.`
    case 'not verified':
      return `${warning.images} of ${warning.of} perturbations did not withstand a fresh forward pass and were rejected.`
    case 'black box beats white box':
      return `A short attack without gradients, from images of the data set, found smaller perturbations for ${warning.images} of ${warning.of} images: the model's gradient misleads, and its robustness is overestimated.`
    case 'samples change the answer':
      return samplesWords(warning)
  }
}

function samplesWords({
  samples,
  once,
  twice,
}: Extract<Warning, { guard: 'samples change the answer' }>): string {
  return `With ${2 * samples} instead of ${samples} samples per question the median ε is ${twice ?? 'censored'} instead of ${once ?? 'censored'}: ${samples} samples are too few for this model.`
}

/** Why there is no mean; null when a perturbation was found for every image. */
export function censoredWords({
  censored,
  count,
}: Pick<EpsilonStatistics, 'censored' | 'count'>): string | null {
  return censored === 0
    ? null
    : `For ${censored} of ${count} images no adversarial perturbation was found, so that their ε is only known to be larger: quantiles are given instead of the mean.`
}
