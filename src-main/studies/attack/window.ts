/**
 * What the page of perturbations asks. Its pictures:
 *   image/perturbed/STUDY/MODEL/INDEX.png
 *   image/difference/STUDY/MODEL/INDEX/GAIN.png     GAIN a number above 0
 */
import { UserError } from '../../contract/errors'
import { targetsToCsv } from '../../attacks/targets-csv'
import { GalleryOrders } from '../gallery/orders'
import { estimateAttack } from './window/estimate'
import { readAttackGallery } from './window/gallery'
import { differencePicture, perturbedPicture } from './window/picture'
import { AttackViews } from './window/views'
import type { KeptGallery } from './window/gallery'
import type { KindWindow, WindowDesk } from '../window'

export function attackWindow(desk: WindowDesk): KindWindow<'attack'> {
  const views = new AttackViews(desk.project)
  const kept: KeptGallery = { orders: new GalleryOrders(), gain: null }
  return {
    methods: {
      'attack.gallery': (input) => readAttackGallery(desk, views, kept, input),
      async 'attack.targets'({ study }) {
        const { studies } = desk.project
        const { id } = await studies.find(study)
        const plan = (await studies.plan(id))?.plan
        const attack = plan?.kind === 'spectrum' ? plan.attack : plan
        if (attack?.kind !== 'attack' || attack.images.targets === null)
          throw new UserError('usage', `The study "${id}" has no targets: only targeted perturbations have.`)
        const { indices, targets } = attack.images
        const csv = targetsToCsv({ indices: Int32Array.from(indices), targets: Int32Array.from(targets) })
        return { csv, images: indices.length }
      },
      'attack.estimate': ({ request }) => estimateAttack(desk, request),
    },
    pictures: {
      perturbed: (words) => perturbedPicture(views, words),
      difference: (words) => differencePicture(views, words),
    },
    forget: () => views.forget(),
  }
}
