/** The words of `halfpower fourier-map` for a request. */
import { common, imageWords, option } from '../planning/command-line'
import type { FourierMapRequest } from '../../contract/kinds/fourier-map/study'

export function fourierMapWords(folder: string, request: FourierMapRequest): string[] {
  return [
    ...['halfpower', 'fourier-map', folder, '--dataset', request.dataSet],
    ...option('--split', request.split),
    ...option('--norm', request.norm),
    ...option('--extent', request.extent),
    ...imageWords(request),
    ...option('--seed', request.seed, 0),
    ...common(request),
    ...option('--model', request.models.join(',')),
  ]
}
