/** The words of `halfpower neural tuning`, `manifold`, `similarity` and `maximal` for a request. */
import { USUAL_SCALING } from '../../contract/kinds/neural/scaling'
import { imageWords, option } from '../command/words'
import type { NeuralQuestion, NeuralRequest } from '../../contract/kinds/neural/study'

/** Where nothing is typed. */
const USUAL_SCALINGS = { manifold: 'none', similarity: USUAL_SCALING } as const

export function neuralWords(folder: string, request: NeuralRequest): string[] {
  const { question } = request
  return [
    ...['halfpower', 'neural', question.kind, folder, request.population],
    ...(question.kind === 'tuning'
      ? [
          ...option('--rule', question.rule.replace(' ', '-'), 'peak'),
          ...option('--frequencies', question.frequencies?.join(',')),
        ]
      : question.kind === 'maximal'
        ? maximalWords(question)
        : [
            ...option('--scaling', question.scaling, USUAL_SCALINGS[question.kind]),
            ...option('--seed', question.seed, 0),
          ]),
    ...(question.kind === 'manifold' ? option('--components', question.components, 10) : []),
    ...(question.kind === 'similarity'
      ? [
          ...option('--layers', question.layers?.join(',')),
          ...(question.spatialMean ? ['--spatial-mean'] : []),
          ...option('--model', request.models.join(',')),
        ]
      : []),
    ...option('--dataset', request.dataSet),
    ...option('--split', request.split),
    ...imageWords(request),
    ...option('--batch', request.batchSize, 64),
    ...option('--title', request.title),
    ...option('--device', request.device),
  ]
}

function maximalWords({
  neurons,
  random,
  norm,
  steps,
  seed,
}: Extract<NeuralQuestion, { kind: 'maximal' }>): string[] {
  return [
    ...(neurons === null ? option('--random', random, 24) : option('--neurons', neurons.join(','))),
    ...option('--norm', norm ?? undefined),
    ...option('--steps', steps, 200),
    ...option('--seed', seed, 0),
  ]
}
