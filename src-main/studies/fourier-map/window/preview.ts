/** Images with Fourier basis images added, before a study. */
import { UserError } from '../../../contract/errors'
import { WHOLE, pictureAddress } from '../../address-words'
import { shownImages } from '../../window'
import { perturbationNorm } from '../plan'
import type { InputOf } from '../../../contract/kinds/kinds'
import type { FourierPreview } from '../../../contract/kinds/fourier-map/window'
import type { WindowDesk } from '../../window'

export async function previewFourier(
  desk: WindowDesk,
  input: InputOf<'fourier-map', 'fourierMap.preview'>,
): Promise<FourierPreview> {
  const { file, shown, place } = await shownImages(desk, input)
  const norm = perturbationNorm(file.height, file.channels, input.norm ?? undefined)
  const { seed } = input
  return {
    norm,
    images: shown,
    directions: input.directions.map(({ row, column }) => {
      if (row >= file.height || column >= file.width)
        throw new UserError(
          'usage',
          `There is no direction (${row}, ${column}): the plane has ${file.height} rows and ${file.width} columns, counted from 0.`,
        )
      const url = (index: number | null) =>
        pictureAddress(
          'fourier',
          place.dataSet,
          place.split ?? WHOLE,
          index ?? 'basis',
          row,
          column,
          norm.value,
          seed,
        )
      const along = (at: number, size: number): number => (at - Math.floor(size / 2)) / size
      return {
        row,
        column,
        frequency: {
          value: Math.hypot(along(row, file.height), along(column, file.width)),
          unit: 'cycles/pixel',
        },
        basis: url(null),
        urls: input.images.map(url),
      }
    }),
  }
}
