/**
 * What the page of filters asks. Its pictures:
 *   image/filtered/DATASET/PART/INDEX/FILTER/CUTOFF.png     FILTER low-pass or high-pass; a fraction of Nyquist
 */
import { filterKindSchema } from '../../contract/kinds/filter/options'
import { WHOLE, decimalNumber, partOf, pictureAddress, wholeNumber } from '../address-words'
import { partSource } from '../part-source'
import { shownImages } from '../window'
import type { KindWindow, WindowDesk } from '../window'

export function filterWindow(desk: WindowDesk): KindWindow<'filter'> {
  return {
    methods: {
      async 'filter.preview'(input) {
        const { shown, place } = await shownImages(desk, input)
        const addresses = (filter: 'low-pass' | 'high-pass', cutOff: number): string[] =>
          input.images.map((index) =>
            pictureAddress('filtered', place.dataSet, place.split ?? WHOLE, index, filter, cutOff),
          )
        return {
          images: shown,
          cutOffs: input.cutOffs.map((cutOff) => ({
            cutOff,
            lowPass: addresses('low-pass', cutOff),
            highPass: addresses('high-pass', cutOff),
          })),
        }
      },
    },
    pictures: {
      async filtered([dataSet, part, index, filter, cutOff, ...more]) {
        const place = partOf(dataSet, part)
        const [image, known, value] = [
          wholeNumber(index),
          filterKindSchema.safeParse(filter),
          decimalNumber(cutOff, 0, 1),
        ]
        if (!place || image === null || !known.success || value === null || more.length > 0) return null
        const { source } = await partSource(desk.project, place.dataSet, place.split ?? WHOLE)
        return { kind: 'filtered', images: source, index: image, filter: known.data, cutOff: value }
      },
    },
  }
}
