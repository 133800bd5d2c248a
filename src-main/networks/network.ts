/**
 * What a network is to the rest of Halfpower: [0,1] images in, logits out; the normaliser and the blur
 * are inside (methods A.1, A.3). Images are NHWC (tfjs's order); the state dictionary uses PyTorch's
 * names, shapes and orders (OIHW), because that is what files hold.
 */
import type { StoredNetworkConfiguration } from '../contract/model'
import type { StateDictionary } from '../checkpoints/state-dictionary'
import type { Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '../devices/tf'

/** Everything that determines a network's structure; data, stored in model.json. */
export type NetworkConfiguration = StoredNetworkConfiguration

/** Which noise a pass draws. */
export interface Draws {
  seed: number
  /** What it is drawn for: another purpose has other noise. */
  purpose: string
  /** Counted from 0. */
  pass: number
  /** Index of each image of the batch, in the part of the data set. */
  rows: ArrayLike<number>
}

export interface Network {
  readonly configuration: NetworkConfiguration
  /** Number of trainable parameters (blur and normaliser not counted). */
  readonly parameterCount: number
  /** The trained values by state name, in the device's layout (HWIO, [inputs, outputs]); assign to them to train. */
  readonly parameters: ReadonlyMap<string, Variable>
  /**
   * Logits [n, classes] of images [n, size, size, channels] in [0,1], with running statistics (evaluation mode).
   * @param draws which noise a stochastic model draws; no other needs it
   */
  logits(images: Tensor4D, draws?: Draws): Tensor2D
  /**
   * Logits in training mode, without the noise of a front end, which who trains adds to the images: batch statistics; `statistics` receives the batch mean and the unbiased
   * batch variance of each batch normalisation, by its name, for the caller to fold into the running ones.
   */
  trainingLogits(images: Tensor4D, statistics: BatchStatistics): Tensor2D
  /**
   * Values of layers (sections.ts) in training mode, as `trainingLogits`: maps [n, h, w, c], features [n, c]. A batch that
   * is not to move the running statistics is not folded.
   */
  trainingValues(images: Tensor4D, nodes: readonly string[], statistics: BatchStatistics): Tensor[]
  /** Folds what `trainingLogits` left in `statistics` into the running statistics and counts the batch. */
  foldStatistics(statistics: BatchStatistics): void
  /** A copy of all weights and buffers under the names of the architecture's origin (`conv0.0.weight`, …; graph-of.ts). */
  stateDictionary(): Promise<StateDictionary>
  /** Replaces all weights and buffers; a missing, unexpected or wrongly shaped entry is a UserError that names it. */
  loadStateDictionary(state: StateDictionary): void
  /** A fixed copy for measurement: batch normalisations folded into the convolutions, weights frozen on the device. */
  frozen(): FrozenNetwork
  dispose(): void
}

/** Batch mean and unbiased variance per batch-normalisation name (e.g. `conv0.1`). Tensors are owned by the caller's tidy. */
export type BatchStatistics = Map<string, { mean: Tensor1D; variance: Tensor1D }>

export interface FrozenNetwork {
  readonly configuration: NetworkConfiguration
  /**
   * Logits [n, classes] of images [n, size, size, channels] in [0,1]. Differentiable with respect to the images.
   * @param draws which noise a stochastic model draws; no other needs it
   */
  logits(images: Tensor4D, draws?: Draws): Tensor2D
  /** What it computes on the way; absent where only its logits can be had. */
  readonly inside?: NetworkInside
  dispose(): void
}

/** The layers of a network that can be compared with other answers to the same images. */
export interface NetworkInside {
  /** From the image on: `section1` …, then `logits` (sections.ts). */
  readonly layers: readonly string[]
  /**
   * Their values for images [n, size, size, channels], in the order asked: maps [n, h, w, c], tokens [n, t, c], features [n, c].
   */
  values(images: Tensor4D, layers: readonly string[], draws?: Draws): Tensor[]
}
