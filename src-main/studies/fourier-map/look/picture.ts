/** Pictures of Fourier basis images, and of images with one added, as the studies make them. */
import { UserError } from '../../../contract/errors'
import { addBasis, fourierBasis, randomSigns } from '../../../frequency/fourier-basis'
import { readImage } from '../../job'
import type { PictureOf } from '../../../contract/kinds/kinds'
import type { DataSet } from '../../../datasets/data-set'
import type { Drawn } from '../../job'

/** Index null: the basis image itself around mid-grey, brought to full contrast. */
export async function fourierPicture(picture: PictureOf<'fourier-map'>, data: DataSet): Promise<Drawn> {
  const { height, width, channels } = data
  const { index, row, column, norm, seed } = picture
  if (row >= height || column >= width)
    throw new UserError(
      'usage',
      `There is no direction (${row}, ${column}): the plane has ${height} rows and ${width} columns, counted from 0.`,
    )
  const basis = fourierBasis(height, width, { row, column })
  if (index === null) {
    const largest = basis.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const pixels = Float32Array.from(
      { length: basis.length * channels },
      (_, i) => 0.5 + (0.5 * basis[Math.floor(i / channels)]!) / largest,
    )
    return { pixels, shape: data }
  }
  const pixels = (await readImage(data, index)).slice()
  addBasis(pixels, basis, channels, norm, randomSigns(seed, { row, column }, index, channels))
  return { pixels, shape: data }
}
