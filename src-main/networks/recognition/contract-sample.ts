/** What an input contract is found with: images, and how their pixels were given. */

/** Labelled images in [0,1], as a data set reads them. */
export interface ContractSample {
  /** [count, size, size, channels], row-major. */
  images: Float32Array
  /** Class index of each image. */
  labels: ArrayLike<number>
  count: number
  size: number
  channels: 1 | 3
  /** Number of classes in the data set. */
  classes: number
  /** Index of each image in its data set, which decides what a stochastic model draws for it; absent: its place here. */
  rows?: ArrayLike<number>
}

/** How the pixels of the sample were given to the network. */
export interface ContractVariant {
  range: '0–1' | '0–255'
  order: 'RGB' | 'BGR'
  /** `desaturated`: colour images with their colour taken out. */
  colour: 'as it is' | 'desaturated'
  normaliser: string
  /** The normaliser of values in [0,1], red first, that comes to the same: what to choose where this one is right. */
  mean: number[]
  std: number[]
  /** Share of right answers, in [0, 1]. */
  accuracy: number
  /** Of each image 1 where the answer is right, else 0: two ways are compared on the same images. */
  right: Uint8Array
}
