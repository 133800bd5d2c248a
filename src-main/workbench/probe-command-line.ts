/** The words of `halfpower corruptions`, `filter` and `fourier-map` for a request. */
import { BENCHMARK_CORRUPTIONS, SEVERITIES } from '../contract/kinds/corruption/corruptions'
import { SPECTRUM_IMAGES } from '../contract/kinds/corruption/study'
import { NATURALNESS_IMAGES } from '../contract/kinds/filter/study'
import { imageWords, option } from './command-line-words'
import type { CorruptionRequest } from '../contract/kinds/corruption/study'
import type { FilterRequest } from '../contract/kinds/filter/study'
import type { FourierMapRequest } from '../contract/kinds/fourier-map/study'

export function corruptionWords(folder: string, request: CorruptionRequest): string[] {
  const { source, models } = request
  return [
    ...['halfpower', 'corruptions', folder, '--dataset', request.dataSet],
    ...option('--split', request.split),
    ...(source.kind === 'official'
      ? [...option('--from', source.folder), ...option('--crop', source.crop, 'as stored')]
      : [
          ...option('--table', source.table),
          ...option('--seed', source.seed, 0),
          ...option('--gray-noise', source.grayNoise),
        ]),
    ...option('--types', request.types.join(','), BENCHMARK_CORRUPTIONS.join(',')),
    ...option('--severities', request.severities.join(','), SEVERITIES.join(',')),
    ...imageWords(request),
    ...(request.spectra ? ['--spectra'] : []),
    ...option('--spectrum-images', request.spectrumImages, SPECTRUM_IMAGES),
    ...option('--baseline', request.baseline),
    ...(request.keepImages ? ['--keep-images'] : []),
    ...common(request),
    ...(models.length === 0 ? [] : option('--model', models.join(','))),
  ]
}

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

function common(request: {
  batchSize: number
  title?: string | undefined
  device?: string | undefined
}): string[] {
  return [
    ...option('--batch', request.batchSize, 128),
    ...option('--title', request.title),
    ...option('--device', request.device),
  ]
}
