/** Pictures of low- and high-passed images, as the studies make them (methods C.6). */
import * as tf from '../../devices/tf'
import { mixingFrequency } from '../../contract/units'
import { FrequencyFilter } from '../../frequency/low-and-high-pass'
import { readImage, squareSide } from '../job'
import type { PictureOf } from '../../contract/kinds/kinds'
import type { DataSet } from '../../datasets/data-set'
import type { Drawn } from '../job'

/** Filters images of one size each; keeps the transforms on the device. */
export class FilteredPictures {
  readonly #filters = new Map<number, FrequencyFilter>()

  constructor(private readonly useDevice: () => Promise<void>) {}

  async draw({ index, filter, cutOff }: PictureOf<'filter'>, data: DataSet): Promise<Drawn> {
    const side = squareSide(data)
    await this.useDevice()
    const pixels = await readImage(data, index)
    let known = this.#filters.get(side)
    if (!known) this.#filters.set(side, (known = new FrequencyFilter(side)))
    const result = tf.tidy(() =>
      known.apply(
        tf.tensor4d(pixels, [1, side, side, data.channels]),
        filter,
        known.mask(mixingFrequency(cutOff)),
      ),
    )
    try {
      return { pixels: await result.data<'float32'>(), shape: data }
    } finally {
      result.dispose()
    }
  }
}
