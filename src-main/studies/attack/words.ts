/** Attacks as they are said on figures and in lists. */
import { ATTACK_METHOD_FACTS, NORM_WORDS } from '../../contract/kinds/attack/methods'
import type { AttackPlan, AttackSettings } from '../../contract/kinds/attack/study'

/** Method, norm and criterion in one phrase, e.g. `minimal, L2: the target wins by more than 0.01 logits`. */
export function attackInWords(settings: AttackSettings): string {
  const { method, norm, goal, margin, confidence, epsilon, samples } = settings
  const wins = goal === 'targeted' ? 'the target wins' : 'another class wins'
  const by = margin > 0 ? ` by more than ${margin} logits` : ''
  const probability = confidence === null ? '' : ` with a probability of at least ${confidence}`
  const within = epsilon === null ? '' : `, within ε = ${epsilon}`
  const averaged = samples === 1 ? '' : `, ${samples} samples per question`
  return `${ATTACK_METHOD_FACTS[method].title}, ${NORM_WORDS[norm]}: ${wins}${by}${probability}${within}${averaged}`
}

/** With whose perturbations searches began, as it stands behind the method; nothing where they began anew. */
export function startInWords({ startFrom }: Pick<AttackPlan, 'startFrom'>): string {
  return startFrom === undefined
    ? ''
    : `, begun with the perturbations of ${startFrom.name}, not the search anew`
}
