/**
 * The image files of a folder of class folders, in torchvision's order: class folders sorted, in each of
 * them the sub-folders sorted, in each of those the files sorted (by code points). The names of a
 * million files are kept as one run of bytes per class, not as a million strings.
 */
import { extname, join } from 'node:path'
import { UserError } from '../contract/errors'
import { listFolder } from '../files/look'
import { asText } from '../files/names'
import { FolderWalk } from './folder-walk'
import { roleOf } from './names'
import type { FolderRoles } from './names'

const READABLE = new Set(['.jpg', '.jpeg', '.png', '.webp', '.tif', '.tiff'])
/** Images that we cannot decode; leaving them out silently would shift every index behind them. */
const UNREADABLE = new Set([
  '.bmp',
  '.gif',
  '.ppm',
  '.pgm',
  '.pbm',
  '.pnm',
  '.jp2',
  '.heic',
  '.heif',
  '.avif',
  '.jxl',
  '.exr',
  '.hdr',
  '.tga',
])
const MAX_DEPTH = 8
/** Folders below one class folder: a link may lead to the whole disk. */
const MOST_FOLDERS = 20_000

export interface ImageList {
  count: number
  /** Class index of each file. */
  labels: Int32Array
  /** Path of a file relative to the listed folder, with `/`. */
  path(index: number): string
  /** All paths in order as UTF-8, with a zero byte between them: for hashing. */
  bytes(): Iterable<Uint8Array>
}

/** Whether a name is that of an image file that can be read. */
export function isImageName(name: string): boolean {
  return READABLE.has(extname(name).toLowerCase())
}

/** Whether a name is that of an image of a kind that cannot be read. */
export function isUnreadableName(name: string): boolean {
  return UNREADABLE.has(extname(name).toLowerCase())
}

/**
 * Lists the images of the given class folders.
 * @param root the folder that holds the class folders.
 * @param classFolders in the order of the labels; undefined where this part has no such class.
 * @param roles what folders were said to be: those `aside` are left out.
 * @throws UserError('input') when a class folder has no image, or one of a kind that cannot be decoded.
 */
export async function listImages(
  root: string,
  classFolders: readonly (string | undefined)[],
  roles: FolderRoles = {},
): Promise<ImageList> {
  const encoder = new TextEncoder()
  const packed: Uint8Array[] = []
  const starts: Uint32Array[] = []
  const firsts: number[] = []
  let count = 0
  for (const folder of classFolders) {
    const names = folder === undefined ? [] : await listClass(root, folder, roles)
    const offsets = new Uint32Array(names.length + 1)
    names.forEach((name, i) => {
      offsets[i + 1] = offsets[i]! + Buffer.byteLength(name) + 1
    })
    packed.push(encoder.encode(names.map((name) => name + '\0').join('')))
    starts.push(offsets)
    firsts.push(count)
    count += names.length
  }
  const labels = new Int32Array(count)
  firsts.forEach((first, label) => labels.fill(label, first, firsts[label + 1] ?? count))
  const decoder = new TextDecoder()
  return {
    count,
    labels,
    path(index) {
      const label = labels[index]
      if (label === undefined) throw new RangeError(`There is no image ${index} among ${count}.`)
      const offsets = starts[label]!
      const at = index - firsts[label]!
      return decoder.decode(packed[label]!.subarray(offsets[at], offsets[at + 1]! - 1))
    },
    bytes: () => packed,
  }
}

/** A list of images that were found otherwise, in the given order. */
export function imageListOf(paths: readonly string[], labels: Int32Array): ImageList {
  return {
    count: paths.length,
    labels,
    path(index) {
      const path = paths[index]
      if (path === undefined) throw new RangeError(`There is no image ${index} among ${paths.length}.`)
      return path
    },
    bytes: () => [new TextEncoder().encode(paths.map((path) => path + '\0').join(''))],
  }
}

/** The images of one class folder, as paths relative to the root. */
async function listClass(root: string, className: string, roles: FolderRoles): Promise<string[]> {
  const folders = [className]
  const contents = new Map<string, string[]>()
  const walk = new FolderWalk(join(root, className))
  for (let i = 0; i < folders.length; i++) {
    const folder = folders[i]!
    if (folder.split('/').length > MAX_DEPTH) {
      throw new UserError(
        'input',
        `"${join(root, folder)}" is nested too deeply: at most ${MAX_DEPTH} folders inside each other are searched.`,
      )
    }
    if (i >= MOST_FOLDERS)
      throw new UserError(
        'input',
        `The class folder "${join(root, className)}" has more than ${MOST_FOLDERS} folders below it: is one of them a link to somewhere else? Add the folder that holds the images.`,
      )
    const listing = await listFolder(join(root, folder))
    if (listing.folders.length > 0 || i > 0) {
      const other = await walk.enter(join(root, folder), listing.files.some(isImageName))
      if (other !== null)
        throw new UserError(
          'input',
          `"${other}" and "${join(root, folder)}" are the same folder, by a link, and its images would count twice: remove the link.`,
        )
    }
    const unreadable = listing.files.find(isUnreadableName)
    if (unreadable !== undefined) {
      throw new UserError(
        'input',
        `The image "${join(root, folder, unreadable)}" is of a kind that cannot be read: convert it to PNG, or remove it.`,
      )
    }
    contents.set(folder, listing.files.filter(isImageName))
    for (const inner of listing.folders)
      if (roleOf(roles, inner) !== 'aside') folders.push(`${folder}/${inner}`)
  }
  const names = asText(folders).flatMap((folder) => contents.get(folder)!.map((file) => `${folder}/${file}`))
  if (names.length === 0) {
    throw new UserError(
      'input',
      `The class folder "${join(root, className)}" holds no images: put some into it (${[...READABLE].join(', ')}), or remove it.`,
    )
  }
  return names
}
