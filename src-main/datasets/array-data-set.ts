/**
 * A data set whose images lie in one array in memory (IDX, CIFAR, NumPy). Reading copies and scales, at
 * hundreds of megabytes per second; only resizing costs more.
 */
import { UserError } from '../contract/errors'
import type { DataSetSpecification } from './specification'
import type { DataSet } from './data-set'
import { hashIdentity } from './hash'
import { randomPart } from './random-crop'
import { applyResize, checkTransforms, geometryOf, place, placeBytes } from './transforms'
import type { Pixels } from './transforms'

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
  /** Goes through the wanted images; `put` writes the i-th. */
  const each = (indices: ArrayLike<number>, put: (all: Pixels, index: number, i: number) => void): void => {
    if (!pixels) throw new Error('This data set has been closed.')
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!
      if (!(index >= 0 && index < count)) throw new RangeError(`There is no image ${index} among ${count}.`)
      put(pixels, index, i)
    }
  }
  const resized = (all: Pixels, index: number): ReturnType<typeof applyResize> =>
    applyResize(all, index * storedLength, geometry, channels)
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
    async read(indices) {
      const output = new Float32Array(indices.length * outputLength)
      each(indices, (all, index, i) => {
        const image = resized(all, index)
        place(image.pixels, image.offset, geometry, channels, transforms.gray, output, i * outputLength)
      })
      return output
    },
    readBytes:
      stored.pixels instanceof Uint8Array && outputChannels === channels
        ? async (indices) => {
            const output = new Uint8Array(indices.length * outputLength)
            each(indices, (all, index, i) => {
              const image = resized(all, index)
              placeBytes(
                image.pixels as Uint8Array,
                image.offset,
                geometry,
                channels,
                output,
                i * outputLength,
              )
            })
            return output
          }
        : undefined,
    async readParts(indices, crop) {
      const output = new Float32Array(indices.length * outputLength)
      each(indices, (all, index, i) => {
        const picture = { ...size, pixels: all, offset: index * storedLength, channels }
        const part = randomPart(picture, geometry, crop, index)
        place(part.pixels, 0, part.geometry, channels, transforms.gray, output, i * outputLength)
      })
      return output
    },
    async close() {
      pixels = undefined
    },
  }
}
