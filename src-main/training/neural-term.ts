/**
 * Neurons while training: beside each classification batch one of images whose neural similarities (neural N.6) or responses
 * (co-training, neural N.7) are known, in a pass of its own. Its batch statistics normalise it and are not folded into the
 * running ones, which stay those of the classified images (our choice). What is trained for it besides the network
 * (beside-parameters.ts) is no part of the model.
 */
import * as tf from '../devices/tf'
import { UserError } from '../contract/errors'
import { graphOf } from '../networks/graph-of'
import { layersOf, trainedLayer } from '../networks/sections'
import { transformedSimilarity } from './similarity-loss'
import { generator } from '../random/generator'
import { readOutParameters } from './co-training'
import type { NetworkConfiguration } from '../networks/network'
import type { NetworkGraph } from '../networks/graph'
import type { Generator } from '../random/generator'
import type { Tensor2D, Tensor4D } from '../devices/tf'
import type { BesideParameter } from './beside-parameters'
import type { AnsweredImages, KnownImages, SimilarImages } from './known-images'

interface TermOf<Kind extends string, Images extends KnownImages> {
  kind: Kind
  /** Names of layers (networks/sections.ts); of co-training one. */
  layers: readonly string[]
  /** Images of one step. */
  batchSize: number
  images: Images
}

export interface SimilarityTerm extends TermOf<'similarity', SimilarImages> {
  /** Weight of the term beside the cross-entropy. */
  alpha: number
}
export type CoTrainingTerm = TermOf<'co-training', AnsweredImages>
export type NeuralTerm = SimilarityTerm | CoTrainingTerm

interface BatchOf {
  /** Ids of the layers' nodes. */
  nodes: readonly string[]
  /** [n, size, size, channels]. */
  images: Tensor4D
}

/** What one step needs of the term. */
export type NeuralBatch =
  /** Target [n, n], transformed (similarity-loss.ts). */
  | (BatchOf & { kind: 'similarity'; alpha: number; target: Tensor2D })
  /** Target [n, neurons]. */
  | (BatchOf & { kind: 'co-training'; target: Tensor2D })

/** Under this name the logits of the layers' shares are trained. */
export const SHARES = 'logits'

/** @throws UserError('usage') for a layer that the network does not have, or more images a step than there are */
export function checkTerm(configuration: NetworkConfiguration, term: NeuralTerm): void {
  nodesOf(graphOf(configuration), term)
  const { batchSize, images, kind } = term
  if (batchSize > images.count)
    throw new UserError(
      'usage',
      `${batchSize} images a step are more than the ${images.count} whose neural ${kind === 'similarity' ? 'similarities' : 'responses'} are known: ask for more of them with --neural-images.`,
    )
}

function nodesOf(graph: NetworkGraph, { kind, layers }: Pick<NeuralTerm, 'kind' | 'layers'>): string[] {
  return kind === 'similarity'
    ? layersOf(graph, layers).map(({ node }) => node)
    : layers.map((name) => trainedLayer(graph, name))
}

/**
 * What is trained besides the network.
 * @param map shape of the read layer's map, which co-training needs
 */
export function besideOf(
  term: NeuralTerm,
  map: (node: string) => readonly number[],
  configuration: NetworkConfiguration,
  seed: number,
): BesideParameter[] {
  if (term.kind === 'co-training') {
    const [node] = nodesOf(graphOf(configuration), term)
    return readOutParameters(term.images, map(node!), term.layers[0]!, seed)
  }
  const { length } = term.layers
  // Equal shares at the start.
  return [{ name: SHARES, shape: [length], start: new Float32Array(length), rate: 1, within: null }]
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
    this.#nodes = nodesOf(graphOf(configuration), term)
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
    const { term } = this
    const rows = term.batchSize
    const given = {
      nodes: this.#nodes,
      images: tf.tensor4d(pixels, [rows, size, size, channels]),
      target: tf.tensor2d(target, [rows, target.length / rows]),
    }
    return term.kind === 'similarity'
      ? { ...given, kind: term.kind, alpha: term.alpha }
      : { ...given, kind: term.kind }
  }

  async #read(): Promise<Read> {
    const chosen = this.#choose()
    const { term } = this
    const target =
      term.kind === 'similarity' ? similaritiesAmong(term.images, chosen) : responsesTo(term.images, chosen)
    return { pixels: await term.images.read(chosen), target }
  }
}

interface Read {
  pixels: Float32Array
  target: Float32Array
}

function similaritiesAmong({ similarities, count }: SimilarImages, chosen: Int32Array): Float32Array {
  const { length } = chosen
  return Float32Array.from({ length: length * length }, (_, at) =>
    transformedSimilarity(similarities[chosen[Math.floor(at / length)]! * count + chosen[at % length]!]!),
  )
}

function responsesTo({ responses, neurons }: AnsweredImages, chosen: Int32Array): Float32Array {
  const target = new Float32Array(chosen.length * neurons)
  chosen.forEach((image, row) =>
    target.set(responses.subarray(image * neurons, (image + 1) * neurons), row * neurons),
  )
  return target
}
