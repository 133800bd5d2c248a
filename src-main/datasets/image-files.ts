/**
 * Image files in one folder as a data set: decoded when they are read and kept in a bounded cache. Which files and
 * which labels is the business of the readers that list them (image-folder, tiny-imagenet, imagenet-val).
 *
 * Colour: the set is gray when every image of the sample is stored gray, else colour. In a colour set a
 * gray file is expanded to three equal channels; in a gray set a colour file is an error that advises
 * `--gray`, with which colour files are reduced and gray ones stay as they are.
 * Size: without a size all images must be as large as the first one of the sample; with one each is
 * brought to it.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { ByteCache } from './cache'
import type { DataSetSpecification } from './specification'
import type { DataSet } from './data-set'
import type { ImageHeader } from './decode'
import { decodeFiles } from './decode-pool'
import type { FittedImage } from './fitted-image'
import { hashIdentity, sha256 } from './hash'
import type { ImageList } from './image-list'
import { sampleFolder } from './image-sample'
import type { FolderSample } from './image-sample'
import type { LabelledFiles } from './reader'
import { checkTransforms, place, placeBytes } from './transforms'

const CACHE_BYTES = 256 * 1024 ** 2

/**
 * Opens listed image files.
 * @param cacheBytes how many bytes of decoded images are kept.
 * @throws UserError('input') when there are no images, or they do not fit together.
 */
export async function openImageFiles(
  specification: DataSetSpecification,
  { root, classNames, list, labelsInPaths }: LabelledFiles,
  cacheBytes = CACHE_BYTES,
): Promise<DataSet> {
  const { transforms, split } = specification
  checkTransforms(transforms)
  if (list.count === 0) throw new UserError('input', `"${root}" holds no images.`)
  const sample = await sampleFolder(root, list)
  const { height, width } = commonSize(root, list, sample, specification)
  const colour = sample.headers.some((header) => header.colour)
  const outputChannels = colour && !transforms.gray ? 3 : 1
  const outputLength = height * width * outputChannels
  const cache = new ByteCache<FittedImage>(cacheBytes)
  const content = labelsInPaths
    ? sample.content
    : sha256('labels beside ', sample.content, ' ', list.labels.join(','))
  let closed = false

  const set = { colour, height, width, transforms }
  /** Goes through the wanted images, those that are kept first; `put` is given each with its place. */
  const each = async (
    indices: ArrayLike<number>,
    put: (image: FittedImage, place: number) => void,
  ): Promise<void> => {
    if (closed) throw new Error('This data set has been closed.')
    const missing: number[] = []
    for (let i = 0; i < indices.length; i++) {
      const cached = cache.get(indices[i]!)
      if (cached) put(cached, i)
      else missing.push(i)
    }
    await decodeFiles(
      missing.map((i) => ({ path: join(root, list.path(indices[i]!)) })),
      set,
      (image, place) => {
        const i = missing[place]!
        if (!closed) cache.set(indices[i]!, image)
        put(image, i)
      },
    )
  }

  return {
    specification,
    hash: hashIdentity({
      format: specification.format,
      content: readOtherwiseBefore(sample.headers, content),
      split,
      transforms,
      classNames,
      told: specification.told,
    }),
    count: list.count,
    classNames,
    labels: list.labels,
    height,
    width,
    channels: outputChannels,
    sixteenBitGray: sample.headers.some((header) => header.sixteenBitGray),
    files: { root, list },
    async read(indices) {
      const output = new Float32Array(indices.length * outputLength)
      await each(indices, ({ pixels, geometry, channels }, i) =>
        place(pixels, 0, geometry, channels, transforms.gray, output, i * outputLength),
      )
      return output
    },
    readBytes: transforms.gray
      ? undefined
      : async (indices) => {
          const output = new Uint8Array(indices.length * outputLength)
          await each(indices, ({ pixels, geometry, channels }, i) =>
            placeBytes(pixels, 0, geometry, channels, output, i * outputLength),
          )
          return output
        },
    // Never kept: a part is wanted once, and whole pictures would be many times as large.
    async readParts(indices, crop) {
      if (closed) throw new Error('This data set has been closed.')
      const output = new Float32Array(indices.length * outputLength)
      await decodeFiles(
        Array.from(indices, (image) => ({ path: join(root, list.path(image)), part: { crop, image } })),
        set,
        ({ pixels, geometry, channels }, i) =>
          place(pixels, 0, geometry, channels, transforms.gray, output, i * outputLength),
      )
      return output
    },
    async close() {
      closed = true
      cache.clear()
    },
  }
}

/** The size of what `read` returns, in pixels. */
function commonSize(
  root: string,
  list: ImageList,
  sample: FolderSample,
  { transforms }: DataSetSpecification,
): { height: number; width: number } {
  const [first] = sample.headers
  if (!first) throw sample.firstError
  if (transforms.size !== undefined) return { height: transforms.size, width: transforms.size }
  const other = sample.headers.find(
    (header) => header.height !== first.height || header.width !== first.width,
  )
  if (other) {
    const name = (header: typeof first) => `${list.path(header.index)} is ${header.width}×${header.height}`
    throw new UserError(
      'input',
      `The images in "${root}" have different sizes (${name(first)}, ${name(other)} pixels): say with --size which side length to bring them to.`,
    )
  }
  return { height: first.height, width: first.width }
}

/** What was measured on images that older versions read otherwise is not taken over: theirs is another data set. */
function readOtherwiseBefore(headers: readonly ImageHeader[], content: string): string {
  const withInk = headers.some(({ ink }) => ink) ? sha256('ink as Pillow reads it ', content) : content
  return headers.some(({ turned }) => turned) ? sha256('turned as Pillow turns it ', withInk) : withInk
}
