/** What a sweep does in the job process. */
import { runAccuracy } from './accuracy'
import { runComponents } from './components'
import { runKeep } from './keep'
import { runSimilarities } from './similarities'
import { measureSpeed } from './speed'
import { runTrain } from './train'
import type { KindJob } from '../job'

export const sweepJob: KindJob<'sweep'> = {
  units: {
    train: runTrain,
    components: runComponents,
    keep: runKeep,
    accuracy: runAccuracy,
    'neural similarities': runSimilarities,
  },
  looks: ({ open, useDevice }) => ({
    answers: {
      async speed(question) {
        await useDevice(question.device, question.threads)
        return await measureSpeed(question, await open.data(question.images))
      },
    },
    pictures: {},
  }),
}
