/**
 * Tiny-ImageNet as it is unpacked: `train/n…/images/*.JPEG`, and `val/images` whose classes are in
 * `val/val_annotations.txt` (name, WordNet id and a box per line). `test` has no labels. The classes are WordNet ids in
 * their order as text, as ImageFolder has them, or in the order of `wnids.txt`. `val` alone is read as well.
 */
import { dirname, join } from 'node:path'
import { UserError } from '../contract/errors'
import type { DataSetSpecification } from './specification'
import { listFolder, readLines } from '../files/look'
import type { Found } from '../files/look'
import { classFolders } from './folder-layout'
import { imageListOf, isImageName, listImages } from './image-list'
import { asText } from '../files/names'
import type { ImageReader, LabelledFiles } from './reader'
import { checkTransforms } from './transforms'

const ANNOTATIONS = 'val_annotations.txt'
const IDS = 'wnids.txt'

interface Layout {
  /** The folder with `train`, `val` and `wnids.txt`. */
  root: string
  /** Its parts; none when `val` was given by itself. */
  splits: string[]
  hasTest: boolean
}

export const tinyImageNet: ImageReader = {
  format: 'tiny-imagenet',

  async match(found) {
    const layout = await layoutOf(found)
    return layout && { splits: layout.splits }
  },

  async questions(found) {
    const layout = await layoutOf(found)
    if (!layout) return {}
    const listed = await listedIds(layout.root)
    const twoOrders = listed !== undefined && listed.join(' ') !== asText(listed).join(' ')
    return {
      notices:
        layout.hasTest && layout.splits.length > 0
          ? ['The images of the part test have no labels and are left aside.']
          : [],
      classOrders: twoOrders ? ['text', 'listed'] : null,
    }
  },

  async files(specification, found) {
    checkTransforms(specification.transforms)
    const layout = await layoutOf(found)
    if (!layout) throw new UserError('input', `"${found.path}" is not Tiny-ImageNet as it is unpacked.`)
    const split = specification.split ?? 'val'
    const classNames = await classesOf(layout, specification)
    return split === 'train'
      ? await trainFiles(layout, classNames)
      : await validationFiles(layout, classNames)
  },
}

async function layoutOf(found: Found): Promise<Layout | undefined> {
  if (found.kind !== 'folder') return undefined
  // Many sort val into class folders and let the list stand: then it is a folder of class folders.
  if (found.files.includes(ANNOTATIONS) && (await isFlat(found.path)))
    return { root: dirname(found.path), splits: [], hasTest: false }
  const { folders, path } = found
  if (!folders.includes('val')) return undefined
  const val = join(path, 'val')
  if (!(await listFolder(val)).files.includes(ANNOTATIONS) || !(await isFlat(val))) return undefined
  return {
    root: path,
    splits: folders.includes('train') ? ['train', 'val'] : ['val'],
    hasTest: folders.includes('test'),
  }
}

/** Whether the images of a part lie in its folder `images`, all classes together. */
async function isFlat(part: string): Promise<boolean> {
  return (await listFolder(part)).folders.includes('images')
}

/** The ids in `wnids.txt`, in its order; undefined when there is no such file. */
async function listedIds(root: string): Promise<string[] | undefined> {
  const has = (await listFolder(root)).files.includes(IDS)
  return has ? await readLines(join(root, IDS)) : undefined
}

/**
 * The classes in the order asked for: those of `wnids.txt`, else of the folders of `train`, else of the annotations.
 * @throws UserError('input') when list and folders do not name the same
 */
async function classesOf({ root }: Layout, { classOrder }: DataSetSpecification): Promise<string[]> {
  const listed = await listedIds(root)
  const hasTrain = (await listFolder(root)).folders.includes('train')
  const folders = hasTrain ? await classFolders(join(root, 'train')) : undefined
  if (listed) {
    if (listed.length === 0)
      throw new UserError('input', `"${join(root, IDS)}" is empty: unpack the data set again.`)
    const twice = listed.find((id, i) => listed.indexOf(id) !== i)
    if (twice !== undefined)
      throw new UserError('input', `"${join(root, IDS)}" names "${twice}" more than once.`)
    const known = new Set(listed)
    const unknown = folders?.find((folder) => !known.has(folder))
    if (unknown !== undefined)
      throw new UserError(
        'input',
        `"${join(root, 'train')}" has the class folder "${unknown}", which "${join(root, IDS)}" does not name: unpack the data set again, or remove that file to take the classes from the folders.`,
      )
    return classOrder === 'listed' ? listed : asText(listed)
  }
  if (classOrder === 'listed')
    throw new UserError(
      'input',
      `"${join(root, IDS)}" is missing, so there is no listed order of the classes.`,
    )
  return folders && folders.length > 0
    ? folders
    : asText([...new Set((await annotations(join(root, 'val'))).values())])
}

async function trainFiles({ root }: Layout, classNames: string[]): Promise<LabelledFiles> {
  const train = join(root, 'train')
  const present = new Set(await classFolders(train))
  const folders = classNames.map((name) => (present.has(name) ? name : undefined))
  return { root: train, classNames, list: await listImages(train, folders), labelsInPaths: true }
}

/** The images of `val/images`, sorted by name, with the classes of the annotations. */
async function validationFiles({ root }: Layout, classNames: string[]): Promise<LabelledFiles> {
  const folder = join(root, 'val')
  const images = join(folder, 'images')
  const classOf = await annotations(folder)
  const names = (await listFolder(images)).files.filter(isImageName)
  const index = new Map(classNames.map((name, label) => [name, label]))
  const labels = Int32Array.from(names, (name) => {
    const id = classOf.get(name)
    const label = id === undefined ? undefined : index.get(id)
    if (label !== undefined) return label
    throw new UserError(
      'input',
      id === undefined
        ? `"${join(images, name)}" has no line in "${join(folder, ANNOTATIONS)}": its class is not known; unpack the data set again.`
        : `"${join(folder, ANNOTATIONS)}" gives "${name}" the class "${id}", which is none of the ${classNames.length} classes of "${root}".`,
    )
  })
  const there = new Set(names)
  const missing = [...classOf.keys()].find((name) => !there.has(name))
  if (missing !== undefined)
    throw new UserError(
      'input',
      `"${join(images, missing)}" is missing, though "${join(folder, ANNOTATIONS)}" names it: unpack the data set again.`,
    )
  return { root: images, classNames, list: imageListOf(names, labels), labelsInPaths: false }
}

/** The class of each image by its name. */
async function annotations(folder: string): Promise<Map<string, string>> {
  const path = join(folder, ANNOTATIONS)
  const classOf = new Map<string, string>()
  for (const line of await readLines(path)) {
    const [name, id] = line.split(/\s+/)
    if (id === undefined || classOf.has(name!))
      throw new UserError(
        'input',
        `"${path}" has the line "${line.slice(0, 80)}", ${id === undefined ? 'which should be an image and its class' : 'a second one for that image'}: unpack the data set again.`,
      )
    classOf.set(name!, id)
  }
  return classOf
}
