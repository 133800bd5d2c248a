/** From a plan of hybrid images back to what was asked. */
import { USUAL_IMAGES } from '../../contract/kinds/hybrid/study'
import { requestedGrid } from '../../frequency/mixing-grids'
import { lostList, measuredAgain } from '../again/again'
import type { HybridPlan } from '../../contract/kinds/hybrid/study'
import type { Again, Known } from '../again/again'

export function hybridAgain(plan: HybridPlan, known: Known): Again<'hybrid'> {
  const { fMix, pairing, batchSize, device } = plan
  return {
    request: {
      kind: 'hybrid',
      ...measuredAgain(plan, USUAL_IMAGES, known),
      ...gridAgain(fMix.values, known.dataSets.get(plan.data.dataSet)?.height),
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

/** Nothing where it is the paper's, and one word where it is every radius. @param side of the images, in pixels */
function gridAgain(values: number[], side: number | undefined): { fMix?: number[] | 'radii' } {
  if (side === undefined) return { fMix: values }
  const isGrid = (asked: 'radii' | undefined): boolean => requestedGrid(asked, side).join() === values.join()
  if (isGrid(undefined)) return {}
  return { fMix: isGrid('radii') ? 'radii' : values }
}
