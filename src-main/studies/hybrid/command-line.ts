/** The words of `halfpower hybrid` for a request. */
import { imageWords, option } from '../planning/command-line'
import type { StudyRequest } from '../../contract/plans'

type Hybrid = Extract<StudyRequest, { kind: 'hybrid' }>

export function hybridWords(folder: string, request: Omit<Hybrid, 'kind'>): string[] {
  const { pairsFile, seeds } = request
  return [
    ...['halfpower', 'hybrid', folder, '--dataset', request.dataSet],
    ...option('--split', request.split),
    ...option('--f-mix', typeof request.fMix === 'string' ? request.fMix : request.fMix?.join(',')),
    // A list of pairs needs no seeds, and refuses them.
    ...(pairsFile === undefined
      ? option('--seeds', seeds.join(','), '0,1,2,3')
      : option('--pairs', pairsFile)),
    ...imageWords(request),
    ...option('--batch', request.batchSize, 128),
    ...option('--title', request.title),
    ...option('--device', request.device),
    ...option('--model', request.models.join(',')),
  ]
}
