/**
 * What an opened population is to everything that measures it (tuning, manifold, similarity, regularisation): a
 * `Responder` turns any images into responses; a `Recording` has responses to its own images. `open-population.ts`
 * opens both; how responses come about is in the files of the kinds.
 * Invariant: nothing here holds the responses to all images at once.
 */
import type { ImageSpace, PopulationFile } from '../contract/population'
import type { Tensor2D, Tensor4D } from '../devices/tf'

/** A population that answers any image: a predictive or a simulated one. */
export interface Responder {
  /** Number of neurons. */
  readonly neurons: number
  /** The space of the images that it takes. */
  readonly image: ImageSpace
  /**
   * Responses [n, neurons], in the population's own units (of a Sensorium model: ELU + 1 of activity divided by its SD),
   * to images [n, height, width, 1] in the population's standardised space (`shownImages` brings others there).
   * Differentiable with respect to the images; weights are frozen. Tensors are those of the caller's tidy. Noiseless.
   */
  responses(images: Tensor4D): Tensor2D
  dispose(): void
}

/**
 * Recorded responses. Trials are sorted by image, so that those of image i are `firstTrial[i]` … `firstTrial[i + 1] − 1`;
 * every image has at least one. Everything is read from the file by range: memory is that of what is asked for.
 */
export interface Recording {
  readonly neurons: number
  /** Different images. */
  readonly images: number
  readonly trials: number
  /** [images + 1]. */
  readonly firstTrial: Int32Array
  /** The space of its images. */
  readonly image: ImageSpace
  /**
   * Images `from` … `from + count − 1`, [count, height, width] in the standardised space.
   * @throws UserError('input') where the recording has no images of its own (`source.shown` says which data set has them)
   */
  readImages(from: number, count: number): Promise<Float32Array>
  /** Responses of trials `from` … `from + count − 1`, [count, neurons]; all finite. */
  readTrials(from: number, count: number): Promise<Float32Array>
  /** Mean over the trials of images `from` … `from + count − 1`, [count, neurons]. */
  readMeans(from: number, count: number): Promise<Float32Array>
  close(): Promise<void>
}

/** Exactly one of `responder` and `recording` is there: `recording` where `file.kind` is `recorded`. */
export interface OpenedPopulation {
  readonly file: PopulationFile
  readonly responder: Responder | null
  readonly recording: Recording | null
  /** Frees tensors and closes files. */
  close(): Promise<void>
}
