/**
 * A folder of class folders of image files, as torchvision's ImageFolder: class folders sorted (as text, or
 * where they are numbers and the specification says so as numbers), files sorted; with or without part folders
 * (train, val, test) above them (folder-layout.ts). How the files are read is in image-files.ts.
 */
import { join } from 'node:path'
import { plainName } from '../contract/images/class-names'
import { UserError } from '../contract/errors'
import { shownExactly } from '../contract/shown'
import type { DataSetSpecification } from './specification'
import type { Found } from '../files/look'
import { classFolders, folderLayout } from './folder-layout'
import type { FolderLayout } from './folder-layout'
import { listImages } from './image-list'
import { asText } from '../files/names'
import { asNumbers, haveTwoOrders } from './names'
import type { FolderRoles } from './names'
import type { ImageReader } from './reader'
import { isSixteenBitGrayFile } from './sixteen-bit-gray'
import { checkTransforms } from './transforms'

export const imageFolder: ImageReader = {
  format: 'image-folder',

  async match(found, roles) {
    const layout = await folderLayout(found, roles)
    return layout && { splits: layout.parts.flatMap(({ split }) => split ?? []) }
  },

  /** By a look at one image; reading all of them says it again. */
  async questions(found) {
    const root = (await folderLayout(found))?.parts[0]?.root
    const folder = root === undefined ? undefined : (await classFolders(root))[0]
    if (root === undefined || folder === undefined) return {}
    const list = await listImages(root, [folder]).catch(() => undefined)
    const sixteen = list && (await isSixteenBitGrayFile(join(root, list.path(0))).catch(() => false))
    return sixteen ? { sixteenBitGray: true } : {}
  },

  async files(specification, found) {
    checkTransforms(specification.transforms)
    const { root, classNames, folders } = await classesOfPart(specification, found)
    const list = await listImages(root, folders, specification.folders)
    return { root, classNames, list, labelsInPaths: true }
  },
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
  { split, classOrder, folders: roles = {} }: DataSetSpecification,
  found: Found,
): Promise<PartClasses> {
  const layout = await folderLayout(found, roles)
  const part = layout?.parts.find((each) => each.split === split)
  if (!layout || !part) throw new UserError('input', `"${found.path}" has no part "${split}".`)
  const { root } = part
  const present = inOrder(await classFolders(root, roles), classOrder)
  const train = layout.parts.find((each) => each.split === 'train')
  if (!train || train === part) return { root, classNames: present, folders: present }
  const classNames = inOrder(await classFolders(train.root, roles), classOrder)
  const folders = classNames.map((): string | undefined => undefined)
  const known = new Map(classNames.map((name, i) => [name, i]))
  // Spelled as they are first: only what is left over is looked for in another spelling.
  const plain = new Map(classNames.map((name, i) => [plainName(name), i]))
  for (const name of present) {
    const label = known.get(name) ?? plain.get(plainName(name))
    if (label === undefined) {
      throw new UserError(
        'input',
        `"${root}" has the class folder "${shownExactly(name)}", which "${train.root}" has not: the parts should have the same classes.`,
      )
    }
    if (folders[label] !== undefined) {
      throw new UserError(
        'input',
        `"${root}" has the class folders "${shownExactly(folders[label])}" and "${shownExactly(name)}", which both are "${classNames[label]}" of "${train.root}": put their images into one.`,
      )
    }
    folders[label] = name
  }
  return { root, classNames, folders }
}

/** Which class folders of the other parts are taken for one of `train` that is written otherwise, one sentence each part. */
export async function spelledOtherwise({ parts }: FolderLayout, roles: FolderRoles): Promise<string[]> {
  const train = parts.find(({ split }) => split === 'train')
  if (!train) return []
  const names = await classFolders(train.root, roles)
  const known = new Set(names)
  const plain = new Map(names.map((name) => [plainName(name), name]))
  const sentences: string[] = []
  for (const { split, root } of parts) {
    const pairs = (await classFolders(root, roles)).flatMap((name) => {
      const meant = known.has(name) ? undefined : plain.get(plainName(name))
      return meant === undefined ? [] : [`"${shownExactly(name)}" for "${shownExactly(meant)}"`]
    })
    const rest = pairs.length - MOST_PAIRS
    if (pairs.length > 0)
      sentences.push(
        `Class folders of ${split} are matched with those of train by name, some of which are written otherwise: ${pairs.slice(0, MOST_PAIRS).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`,
      )
  }
  return sentences
}

/** Of a sentence. */
const MOST_PAIRS = 6

function inOrder(names: readonly string[], order: DataSetSpecification['classOrder']): string[] {
  return order === 'numeric' && haveTwoOrders(names) ? asNumbers(names) : asText(names)
}
