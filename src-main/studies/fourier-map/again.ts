/** From a plan of a Fourier map back to what was asked. */
import { USUAL_IMAGES } from '../../contract/kinds/fourier-map/study'
import { measuredAgain } from '../again/again'
import { AS_ASKED, usualExtent } from './plan'
import type { FourierMapPlan } from '../../contract/kinds/fourier-map/study'
import type { Again, Known } from '../again/again'

export function fourierMapAgain(plan: FourierMapPlan, known: Known): Again<'fourier-map'> {
  const { norm, seed, batchSize, device, size } = plan
  // No frequency of the whole plane is above half of the side.
  const extent = plan.extent ?? Math.ceil(size / 2)
  const isUsual = plan.extent === usualExtent(size)
  return {
    request: {
      kind: 'fourier-map',
      ...measuredAgain(plan, USUAL_IMAGES, known),
      ...(norm.origin === AS_ASKED ? { norm: norm.value } : {}),
      ...(isUsual ? {} : { extent }),
      seed,
      batchSize,
      device,
    },
    lost: [],
  }
}
