/** Pictures of hybrids with their parts (methods C.4, the rows of the paper's figure). */
import * as tf from '../../../devices/tf'
import { UserError } from '../../../contract/errors'
import { mixingFrequency } from '../../../contract/units'
import { HybridMixer } from '../../../frequency/hybrid-images'
import { readImage, squareSide } from '../../job'
import type { PictureOf } from '../../../contract/kinds/kinds'
import type { DataSet } from '../../../datasets/data-set'
import type { Drawn } from '../../job'
import type { StoredAnswers } from './stored-answers'

type Picture = PictureOf<'hybrid'>

export class HybridPictures {
  readonly #mixers = new Map<number, HybridMixer>()

  constructor(
    private readonly stored: StoredAnswers,
    private readonly useDevice: () => Promise<void>,
  ) {}

  async draw(picture: Picture, data: DataSet): Promise<Drawn> {
    const pair = await this.#pair(picture.pair)
    const images = { low: await readImage(data, pair.low), high: await readImage(data, pair.high) }
    await this.useDevice()
    const mixer = this.#mixer(squareSide(data))
    const result = tf.tidy(() => {
      const tensor = (pixels: Float32Array): tf.Tensor4D =>
        tf.tensor4d(pixels, [1, data.height, data.width, data.channels])
      const mask = mixer.mask(mixingFrequency(picture.fMix))
      if (picture.part === 'low') return mixer.lowPart(tensor(images.low), mask)
      const high = tensor(images.high)
      if (picture.part === 'high') return mixer.highPart(high, mask)
      return mixer.mix(high, mixer.differenceSpectrum(tensor(images.low), high), mask)
    })
    try {
      return { pixels: await result.data<'float32'>(), shape: data }
    } finally {
      result.dispose()
    }
  }

  async #pair(source: Picture['pair']): Promise<{ low: number; high: number }> {
    if (source.kind === 'given') return source
    const block = await this.stored.first(source.files)
    const low = block?.low[source.position]
    const high = block?.high[source.position]
    if (low === undefined || high === undefined)
      throw new UserError(
        'usage',
        `There is no pair ${source.position} in this pairing, or it is not made yet.`,
      )
    return { low, high }
  }

  #mixer(side: number): HybridMixer {
    let mixer = this.#mixers.get(side)
    if (!mixer) this.#mixers.set(side, (mixer = new HybridMixer(side)))
    return mixer
  }
}
