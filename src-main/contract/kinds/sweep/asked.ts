/** What such a study was asked, in one short phrase. */
import { imagesAsked, list, numbered, phrases } from '../../studies/phrases'
import type { SweepPlan } from './study'

export function askedSweep({
  sigmas,
  components,
  noises,
  seeds,
  network,
  recipe,
  train,
  neural,
}: SweepPlan): string {
  return phrases(
    sigmas.length === 0 ? null : `σ ${list(sigmas.map((sigma) => sigma ?? 'none'))} pixels`,
    components === undefined ? null : `${list(components)} components`,
    noises === undefined ? null : `noise σ ${list(noises)}`,
    `training ${numbered('seed', seeds)}`,
    `width ${network.width}`,
    `${recipe.epochs} ${recipe.epochs === 1 ? 'epoch' : 'epochs'} of ${imagesAsked(train)}`,
    neural === undefined ? null : 'with neurons',
  )
}
