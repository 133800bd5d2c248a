/** What a study of low- and high-passed images does in the job process. */
import { FilteredPictures } from './picture'
import { runFilter } from './measure'
import { runImageStatistics } from './statistics'
import type { KindJob } from '../job'

export const filterJob: KindJob<'filter'> = {
  units: { filter: runFilter, 'image statistics': runImageStatistics },
  looks({ usePictureDevice }) {
    const pictures = new FilteredPictures(usePictureDevice)
    return { answers: {}, pictures: { filtered: (picture, data) => pictures.draw(picture, data) } }
  },
}
