/**
 * What a network was made to see, found out on a sample: its accuracy under each normaliser that can be meant, and
 * under other ranges, orders and numbers of channels. It reports and says what stands out; it never chooses.
 * Not here: which normalisers there are (normaliser-presets.ts).
 */
import type { ContractSample, ContractVariant } from './contract-sample'
import { UserError } from '../../contract/errors'
import { flush } from '../../devices/step'
import * as tf from '../../devices/tf'
import type { FrozenNetwork } from '../network'
import { isStochastic } from '../../contract/model'
import { MEASURED_PASSES, measuredLogits } from '../front-end/noise'
import { describeContract } from './input-contract-words'
import type { NormaliserValues } from './recognition'
import { asChannels, reverseChannels, scaled } from './sample-pixels'

export interface InputContract {
  images: number
  /** Passes whose mean logits decide: several of a stochastic model, else 1. */
  passes: number
  /** One for each candidate, in their order: values in [0,1], channels red, green, blue. */
  normalisers: ContractVariant[]
  /** The same images given otherwise, with the best of the normalisers. */
  others: ContractVariant[]
  /** What a user should know, one sentence each. */
  sentences: string[]
}

export interface ContractOptions {
  /** Images at once; one shape throughout. */
  batchSize?: number
  /** Readings of the file that were compared before, of which this one is the best: what the sentences must allow for. */
  triedBefore?: number
  onProgress?: (done: number, total: number) => void
  signal?: AbortSignal
}

/** Caffe's way: values 0–255, ImageNet's mean taken off, no division. */
const CAFFE_MEAN = [0.485, 0.456, 0.406]
const RANGE = 255

/**
 * @param build a network of the candidate with this normaliser; it is disposed here
 * @param candidates normalisers to compare (`normaliserCandidates`), at least one
 * @throws UserError('input') when the sample has another size or more classes than the network can answer;
 *   UserError('cancelled') on abort
 */
export async function inputContractCheck(
  build: (normaliser: NormaliserValues) => FrozenNetwork,
  candidates: readonly (NormaliserValues & { name: string })[],
  sample: ContractSample,
  options: ContractOptions = {},
): Promise<InputContract> {
  const [first] = candidates
  if (!first) throw new Error('There is no normaliser to compare.')
  const trial = new Trial(build, sample, options)
  try {
    trial.prepare(first)
    const { channels } = trial.configuration
    const images = asChannels(sample, channels)
    trial.expect(candidates.length + otherWays(first, channels).length)
    const normalisers = await trial.compare(candidates, images)
    const best = normalisers.reduce((most, one) => (one.accuracy > most.accuracy ? one : most))
    const found: ContractVariant[] = []
    for (const variant of otherWays(best, channels)) {
      const pixels = variant.colour === 'desaturated' ? desaturated(images) : images
      found.push({ ...variant, ...(await trial.answers(pixels, variant, variant.order)) })
    }
    const sentences = describeContract({
      ...{ sample, channels, normalisers, others: found },
      triedBefore: options.triedBefore ?? 0,
    })
    const { passes } = trial
    return {
      images: sample.count,
      passes,
      normalisers,
      others: found,
      sentences: passes === 1 ? sentences : [passesWords(passes), ...sentences],
    }
  } finally {
    trial.dispose()
  }
}

/** Only the normalisers, with the images as they usually are: for telling apart readings of one file. */
export async function compareNormalisers(
  build: (normaliser: NormaliserValues) => FrozenNetwork,
  candidates: readonly (NormaliserValues & { name: string })[],
  sample: ContractSample,
  options: ContractOptions = {},
): Promise<ContractVariant[]> {
  const trial = new Trial(build, sample, options)
  try {
    trial.prepare(candidates[0]!)
    trial.expect(candidates.length)
    return await trial.compare(candidates, asChannels(sample, trial.configuration.channels))
  } finally {
    trial.dispose()
  }
}

function passesWords(passes: number): string {
  return `The model is stochastic: each accuracy is that of its mean logits over ${passes} passes, as in every measurement.`
}

/** The ways in which pixels are given elsewhere; `best` is the normaliser that does best in the usual way. */
function otherWays(
  best: NormaliserValues & { normaliser?: string; name?: string },
  channels: 1 | 3,
): Omit<ContractVariant, 'accuracy' | 'right'>[] {
  const plain = { range: '0–1', order: 'RGB', colour: 'as it is' } as const
  const std = Array.from({ length: channels }, () => 1 / RANGE)
  const raw = { range: '0–255', normaliser: 'none', mean: std.map(() => 0), std } as const
  if (channels === 1) return [{ ...plain, ...raw }]
  const usual = { normaliser: best.normaliser ?? best.name ?? '', mean: best.mean, std: best.std }
  const caffe = { ...raw, normaliser: 'ImageNet’s mean (Caffe)', mean: CAFFE_MEAN }
  // Who mixes up the channels normalises them by their place, whatever they are.
  const swapped = { ...usual, mean: [...best.mean].reverse(), std: [...best.std].reverse() }
  return [
    { ...plain, ...raw },
    { ...plain, ...raw, order: 'BGR' },
    { ...plain, ...caffe },
    { ...plain, ...caffe, order: 'BGR' },
    { ...plain, ...swapped, order: 'BGR' },
    { ...plain, ...usual, colour: 'desaturated' },
  ]
}

/** Colour images with their colour taken out, still in three channels. */
function desaturated(images: Float32Array): Float32Array {
  return asChannels({ images: asChannels({ images, channels: 3 }, 1), channels: 1 }, 3)
}

/**
 * One network that takes pixels as they come, and the normaliser applied to the pixels instead: blur and normaliser
 * commute (its kernel sums to 1, it wraps around), so that every normaliser is exact with one compiled network. With
 * principal components or noise, which come before the normaliser, each has a network of its own.
 */
class Trial {
  private network: FrozenNetwork | null = null
  private done = 0
  private total = 1

  constructor(
    private readonly build: (normaliser: NormaliserValues) => FrozenNetwork,
    private readonly sample: ContractSample,
    private readonly options: ContractOptions,
  ) {}

  get configuration(): FrozenNetwork['configuration'] {
    if (!this.network) throw new Error('There is no network yet.')
    return this.network.configuration
  }

  get passes(): number {
    return isStochastic(this.configuration) ? MEASURED_PASSES : 1
  }

  prepare({ mean }: NormaliserValues): void {
    this.network = this.build({ mean: mean.map(() => 0), std: mean.map(() => 1) })
    const { size, classes } = this.network.configuration
    if (size !== this.sample.size) {
      throw new UserError(
        'input',
        `The sample's images are ${this.sample.size} px and the network takes ${size} px: choose images of that size, or resize them.`,
      )
    }
    if (this.sample.classes > classes) {
      throw new UserError(
        'input',
        `The data set has ${this.sample.classes} classes and the network answers with ${classes}: accuracy on it means nothing; choose a data set with the network's classes.`,
      )
    }
  }

  expect(total: number): void {
    this.total = total
  }

  async compare(
    candidates: readonly (NormaliserValues & { name: string })[],
    images: Float32Array,
  ): Promise<ContractVariant[]> {
    const plain = { range: '0–1', order: 'RGB', colour: 'as it is' } as const
    const found: ContractVariant[] = []
    for (const { name, mean, std } of candidates) {
      const answers = await this.answers(images, { mean, std })
      found.push({ ...plain, normaliser: name, mean, std, ...answers })
    }
    return found
  }

  /** Right answers on pixels [count, size, size, channels] in [0,1], red first, under a normaliser. */
  async answers(
    pixels: Float32Array,
    normaliser: NormaliserValues,
    order: ContractVariant['order'] = 'RGB',
  ): Promise<Pick<ContractVariant, 'accuracy' | 'right'>> {
    const { channels, components, noise } = this.configuration
    const given = (images: Float32Array): Float32Array => (order === 'BGR' ? reverseChannels(images) : images)
    let right: Uint8Array
    // Three values for a gray image belong behind its expansion, which is inside the network.
    // Noise has its size in intensities of the image, which scaled pixels are not.
    if (components === undefined && noise === undefined && normaliser.mean.length <= channels) {
      right = await this.rightAnswers(this.network!, given(scaled(pixels, channels, normaliser)))
    } else {
      const { mean, std } = normaliser
      const own = this.build(
        order === 'BGR' ? { mean: [...mean].reverse(), std: [...std].reverse() } : { mean, std },
      )
      try {
        right = await this.rightAnswers(own, given(pixels))
      } finally {
        own.dispose()
      }
    }
    this.done += 1
    this.options.onProgress?.(this.done, this.total)
    return { accuracy: right.reduce((sum, one) => sum + one, 0) / this.sample.count, right }
  }

  private async rightAnswers(network: FrozenNetwork, pixels: Float32Array): Promise<Uint8Array> {
    const { count, labels } = this.sample
    const { size, channels, classes } = network.configuration
    const batch = Math.min(this.options.batchSize ?? 64, count)
    const length = size * size * channels
    const right = new Uint8Array(count)
    for (let start = 0; start < count; start += batch) {
      if (this.options.signal?.aborted)
        throw new UserError('cancelled', 'The check of the input was stopped.')
      // One shape throughout: the last batch is filled up with black images, whose answers are ignored.
      const filled = new Float32Array(batch * length)
      const rows = Array.from({ length: batch }, (_, row) => this.sample.rows?.[start + row] ?? start + row)
      filled.set(pixels.subarray(start * length, Math.min(count, start + batch) * length))
      const images = tf.tensor4d(filled, [batch, size, size, channels])
      const logits = tf.tidy(() => measuredLogits(network, images, rows))
      flush()
      try {
        const values = await logits.data()
        for (let row = 0; row < Math.min(batch, count - start); row++) {
          const answers = values.subarray(row * classes, (row + 1) * classes)
          if (largest(answers) === labels[start + row]) right[start + row] = 1
        }
      } finally {
        tf.dispose([images, logits])
      }
    }
    return right
  }

  dispose(): void {
    this.network?.dispose()
    this.network = null
  }
}

function largest(values: ArrayLike<number>): number {
  let best = 0
  for (let at = 1; at < values.length; at++) if (values[at]! > values[best]!) best = at
  return best
}
