/** The words of `halfpower corruptions` for a request. */
import { BENCHMARK_CORRUPTIONS, SEVERITIES } from '../../contract/kinds/corruption/corruptions'
import { SPECTRUM_IMAGES } from '../../contract/kinds/corruption/study'
import { common, imageWords, option } from '../planning/command-line'
import type { CorruptionRequest } from '../../contract/kinds/corruption/study'

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
