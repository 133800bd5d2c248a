/**
 * A folder of class folders of image files, as torchvision's ImageFolder: class folders sorted (as text, or
 * where they are numbers and the specification says so as numbers), files sorted; with or without part folders
 * (train, val, test) above them (folder-layout.ts). Images are decoded when they are read and kept in a bounded
 * cache.
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
import { plainName } from '../contract/class-names'
import { UserError } from '../contract/errors'
import { ByteCache } from './cache'
import type { DataSet, DataSetSpecification } from './data-set'
import { decodeImage } from './decode'
import type { Found } from './files'
import { classFolders, folderLayout } from './folder-layout'
import { hashIdentity, sha256 } from './hash'
import { listImages } from './image-list'
import type { ImageList } from './image-list'
import { sampleFolder } from './image-sample'
import { asNumbers, asText, haveTwoOrders } from './names'
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

const CACHE_BYTES = 256 * 1024 ** 2

export const imageFolder: Reader = {
  format: 'image-folder',

  async match(found) {
    const layout = await folderLayout(found)
    return layout && { splits: layout.parts.flatMap(({ split }) => split ?? []) }
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
  const { root, classNames, folders } = await classesOfPart(specification, found)
  const list = await listImages(root, folders)
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
      // Images of four inks were read with another profile once: what was measured on them is not taken over.
      content: sample.headers.some((header) => header.ink)
        ? sha256('ink as Pillow reads it ', sample.content)
        : sample.content,
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

interface PartClasses {
  /** The folder that holds the class folders. */
  root: string
  classNames: string[]
  /** For each class its folder in this part; undefined where it has none. */
  folders: (string | undefined)[]
}

/**
 * The classes of a part are those of `train` where there is one, so that a class that a test set lacks does not
 * shift the labels of those behind it. Folders of other parts are matched with them by name: case, Unicode form,
 * spaces and underscores may differ.
 */
async function classesOfPart(
  { split, classOrder }: DataSetSpecification,
  found: Found,
): Promise<PartClasses> {
  const layout = await folderLayout(found)
  const part = layout?.parts.find((each) => each.split === split)
  if (!layout || !part) throw new UserError('input', `"${found.path}" has no part "${split}".`)
  const { root } = part
  const present = inOrder(await classFolders(root), classOrder)
  const train = layout.parts.find((each) => each.split === 'train')
  if (!train || train === part) return { root, classNames: present, folders: present }
  const classNames = inOrder(await classFolders(train.root), classOrder)
  const folders = classNames.map((): string | undefined => undefined)
  const known = new Map(classNames.map((name, i) => [name, i]))
  // Spelled as they are first: only what is left over is looked for in another spelling.
  const plain = new Map(classNames.map((name, i) => [plainName(name), i]))
  for (const name of present) {
    const label = known.get(name) ?? plain.get(plainName(name))
    if (label === undefined) {
      throw new UserError(
        'input',
        `"${root}" has the class folder "${name}", which "${train.root}" has not: the parts should have the same classes.`,
      )
    }
    if (folders[label] !== undefined) {
      throw new UserError(
        'input',
        `"${root}" has the class folders "${folders[label]}" and "${name}", which both are "${classNames[label]}" of "${train.root}": put their images into one.`,
      )
    }
    folders[label] = name
  }
  return { root, classNames, folders }
}

function inOrder(names: readonly string[], order: DataSetSpecification['classOrder']): string[] {
  return order === 'numeric' && haveTwoOrders(names) ? asNumbers(names) : asText(names)
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
