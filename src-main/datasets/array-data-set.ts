/**
 * A data set whose images lie in one array in memory (IDX, CIFAR, NumPy). Reading copies and scales, at
 * hundreds of megabytes per second; only resizing costs more.
 */
import { UserError } from '../contract/errors'
import type { DataSetSpecification } from './specification'
import type { DataSet } from './data-set'
import { hashIdentity } from './hash'
import { randomPart } from './random-crop'
import { applyResize, checkTransforms, geometryOf, place } from './transforms'
import type { Geometry, Pixels } from './transforms'

export interface StoredImages {
  specification: DataSetSpecification
  /** SHA-256 (hex) of the files that were read. */
  content: string
  /** [count, height, width, channels], row-major. */
  pixels: Pixels
  height: number
  width: number
  channels: 1 | 3
  /** Checked already (labels.ts). */
  labels: Int32Array
  classNames: readonly string[]
}

/**
 * Makes a data set of stored images.
 * @throws UserError when there are no images, or the transforms are impossible for them.
 */
export function createArrayDataSet(stored: StoredImages): DataSet {
  const { specification, labels, classNames, channels } = stored
  const { transforms } = specification
  checkTransforms(transforms)
  const count = labels.length
  if (count === 0 || stored.height === 0 || stored.width === 0) {
    throw new UserError('input', `"${specification.path}" holds no images.`)
  }
  const geometry = geometryOf(
    stored.height,
    stored.width,
    transforms,
    `Each image in "${specification.path}"`,
  )
  const outputChannels = transforms.gray ? 1 : channels
  const storedLength = stored.height * stored.width * channels
  const outputLength = geometry.outputHeight * geometry.outputWidth * outputChannels
  const size = { height: stored.height, width: stored.width }
  let pixels: Pixels | undefined = stored.pixels
  const readEach = (
    indices: ArrayLike<number>,
    one: (all: Pixels, index: number) => { pixels: Pixels; offset: number; geometry: Geometry },
  ): Float32Array => {
    if (!pixels) throw new Error('This data set has been closed.')
    const output = new Float32Array(indices.length * outputLength)
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!
      if (!(index >= 0 && index < count)) throw new RangeError(`There is no image ${index} among ${count}.`)
      const image = one(pixels, index)
      place(image.pixels, image.offset, image.geometry, channels, transforms.gray, output, i * outputLength)
    }
    return output
  }
  return {
    specification,
    hash: hashIdentity({
      format: specification.format,
      content: stored.content,
      split: specification.split,
      transforms,
      classNames,
    }),
    count,
    classNames,
    labels,
    height: geometry.outputHeight,
    width: geometry.outputWidth,
    channels: outputChannels,
    read: async (indices) =>
      readEach(indices, (all, index) => ({
        ...applyResize(all, index * storedLength, geometry, channels),
        geometry,
      })),
    readParts: async (indices, crop) =>
      readEach(indices, (all, index) => ({
        ...randomPart(
          { ...size, pixels: all, offset: index * storedLength, channels },
          geometry,
          crop,
          index,
        ),
        offset: 0,
      })),
    async close() {
      pixels = undefined
    },
  }
}
