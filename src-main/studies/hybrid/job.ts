/** What a study of hybrid images does in the job process. */
import { HybridPictures } from './look/picture'
import { readGallery } from './look/gallery'
import { readPairs } from './look/read-pairs'
import { StoredAnswers } from './look/stored-answers'
import { runHybrid, runRefinement } from './measure'
import { GalleryOrders } from '../gallery/orders'
import { runReversal } from './reverse'
import type { KindJob } from '../job'

export const hybridJob: KindJob<'hybrid'> = {
  units: { hybrid: runHybrid, 'hybrid refinement': runRefinement, reversal: runReversal },
  looks({ usePictureDevice }) {
    const stored = new StoredAnswers()
    const orders = new GalleryOrders()
    const pictures = new HybridPictures(stored, usePictureDevice)
    return {
      answers: {
        gallery: (question) => readGallery(question, stored, orders),
        'read pairs': async ({ specification, file }) => ({
          message: 'read pairs',
          pairs: await readPairs(specification, file),
        }),
      },
      pictures: { hybrid: (picture, data) => pictures.draw(picture, data) },
    }
  },
}
