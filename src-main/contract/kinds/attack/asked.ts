/** What such a study was asked, in one short phrase. */
import { imagesAsked, phrases } from '../../studies/phrases'
import { ATTACK_METHOD_FACTS, NORM_WORDS } from './methods'
import type { AttackPlan } from './study'

export function askedAttack({ data, images: attacked, settings, startFrom }: AttackPlan): string {
  const { method, norm, goal, margin, confidence, epsilon, samples } = settings
  return phrases(
    imagesAsked(data),
    `${ATTACK_METHOD_FACTS[method].title}, ${NORM_WORDS[norm]}`,
    goal === 'targeted'
      ? (/(element|class)-wise.*$/.exec(attacked.origin)?.[0] ?? attacked.origin)
      : 'untargeted',
    margin > 0 ? `margin ${margin} logits` : null,
    confidence === null ? null : `probability ${confidence}`,
    epsilon === null ? null : `within ε = ${epsilon}`,
    samples === 1 ? null : `${samples} samples`,
    startFrom === undefined ? null : `begun with those of ${startFrom.name}`,
  )
}
