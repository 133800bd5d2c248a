/** The words of `halfpower filter` for a request. */
import { NATURALNESS_IMAGES } from '../../contract/kinds/filter/study'
import { common, imageWords, option } from '../planning/command-line'
import type { FilterRequest } from '../../contract/kinds/filter/study'

export function filterWords(folder: string, request: FilterRequest): string[] {
  return [
    ...['halfpower', 'filter', folder, '--dataset', request.dataSet],
    ...option('--split', request.split),
    ...option('--filters', request.filters.join(','), 'low-pass,high-pass'),
    ...option('--cut-offs', request.cutOffs?.join(',')),
    ...imageWords(request),
    ...(request.naturalness ? [] : ['--no-naturalness']),
    ...option('--naturalness-images', request.naturalnessImages, NATURALNESS_IMAGES),
    ...common(request),
    ...option('--model', request.models.join(',')),
  ]
}
