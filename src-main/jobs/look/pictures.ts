/**
 * Makes the pictures of the window: images as they are, blurred as a network blurs them, hybrids with their
 * parts (methods C.4, the rows of the paper's figure), and images as an attack has left them.
 */
import * as tf from '../../devices/tf'
import { UserError, toErrorData } from '../../contract/errors'
import { mixingFrequency } from '../../contract/units'
import { HybridMixer } from '../../frequency/hybrid-images'
import { blurImage } from '../../networks/blur-image'
import { encodePng } from './png'
import { FilteredPictures, corruptedPicture, fourierPicture } from './probe-pictures'
import { StoredBlocks } from './stored-blocks'
import type { LookMessageOf, Picture } from '../../contract/look'
import type { DataSet } from '../../datasets/data-set'
import type { OpenThings } from '../../studies/context'
import type { StoredAnswers } from './stored-answers'

type HybridPicture = Extract<Picture, { kind: 'hybrid' }>

export class PictureMaker {
  readonly #mixers = new Map<number, HybridMixer>()
  readonly #blocks = new StoredBlocks()
  readonly #filtered = new FilteredPictures()

  /** @param useDevice makes tensors usable in this process; called only when a picture needs them */
  constructor(
    private readonly open: OpenThings,
    private readonly stored: StoredAnswers,
    private readonly useDevice: () => Promise<void>,
  ) {}

  /** Every picture that can be made; the others with their reason. */
  async make(pictures: readonly Picture[]): Promise<LookMessageOf<'pictures'>> {
    const made: LookMessageOf<'pictures'>['pictures'] = []
    for (const picture of pictures) {
      try {
        made.push({ png: await this.#png(picture) })
      } catch (error) {
        made.push({ error: toErrorData(error) })
      }
    }
    return { message: 'pictures', pictures: made }
  }

  async #png(picture: Picture): Promise<Uint8Array<ArrayBuffer>> {
    const data = await this.open.data(picture.images)
    switch (picture.kind) {
      case 'image':
        return await encodePng(await readOne(data, picture.index), data)
      case 'blurred': {
        const pixels = await readOne(data, picture.index)
        return await encodePng(blurImage(pixels, sideOf(data), data.channels, picture.sigma), data)
      }
      case 'perturbed':
        return await encodePng(await this.#blocks.perturbed(picture.block, picture.index), data)
      case 'difference': {
        const perturbed = await this.#blocks.perturbed(picture.block, picture.index)
        const clean = await readOne(data, picture.index)
        const around = clean.map((value, i) => 0.5 + picture.gain * (perturbed[i]! - value))
        return await encodePng(around, data)
      }
      case 'corrupted': {
        const made = await corruptedPicture(this.open, picture)
        return await encodePng(made.pixels, made.data)
      }
      case 'filtered':
        sideOf(data)
        await this.useDevice()
        return await encodePng(await this.#filtered.make(data, picture), data)
      case 'fourier':
        return await encodePng(await fourierPicture(data, picture), data)
      case 'hybrid':
        return await encodePng(await this.#hybrid(picture, data), data)
      default:
        throw picture satisfies never
    }
  }

  async #hybrid(picture: HybridPicture, data: DataSet): Promise<Float32Array> {
    const pair = await this.#pair(picture.pair)
    const images = { low: await readOne(data, pair.low), high: await readOne(data, pair.high) }
    await this.useDevice()
    const mixer = this.#mixer(sideOf(data))
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
      return await result.data<'float32'>()
    } finally {
      result.dispose()
    }
  }

  async #pair(source: HybridPicture['pair']): Promise<{ low: number; high: number }> {
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

async function readOne(data: DataSet, index: number): Promise<Float32Array> {
  if (index >= data.count)
    throw new UserError('usage', `There is no image ${index}: the part has ${data.count}, counted from 0.`)
  return await data.read([index])
}

function sideOf(data: DataSet): number {
  if (data.height === data.width) return data.height
  throw new UserError(
    'input',
    `The images are ${data.width}×${data.height} pixels, but must be square here: add the data set again with one size.`,
  )
}
