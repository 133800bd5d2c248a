/** What a study of common corruptions does in the job process. */
import { openCell } from './cells'
import { CorruptionAnswers } from './look/answers'
import { inspectCorruptionSet } from './look/inspect-set'
import { readCorruptionMaps } from './look/maps'
import { runCorruption } from './measure'
import { runCorruptionMeans } from './means'
import { runCorruptedImages, runCorruptionSpectrum } from './spectrum'
import { readImage } from '../job'
import type { KindJob } from '../job'

export const corruptionJob: KindJob<'corruption'> = {
  units: {
    corruption: runCorruption,
    'corruption means': runCorruptionMeans,
    'corrupted images': runCorruptedImages,
    'corruption spectrum': runCorruptionSpectrum,
  },
  looks({ open }) {
    const answers = new CorruptionAnswers()
    return {
      answers: {
        'inspect corruption set': async (question) => ({
          message: 'inspect corruption set',
          found: await inspectCorruptionSet(question),
        }),
        'corruption answers': (question) => answers.read(question),
        'corruption maps': readCorruptionMaps,
      },
      pictures: {
        /** The image of a cell. */
        async corrupted({ images, cell, index }) {
          const { data } = await openCell(open, { ...images, limit: null }, cell, true)
          return { pixels: await readImage(data, index), shape: data }
        },
      },
    }
  },
}
