/**
 * A folder of class folders of image files, as torchvision's ImageFolder: class folders sorted, files
 * sorted; with or without part folders (train, val, test) above them. Images are decoded when they are
 * read and kept in a bounded cache.
 *
 * Colour: the set is gray when every image of the sample is stored gray, else colour. In a colour set a
 * gray file is expanded to three equal channels; in a gray set a colour file is an error that advises
 * `--gray`, with which colour files are reduced and gray ones stay as they are.
 * Size: without a size all images must be as large as the first one of the sample; with one each is
 * brought to it.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { UserError } from '../contract/errors'
import { ByteCache } from './cache'
import type { DataSet, DataSetSpecification } from './data-set'
import { decodeImage } from './decode'
import { listFolder } from './files'
import type { Found } from './files'
import { hashIdentity } from './hash'
import { isImageName, listImages } from './image-list'
import type { ImageList } from './image-list'
import { sampleFolder } from './image-sample'
import type { FolderSample } from './image-sample'
import type { Reader } from './reader'
import { applyResize, checkTransforms, geometryOf, place } from './transforms'
import type { Geometry } from './transforms'

/** A decoded, already resized image. */
interface CachedImage {
  byteLength: number
  pixels: Uint8Array
  channels: 1 | 3
  geometry: Geometry
}

/** Folder names of the parts, in the order in which they are shown; the alternative spellings keep their names. */
const PART_FOLDERS = ['train', 'val', 'valid', 'validation', 'test']
const CACHE_BYTES = 256 * 1024 ** 2

export const imageFolder: Reader = {
  format: 'image-folder',

  async match(found) {
    if (found.kind !== 'folder' || found.folders.length === 0) return undefined
    const splits = await partFolders(found)
    if (splits.length > 0) return { splits }
    for (const folder of found.folders) {
      const inner = await listFolder(join(found.path, folder))
      if (inner.files.some(isImageName)) return { splits: [] }
      for (const deeper of inner.folders) {
        if ((await listFolder(join(found.path, folder, deeper))).files.some(isImageName))
          return { splits: [] }
      }
    }
    return undefined
  },

  async open(specification, found) {
    return openImageFolder(specification, found, CACHE_BYTES)
  },
}

/**
 * Opens a folder of class folders.
 * @param cacheBytes how many bytes of decoded images are kept.
 * @throws UserError('input') when there are no images, or they do not fit together.
 */
export async function openImageFolder(
  specification: DataSetSpecification,
  found: Found,
  cacheBytes: number,
): Promise<DataSet> {
  const { transforms, split } = specification
  checkTransforms(transforms)
  const root = split === undefined ? found.path : join(found.path, split)
  const present = (await listFolder(root)).folders
  const classNames = split === undefined ? present : await classesOfAllParts(found, split, present)
  const list = await listImages(root, classNames, new Set(present))
  if (list.count === 0) throw new UserError('input', `"${root}" holds no images.`)
  const sample = await sampleFolder(root, list)
  const { height, width } = commonSize(root, list, sample, specification)
  const colour = sample.headers.some((header) => header.colour)
  const outputChannels = colour && !transforms.gray ? 3 : 1
  const outputLength = height * width * outputChannels
  const cache = new ByteCache<CachedImage>(cacheBytes)
  let closed = false

  const decode = async (index: number): Promise<CachedImage> => {
    const path = join(root, list.path(index))
    const image = await decodeImage(path, !colour)
    if (!colour && image.channels === 3 && !transforms.gray) {
      throw new UserError(
        'input',
        `The image "${path}" is in colour, while the others looked at are gray: add the data set again with --gray, or replace it.`,
      )
    }
    if (transforms.size === undefined && (image.height !== height || image.width !== width)) {
      throw new UserError(
        'input',
        `The image "${path}" is ${image.width}×${image.height} pixels, while others are ${width}×${height}: add the data set again with --size, or replace it.`,
      )
    }
    const geometry = geometryOf(image.height, image.width, transforms, `The image "${path}"`)
    const pixels = applyResize(image.pixels, 0, geometry, image.channels).pixels as Uint8Array
    return { byteLength: pixels.byteLength, pixels, channels: image.channels, geometry }
  }

  return {
    specification,
    hash: hashIdentity({
      format: specification.format,
      content: sample.content,
      split,
      transforms,
      classNames,
    }),
    count: list.count,
    classNames,
    labels: list.labels,
    height,
    width,
    channels: outputChannels,
    async read(indices) {
      if (closed) throw new Error('This data set has been closed.')
      const output = new Float32Array(indices.length * outputLength)
      const put = ({ pixels, geometry, channels }: CachedImage, i: number) =>
        place(pixels, 0, geometry, channels, transforms.gray, output, i * outputLength)
      const missing: number[] = []
      for (let i = 0; i < indices.length; i++) {
        const cached = cache.get(indices[i]!)
        if (cached) put(cached, i)
        else missing.push(i)
      }
      const limit = pLimit(2 * availableParallelism())
      await limit
        .map(missing, async (i) => {
          const image = await decode(indices[i]!)
          if (!closed) cache.set(indices[i]!, image)
          put(image, i)
        })
        .finally(() => limit.clearQueue())
      return output
    },
    async close() {
      closed = true
      cache.clear()
    },
  }
}

/** The folders directly inside that are parts: named like one and holding folders themselves. */
async function partFolders(found: Found): Promise<string[]> {
  if (found.kind !== 'folder') return []
  const parts: string[] = []
  for (const name of PART_FOLDERS) {
    if (found.folders.includes(name) && (await listFolder(join(found.path, name))).folders.length > 0)
      parts.push(name)
  }
  return parts
}

/**
 * The classes of a part are those of `train` where there is one, so that a class that a test set lacks
 * does not shift the labels of those behind it.
 */
async function classesOfAllParts(found: Found, split: string, present: string[]): Promise<string[]> {
  if (split === 'train' || !(await partFolders(found)).includes('train')) return present
  const classes = (await listFolder(join(found.path, 'train'))).folders
  const unknown = present.find((name) => !classes.includes(name))
  if (unknown !== undefined) {
    throw new UserError(
      'input',
      `"${join(found.path, split)}" has the class folder "${unknown}", which "${join(found.path, 'train')}" has not: the parts should have the same classes.`,
    )
  }
  return classes
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
