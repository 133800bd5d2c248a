/** Pictures of corrupted, filtered and Fourier-perturbed images, as the studies make them. */
import * as tf from '../../devices/tf'
import { UserError } from '../../contract/errors'
import { mixingFrequency } from '../../contract/units'
import { FrequencyFilter } from '../../frequency/filters'
import { addBasis, fourierBasis, randomSigns } from '../../frequency/fourier-basis'
import { openCell } from '../../studies/corruption/cells'
import type { Picture } from '../../contract/look'
import type { DataSet } from '../../datasets/data-set'
import type { OpenThings } from '../../studies/context'

type Of<Kind extends Picture['kind']> = Extract<Picture, { kind: Kind }>

/** The image of a cell. @throws UserError('usage') when there is no such image */
export async function corruptedPicture(open: OpenThings, { images, cell, index }: Of<'corrupted'>) {
  const { data } = await openCell(open, { ...images, limit: null }, cell, true)
  return { pixels: await readImage(data, index), data }
}

/** Filters images of one size each; keeps the transforms on the device. */
export class FilteredPictures {
  readonly #filters = new Map<number, FrequencyFilter>()

  async make(data: DataSet, { index, filter, cutOff }: Of<'filtered'>): Promise<Float32Array> {
    const pixels = await readImage(data, index)
    const { height, width, channels } = data
    let known = this.#filters.get(height)
    if (!known) this.#filters.set(height, (known = new FrequencyFilter(height)))
    const result = tf.tidy(() =>
      known.apply(
        tf.tensor4d(pixels, [1, height, width, channels]),
        filter,
        known.mask(mixingFrequency(cutOff)),
      ),
    )
    try {
      return await result.data<'float32'>()
    } finally {
      result.dispose()
    }
  }
}

export async function fourierPicture(data: DataSet, picture: Of<'fourier'>): Promise<Float32Array> {
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
    return Float32Array.from(
      { length: basis.length * channels },
      (_, i) => 0.5 + (0.5 * basis[Math.floor(i / channels)]!) / largest,
    )
  }
  const pixels = (await readImage(data, index)).slice()
  addBasis(pixels, basis, channels, norm, randomSigns(seed, { row, column }, index, channels))
  return pixels
}

async function readImage(data: DataSet, index: number): Promise<Float32Array> {
  if (index >= data.count)
    throw new UserError('usage', `There is no image ${index}: there are ${data.count}, counted from 0.`)
  return await data.read([index])
}
