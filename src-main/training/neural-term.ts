/**
 * Regularisation with neurons while training (neural N.6): beside each classification batch one of images whose neural
 * similarities are known, in a pass of its own. Its batch statistics normalise it and are not folded into the running ones,
 * which stay those of the classified images (our choice). The shares of the layers are trained with the network and are no
 * part of the model.
 */
import * as tf from '../devices/tf'
import { UserError } from '../contract/errors'
import { graphOf } from '../networks/graph-of'
import { layersOf } from '../networks/sections'
import { transformedSimilarity } from '../neural/similarity-loss'
import { generator } from '../random/generator'
import type { NetworkConfiguration, StateEntry } from '../networks/network'
import type { Generator } from '../random/generator'
import type { Tensor2D, Tensor4D } from '../devices/tf'

/** Images with known similarities. */
export interface SimilarImages {
  count: number
  /** [count, count]; the diagonal is 1. */
  similarities: Float32Array
  /** Pixels [indices, size, size, channels] in [0,1]. */
  read(indices: Int32Array): Promise<Float32Array>
}

export interface NeuralTerm {
  /** Weight of the term beside the cross-entropy. */
  alpha: number
  /** Names of layers (networks/sections.ts). */
  layers: readonly string[]
  /** Images of one step. */
  batchSize: number
  images: SimilarImages
}

/** The logits of the layers' shares and their momentum, at an epoch border. */
export interface SharesState {
  logits: StateEntry
  momentum: StateEntry
}

/** What one step needs of the term. */
export interface NeuralBatch {
  alpha: number
  /** Ids of the layers' nodes. */
  nodes: readonly string[]
  /** [n, size, size, channels]. */
  images: Tensor4D
  /** [n, n], transformed (neural/similarity-loss.ts). */
  target: Tensor2D
}

/** @throws UserError('usage') for a layer that the network does not have, or more images a step than there are */
export function checkTerm(
  configuration: NetworkConfiguration,
  { layers, batchSize, images }: NeuralTerm,
): void {
  layersOf(graphOf(configuration), layers)
  if (batchSize > images.count)
    throw new UserError(
      'usage',
      `${batchSize} images a step are more than the ${images.count} whose neural similarities are known: ask for more of them with --neural-images.`,
    )
}

/** The batches of one epoch: all images in random order, and again in another when they are used up. */
export class NeuralBatches {
  readonly #nodes: readonly string[]
  readonly #stream: Generator
  #order = new Int32Array(0)
  #place = 0
  #ahead: Promise<Read> | null = null

  constructor(
    configuration: NetworkConfiguration,
    private readonly term: NeuralTerm,
    seed: number,
    epoch: number,
  ) {
    this.#nodes = layersOf(graphOf(configuration), term.layers).map(({ node }) => node)
    this.#stream = generator(seed, 'neural images', epoch)
  }

  /** Neighbours of one order, so that no image meets itself. */
  #choose(): Int32Array {
    const { batchSize, images } = this.term
    if (this.#place + batchSize > this.#order.length) {
      this.#order = this.#stream.permutation(images.count) as Int32Array<ArrayBuffer>
      this.#place = 0
    }
    this.#place += batchSize
    return this.#order.slice(this.#place - batchSize, this.#place)
  }

  /** Reads one batch ahead, as images of classification are. @returns tensors that the caller disposes */
  async next({ size, channels }: Pick<NetworkConfiguration, 'size' | 'channels'>): Promise<NeuralBatch> {
    const { pixels, target } = await (this.#ahead ?? this.#read())
    this.#ahead = this.#read()
    // Its turn to throw comes with the next step.
    this.#ahead.catch(() => undefined)
    const { batchSize, alpha } = this.term
    return {
      alpha,
      nodes: this.#nodes,
      images: tf.tensor4d(pixels, [batchSize, size, size, channels]),
      target: tf.tensor2d(target, [batchSize, batchSize]),
    }
  }

  async #read(): Promise<Read> {
    const chosen = this.#choose()
    const { images, batchSize } = this.term
    const target = new Float32Array(batchSize * batchSize)
    for (let i = 0; i < batchSize; i++)
      for (let j = 0; j < batchSize; j++)
        target[i * batchSize + j] = transformedSimilarity(
          images.similarities[chosen[i]! * images.count + chosen[j]!]!,
        )
    return { pixels: await images.read(chosen), target }
  }
}

interface Read {
  pixels: Float32Array
  target: Float32Array
}
