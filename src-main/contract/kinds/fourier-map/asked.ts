/** What such a study was asked, in one short phrase. */
import { imagesAsked, phrases } from '../../studies/phrases'
import type { FourierMapPlan } from './study'

export function askedFourierMap(plan: FourierMapPlan): string {
  return phrases(
    imagesAsked(plan.data),
    `perturbations of L2 norm ${Number(plan.norm.value.toPrecision(3))} per channel`,
    plan.extent === null ? 'whole plane' : `up to ${plan.extent} cycles/image`,
    `sign seed ${plan.seed}`,
  )
}
