/** What a measurement of a population does in the job process. */
import { runManifold } from './run-manifold'
import { runMaximal } from './run-maximal'
import { runLayerSimilarity, runPopulationProducts } from './run-similarity'
import { runTuning } from './run-tuning'
import type { KindJob } from '../job'

export const neuralJob: KindJob<'neural'> = {
  units: {
    'neural tuning': runTuning,
    'neural manifold': runManifold,
    'neural products': runPopulationProducts,
    'neural similarity': runLayerSimilarity,
    'neural maximal': runMaximal,
  },
  looks: () => ({ answers: {}, pictures: {} }),
}
