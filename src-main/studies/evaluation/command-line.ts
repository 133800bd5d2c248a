/** The words of `halfpower model test` for a request. */
import { imageWords, option } from '../command/words'
import type { StudyRequest } from '../../contract/plans'

type Evaluation = Extract<StudyRequest, { kind: 'evaluation' }>

export function evaluationWords(folder: string, model: string, request: Evaluation): string[] {
  return [
    ...['halfpower', 'model', 'test', folder, model, '--dataset', request.dataSet],
    ...option('--split', request.split),
    ...imageWords(request),
    ...option('--batch', request.batchSize, 128),
    ...option('--device', request.device),
  ]
}
