/** What a Fourier map does in the job process. */
import { measureFourierSpeed } from './look/speed'
import { fourierPicture } from './look/picture'
import { runFourierRow } from './measure'
import type { KindJob } from '../job'

export const fourierMapJob: KindJob<'fourier-map'> = {
  units: { 'fourier row': runFourierRow },
  looks: ({ open, useDevice }) => ({
    answers: {
      async 'fourier speed'(question) {
        await useDevice(question.device, question.threads)
        return await measureFourierSpeed(question, open)
      },
    },
    pictures: { fourier: fourierPicture },
  }),
}
