/**
 * Images in class folders that no reader takes, because their names have no ending of an image or another one, or because
 * they are of a kind that is not decoded. Leaving them out in silence would make another data set of the folder.
 */
import { extname, join } from 'node:path'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import { listFolder, readHead } from '../files/look'
import type { Found } from '../files/look'
import { classFolders } from './folder-layout'
import type { FolderLayout } from './folder-layout'
import { isImageName, isUnreadableName } from './image-list'
import type { FolderRoles } from './names'
import { HEAD_BYTES, imageKind, isOtherImage } from '../files/sniff'

/** What lies beside images and is never one, however it begins. */
const BESIDE = new Set([
  '.txt',
  '.xml',
  '.json',
  '.csv',
  '.tsv',
  '.md',
  '.html',
  '.yaml',
  '.yml',
  '.py',
  '.npy',
  '.npz',
])
/** Files of each folder that are looked into, at most. */
const LOOKED_INTO = 3

interface Unread {
  /** Relative to the folder that was looked through. */
  file: string
  /** The ending that it should have; null: it is of a kind that is not decoded. */
  ending: string | null
}

/**
 * @throws UserError('input') when images in the class folders of a layout would be left out because of their names
 */
export async function refuseUnreadImages({ parts }: FolderLayout, roles: FolderRoles): Promise<void> {
  for (const { root } of parts) {
    for (const name of await classFolders(root, roles)) {
      const unread = await unreadIn(root, name)
      if (unread) throw refusal(root, unread, 'or say --format image-folder to leave them out')
    }
  }
}

/**
 * For a folder in which nothing is read.
 * @throws UserError('input') when its folders, or those in them, hold images under other names, or other files than images
 */
export async function refuseUnreadFolders(found: Found): Promise<void> {
  if (found.kind !== 'folder') return
  for (const name of found.folders.slice(0, FOLDERS)) {
    const { folders } = await listFolder(join(found.path, name))
    for (const at of [name, ...folders.slice(0, FOLDERS).map((inner) => `${name}/${inner}`)]) {
      const unread = await unreadIn(found.path, at)
      if (unread) throw refusal(found.path, unread, 'and add the folder again')
      const array = (await listFolder(join(found.path, at))).files.find((file) =>
        /\.(npy|mat|npz)$/i.test(file),
      )
      if (array !== undefined)
        throw new UserError(
          'input',
          `"${found.path}" has folders of arrays (${shown(`${at}/${array}`)}), which are not read one by one: put all images and their labels into one .npz file (images, labels), or save each image as a PNG.`,
        )
    }
  }
}

/** Of each level, at most. */
const FOLDERS = 20

function refusal(root: string, { file, ending }: Unread, otherwise: string): UserError {
  const what =
    ending === null
      ? 'are of a kind that is not read: convert them to PNG'
      : `have no ending of an image that is read: give them the right one (here ${ending})`
  return new UserError('input', `Images in "${root}", for example "${shown(file)}", ${what}, ${otherwise}.`)
}

async function unreadIn(root: string, folder: string): Promise<Unread | undefined> {
  const { files } = await listFolder(join(root, folder))
  const odd = files.filter((file) => !isImageName(file) && !BESIDE.has(extname(file).toLowerCase()))
  for (const file of odd.slice(0, LOOKED_INTO)) {
    const path = `${folder}/${file}`
    if (isUnreadableName(file)) return { file: path, ending: null }
    const head = await readHead(join(root, path), HEAD_BYTES)
    const kind = imageKind(head)
    if (kind) return { file: path, ending: kind === 'jpeg' ? '.jpg' : `.${kind}` }
    if (isOtherImage(head)) return { file: path, ending: null }
  }
  return undefined
}
