/** Corruptions, filters and Fourier maps: what their pages ask beyond the studies. */
import {
  estimateFourierMap,
  inspectSet,
  previewCorruptions,
  previewFilters,
  previewFourier,
  readCorruptionGallery,
  readCorruptionMaps,
} from '../probe-looks'
import type { corruptionMethods } from '../../contract/kinds/corruption/window'
import type { filterMethods } from '../../contract/kinds/filter/window'
import type { fourierMapMethods } from '../../contract/kinds/fourier-map/window'
import type { Desk, Handlers } from '../desk'

export function probeHandlers(
  desk: Desk,
): Handlers<keyof typeof corruptionMethods | keyof typeof filterMethods | keyof typeof fourierMapMethods> {
  return {
    'corruption.inspect': (input) => inspectSet(desk, input),
    'corruption.preview': (input) => previewCorruptions(desk, input),
    'corruption.gallery': (input) => readCorruptionGallery(desk, input),
    'corruption.maps': (input) => readCorruptionMaps(desk, input),
    'filter.preview': (input) => previewFilters(desk, input),
    'fourierMap.preview': (input) => previewFourier(desk, input),
    'fourierMap.estimate': (input) => estimateFourierMap(desk, input),
  }
}
