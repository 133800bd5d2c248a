/** What a study of clean accuracy does in the job process. */
import { runEvaluate } from './run'
import type { KindJob } from '../job'

export const evaluationJob: KindJob<'evaluation'> = {
  units: { evaluate: runEvaluate },
  looks: () => ({ answers: {}, pictures: {} }),
}
