/** Perturbations and their spectra: looking at what was found, targets, estimates. */
import { UserError } from '../../contract/errors'
import { targetsToCsv } from '../../attacks/targets-csv'
import { estimateAttack } from '../attack-estimate'
import { readAttackGallery } from '../attack-gallery'
import { averageSpectrum, readHeatMaps } from '../spectrum-looks'
import type { Desk, Handlers } from '../desk'

export function attackHandlers(
  desk: Desk,
): Handlers<
  'attack.gallery' | 'attack.targets' | 'attack.estimate' | 'spectrum.heatMap' | 'spectrum.average'
> {
  return {
    'attack.gallery': (input) => readAttackGallery(desk, input),
    'attack.targets': async ({ study }) => {
      const { id } = await desk.open.project.studies.find(study)
      const { plan } = await desk.planOf(id)
      const attack = plan.kind === 'spectrum' ? plan.attack : plan
      if (attack.kind !== 'attack' || attack.images.targets === null)
        throw new UserError('usage', `The study "${id}" has no targets: only targeted perturbations have.`)
      const { indices, targets } = attack.images
      const csv = targetsToCsv({ indices: Int32Array.from(indices), targets: Int32Array.from(targets) })
      return { csv, images: indices.length }
    },
    'attack.estimate': ({ request }) => estimateAttack(desk, request),
    'spectrum.heatMap': (input) => readHeatMaps(desk, input),
    'spectrum.average': (input) => averageSpectrum(desk, input),
  }
}
