/**
 * What the page of Fourier maps asks. Its pictures:
 *   image/fourier/DATASET/PART/INDEX/ROW/COLUMN/NORM/SEED.png     INDEX a number, or basis
 */
import { WHOLE, decimalNumber, partOf, wholeNumber } from '../address-words'
import { partSource } from '../part-source'
import { estimateFourierMap } from './window/estimate'
import { previewFourier } from './window/preview'
import type { KindWindow, WindowDesk } from '../window'

export function fourierMapWindow(desk: WindowDesk): KindWindow<'fourier-map'> {
  return {
    methods: {
      'fourierMap.preview': (input) => previewFourier(desk, input),
      'fourierMap.estimate': ({ request }) => estimateFourierMap(desk, request),
    },
    pictures: {
      async fourier([dataSet, part, index, row, column, norm, seed, ...more]) {
        const place = partOf(dataSet, part)
        const image = index === 'basis' ? null : wholeNumber(index)
        const [r, c, size, number] = [
          wholeNumber(row),
          wholeNumber(column),
          decimalNumber(norm, Number.MIN_VALUE, 1e4),
          wholeNumber(seed),
        ]
        if (!place || (image === null && index !== 'basis') || more.length > 0) return null
        if (r === null || c === null || size === null || number === null) return null
        const { source } = await partSource(desk.project, place.dataSet, place.split ?? WHOLE)
        return { kind: 'fourier', images: source, index: image, row: r, column: c, norm: size, seed: number }
      },
    },
  }
}
