/**
 * Finds the reader for a path. When there is none, says what the path looks like and what is allowed. Nothing is opened
 * here, and no picture decoded: a window's own process looks, too.
 */
import { UserError } from '../contract/errors'
import { cifar } from './cifar'
import { cifarPython } from './cifar-python'
import type { DataSetSpecification } from './specification'
import { isGzip, look, readGzipHead } from '../files/look'
import type { Found } from '../files/look'
import { idx } from './idx'
import { imagenetVal } from './imagenet-val'
import { imageFolder } from './image-folder'
import { imageTable, whyNoTable } from './image-table'
import { isImageName } from './image-list'
import type { FolderRoles } from './names'
import { npy } from './npy'
import { npz } from './npz'
import type { Questions, Reader } from './reader'
import { describeBytes, HEAD_BYTES } from '../files/sniff'
import { stl10 } from './stl10'
import { tinyImageNet } from './tiny-imagenet'

/** Asked in this order; folders of images last, because they are the least particular. */
export const READERS: readonly Reader[] = [
  idx,
  cifar,
  cifarPython,
  stl10,
  npy,
  npz,
  tinyImageNet,
  imagenetVal,
  imageTable,
  imageFolder,
]

export const ALLOWED =
  "Halfpower opens IDX files (MNIST), CIFAR-10 and CIFAR-100, STL-10, Tiny-ImageNet, ImageNet's validation images, folders of class folders of images, images with a table of their classes, and NumPy .npy and .npz files"

/**
 * Finds out what a path holds.
 * @returns the format, and the parts to choose from (empty where there is only one).
 * @throws UserError('input') when it is no data set: says what it looks like and what is allowed.
 */
export async function detectFormat(
  path: string,
): Promise<{ format: DataSetSpecification['format']; splits: string[] }> {
  const found = await look(path)
  const match = await matchingReader(found)
  if (match) return match
  throw new UserError('input', `"${path}" is ${await describe(found)}, which is no data set. ${ALLOWED}.`)
}

/**
 * The format that takes what was found, and its parts; undefined when none does.
 * @param asked only this one.
 */
export async function matchingReader(
  found: Found,
  folders?: FolderRoles,
  asked?: DataSetSpecification['format'],
): Promise<{ format: DataSetSpecification['format']; splits: string[] } | undefined> {
  for (const reader of READERS) {
    if (asked !== undefined && reader.format !== asked) continue
    const match = await reader.match(found, folders)
    if (match) return { format: reader.format, splits: match.splits }
  }
  return undefined
}

/** What a reader would ask or say of what was found. */
export async function questionsOf(found: Found, format: DataSetSpecification['format']): Promise<Questions> {
  const asked = await READERS.find((reader) => reader.format === format)?.questions?.(found)
  return { notices: [], classOrders: null, labelSets: null, members: null, labels: null, ...asked }
}

/** What is to be said of a data set as it was asked for, one sentence each. */
export async function noticesOf(specification: DataSetSpecification): Promise<string[]> {
  const reader = READERS.find(({ format }) => format === specification.format)
  return (await reader?.notices?.(specification, await look(specification.path))) ?? []
}

/** Why a table beside images does not say their classes, within a sentence. */
async function clause(found: Found): Promise<string> {
  const why = (await whyNoTable(found)).trim().replace(/\.$/, '')
  return why === '' ? '' : `; ${why}`
}

/** What something that is no data set looks like. */
export async function describe(found: Found): Promise<string> {
  if (found.kind === 'file') {
    if (isGzip(found.head)) {
      const inside = await readGzipHead(found.path, HEAD_BYTES)
      return inside.length === 0 ? 'a damaged gzip file' : `a gzip file that holds ${describeBytes(inside)}`
    }
    return describeBytes(found.head)
  }
  const { files, folders } = found
  if (files.length === 0 && folders.length === 0) return 'an empty folder'
  if (files.some((file) => /\.(npy|npz)$/.test(file)))
    return 'a folder of NumPy files without labels beside them by name, such as images.npy and labels.npy (give the file with the images)'
  if (files.some(isImageName))
    return `a folder of images without class folders (put the images of each class into a folder of its own, or a table labels.csv with the columns filename,label beside them)${await clause(found)}`
  if (files.some((file) => /\.(zip|tar|tgz|gz|bz2|xz|7z|rar)$/i.test(file)))
    return 'a folder of archives (unpack them first)'
  return 'a folder without images'
}
