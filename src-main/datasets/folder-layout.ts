/**
 * How a folder of images is laid out: where its class folders are, with or without parts (train, val, test) above
 * them, however those are called and however often they are nested. Looks at names only, never into an image.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { shownExactly } from '../contract/shown'
import { listFolder } from '../files/look'
import type { Found } from '../files/look'
import { isImageName } from './image-list'
import { isDoubtful, partOfName, partRank, roleOf } from './names'
import type { FolderRoles } from './names'

export interface FolderPart {
  /** Undefined where there are no parts. */
  split: string | undefined
  /** The folder that holds the class folders. */
  root: string
}

export interface FolderLayout {
  /** At least one; in the order in which they are shown. */
  parts: FolderPart[]
  /** Folders that are neither parts nor classes. */
  aside: string[]
  /** Those of them that hold class folders, as parts do. */
  likeParts: string[]
  /** Parts whose images lie in one folder that is no class of the others; they are no parts here. */
  unlabelled: string[]
}

const MAX_DEPTH = 4

/** Undefined when it is no folder of images in class folders. */
export async function folderLayout(found: Found, roles: FolderRoles = {}): Promise<FolderLayout | undefined> {
  return found.kind === 'folder' ? layoutAt(found.path, 0, roles) : undefined
}

async function layoutAt(path: string, depth: number, roles: FolderRoles): Promise<FolderLayout | undefined> {
  const { files, folders: all } = await listFolder(path)
  const folders = await notAside(path, all, roles)
  const rubbish = all.filter((name) => !folders.includes(name))
  if (folders.length === 0) return undefined
  const split = await partsAt(path, folders, roles)
  if (split) return { ...split, aside: [...split.aside, ...rubbish] }
  const [only, ...others] = folders
  if (others.length === 0 && depth < MAX_DEPTH && !files.some(isImageName)) {
    const inner = await listFolder(join(path, only!))
    if (inner.folders.length > 0 && !inner.files.some(isImageName)) {
      const deeper = await layoutAt(join(path, only!), depth + 1, roles)
      // A class of its own with its images in one more folder stays a class.
      if (
        deeper &&
        (deeper.parts[0]!.split !== undefined ||
          (await classFolders(deeper.parts[0]!.root, roles)).length > 1)
      )
        return deeper
    }
  }
  for (const folder of folders)
    if (await holdsImages(join(path, folder)))
      return { parts: [{ split: undefined, root: path }], aside: rubbish, likeParts: [], unlabelled: [] }
  return undefined
}

/** The class folders at a place, sorted as text. */
export async function classFolders(root: string, roles: FolderRoles = {}): Promise<string[]> {
  return await notAside(root, (await listFolder(root)).folders, roles)
}

/** Without those that were said to be none, and caches and the like without images. */
async function notAside(root: string, folders: readonly string[], roles: FolderRoles): Promise<string[]> {
  const kept: string[] = []
  for (const name of folders) {
    const role = roleOf(roles, name)
    if (role === 'aside') continue
    if (role !== undefined || !isDoubtful(name) || (await holdsImages(join(root, name)))) kept.push(name)
  }
  return kept
}

/** Images in it, or one folder further down. */
export async function holdsImages(path: string): Promise<boolean> {
  const { files, folders } = await listFolder(path)
  if (files.some(isImageName)) return true
  for (const folder of folders)
    if ((await listFolder(join(path, folder))).files.some(isImageName)) return true
  return false
}

/** The parts among some folders; undefined where they are no parts. */
async function partsAt(
  path: string,
  folders: readonly string[],
  roles: FolderRoles,
): Promise<FolderLayout | undefined> {
  const parts = new Map<string, { name: string; root: string }>()
  const aside: string[] = []
  const likeParts: string[] = []
  let classes = 0
  for (const name of folders) {
    const role = roleOf(roles, name)
    const split = role === undefined || role === 'keep' || role === 'aside' ? partOfName(name) : role
    const root = await rootOfPart(join(path, name), 0, roles)
    if (split === undefined && root !== undefined && (await holdsImages(root))) likeParts.push(name)
    if (split === undefined || root === undefined) {
      if ((await listFolder(join(path, name))).files.some(isImageName) && split === undefined) classes++
      aside.push(name)
      continue
    }
    const other = parts.get(split)
    if (other && other.name !== split && name !== split)
      throw new UserError(
        'input',
        `"${path}" has two folders of the part ${split}, "${other.name}" and "${name}": give one of them, or rename one.`,
      )
    // The part's own name wins over another spelling of it.
    const loser = other?.name === split ? name : other?.name
    if (loser !== undefined) {
      aside.push(loser)
      likeParts.push(loser)
    }
    if (loser !== name) {
      parts.set(split, { name, root })
    }
  }
  if (parts.size === 0) return undefined
  // "training" among folders of images is a class like them.
  const spelled = [...parts].every(([split, { name }]) => name !== split)
  if (spelled && parts.size === 1 && classes > 0) return undefined
  const all = [...parts]
    .map(([split, { root }]) => ({ split, root }))
    .sort((a, b) => partRank(a.split) - partRank(b.split))
  const unlabelled = await unlabelledParts(all, roles)
  return { parts: all.filter(({ split }) => !unlabelled.includes(split)), aside, likeParts, unlabelled }
}

/** Folders that hold images of all classes, as `test/images` of Tiny-ImageNet. */
const OF_ALL = /^(?:images?|imgs?|jpegimages|unlabell?ed)$/i

async function unlabelledParts(
  parts: readonly { split: string; root: string }[],
  roles: FolderRoles,
): Promise<string[]> {
  const classes = await Promise.all(parts.map(({ root }) => classFolders(root, roles)))
  return parts.flatMap(({ split }, i) => {
    const [only, ...others] = classes[i]!
    const isOfAll = only !== undefined && others.length === 0 && OF_ALL.test(only)
    return isOfAll && classes.some((names) => names.length > 1 && !names.includes(only)) ? [split] : []
  })
}

/** Where the class folders of a part are: in it, or in the one folder that it holds. */
async function rootOfPart(path: string, depth: number, roles: FolderRoles): Promise<string | undefined> {
  const folders = await classFolders(path, roles)
  if (folders.length === 0) return undefined
  if (folders.length > 1 || depth >= MAX_DEPTH) return path
  const inner = join(path, folders[0]!)
  const { files } = await listFolder(inner)
  return files.some(isImageName) ? path : ((await rootOfPart(inner, depth + 1, roles)) ?? path)
}

/**
 * Several data sets in one folder look like class folders with folders in them. For somebody who adds a folder;
 * what is in a project already is opened as it was.
 * @throws UserError('input') that names them
 */
export async function refuseSeveral(path: string, layout: FolderLayout, roles: FolderRoles): Promise<void> {
  const [part] = layout.parts
  if (!part || part.split !== undefined) return
  const names = await classFolders(part.root, roles)
  const inner = await Promise.all(names.map((name) => classFolders(join(part.root, name))))
  const withParts = names.filter(
    (_, i) => inner[i]!.filter((name) => partOfName(name) !== undefined).length > 1,
  )
  const first = inner[0] ?? []
  const alike =
    names.length > 1 && first.length > 1 && inner.every((folders) => folders.join('/') === first.join('/'))
  if (withParts.length === 0 && !alike) return
  await refusePartsInClasses(path, part.root, withParts)
  const sets = alike ? names : withParts
  throw new UserError(
    'input',
    `"${path}" holds several data sets (${sets.slice(0, 6).join(', ')}${sets.length > 6 ? ', …' : ''}): add one of them${
      alike
        ? `, say which part each is if they are parts (${sets
            .slice(0, 2)
            .map((name, i) => `--folder "${shownExactly(name)}=${i === 0 ? 'train' : 'test'}"`)
            .join(' ')})`
        : ''
    }, or say --format image-folder if they are classes.`,
  )
}

/** `cat/train/1.png`: none of the folders is a data set by itself, since its parts have no classes. */
async function refusePartsInClasses(path: string, root: string, names: readonly string[]): Promise<void> {
  const [first] = names
  if (first === undefined) return
  const parts = (await classFolders(join(root, first))).filter((name) => partOfName(name) !== undefined)
  for (const name of names)
    for (const inner of parts) {
      const within = await listFolder(join(root, name, inner)).catch(() => null)
      if (within !== null && within.folders.length > 0) return
    }
  throw new UserError(
    'input',
    `"${path}" has parts within its classes (${first}/${parts.join(`, ${first}/`)}, …), which are read the other way round: make one folder for each part with the class folders in it (${parts.map((name) => `${name}/${first}`).join(', ')}, …) and add the folder above those; or say --format image-folder to take the images of all parts together as one.`,
  )
}
