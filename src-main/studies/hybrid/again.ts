/** From a plan of hybrid images back to what was asked. */
import { USUAL_IMAGES } from '../../contract/kinds/hybrid/study'
import { requestedGrid } from '../../frequency/mixing-grids'
import { lostList, measuredAgain } from '../again/again'
import type { GridAsked } from '../../contract/kinds/hybrid/options'
import type { HybridPlan } from '../../contract/kinds/hybrid/study'
import type { Again, Known } from '../again/again'

export function hybridAgain(plan: HybridPlan, known: Known): Again<'hybrid'> {
  const { fMix, pairing, batchSize, device } = plan
  return {
    request: {
      kind: 'hybrid',
      ...measuredAgain(plan, USUAL_IMAGES, known),
      ...gridAgain(fMix, known.dataSets.get(plan.data.dataSet)?.height),
      ...(pairing.kind === 'seeded' ? { seeds: pairing.seeds } : {}),
      batchSize,
      device,
    },
    lost:
      pairing.kind === 'seeded'
        ? []
        : [lostList('pairsFile', `Its ${pairing.pairs.low.length} pairs of images`)],
  }
}

/** Nothing where it is the paper's, and one word where it is every radius or was refined. @param side of the images, in pixels */
function gridAgain({ values, refined }: HybridPlan['fMix'], side: number | undefined): { fMix?: GridAsked } {
  if (refined) return { fMix: refined.grid === 'radii' ? 'adaptive' : 'adaptive-paper' }
  if (side === undefined) return { fMix: values }
  const isGrid = (asked: 'radii' | undefined): boolean =>
    requestedGrid(asked, side).values.join() === values.join()
  if (isGrid(undefined)) return {}
  return { fMix: isGrid('radii') ? 'radii' : values }
}
