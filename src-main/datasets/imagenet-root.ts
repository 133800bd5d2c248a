/**
 * ImageNet under one root as most people have it: `train` with a folder for each WordNet id, beside `val` with all
 * validation images in one folder. The classes of both are the folders of `train`, so that of a part of ImageNet
 * (ImageNet-100) the labels are those of its own models.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { look } from '../files/look'
import type { Found } from '../files/look'
import { classFolders } from './folder-layout'
import { validationNumber } from './imagenet-names'
import { isImageName, listImages } from './image-list'
import { partOfName } from './names'
import type { LabelledFiles } from './reader'

type Folder = Extract<Found, { kind: 'folder' }>

export interface ImageNetRoot {
  /** Path of the folder with the class folders. */
  train: string
  val: Folder
}

const WORDNET = /^n\d{8}$/

/** Undefined where there is no such `train` and `val`. */
export async function imageNetRoot(found: Found): Promise<ImageNetRoot | undefined> {
  if (found.kind !== 'folder') return undefined
  const [train, ...others] = found.folders.filter((name) => partOfName(name) === 'train')
  const folders = found.folders.filter((name) => partOfName(name)?.startsWith('val'))
  if (train === undefined || others.length > 0 || folders.length !== 1) return undefined
  const classes = await look(join(found.path, train))
  if (classes.kind !== 'folder' || !classes.folders.some((name) => WORDNET.test(name))) return undefined
  const val = await look(join(found.path, folders[0]!))
  return isFlatValidation(val) ? { train: classes.path, val } : undefined
}

export function isFlatValidation(found: Found): found is Folder {
  if (found.kind !== 'folder') return false
  return found.files.some((file) => validationNumber(file) !== undefined && isImageName(file))
}

/** Classes are the WordNet ids in their order, which is that of the outputs of torchvision's models. */
export async function trainingFiles(train: string): Promise<LabelledFiles> {
  const classNames = await classFolders(train)
  return { root: train, classNames, list: await listImages(train, classNames), labelsInPaths: true }
}

/**
 * The labels of validation images among the classes of `train`.
 * @throws UserError('input') when an image is of a class that `train` has not
 */
export function labelsAmong(
  trained: readonly string[],
  val: { names: readonly string[]; labels: Int32Array; classNames: readonly string[] },
  root: ImageNetRoot,
): Int32Array {
  const index = new Map(trained.map((id, label) => [id, label]))
  return val.labels.map((label, i) => {
    const id = val.classNames[label]!
    const at = index.get(id)
    if (at !== undefined) return at
    throw new UserError(
      'input',
      WORDNET.test(id)
        ? `"${val.names[i]!}" is of the class ${id}, of which "${root.train}" has no folder: keep those validation images whose classes it has, or add "${root.val.path}" by itself.`
        : `The labels of "${root.val.path}" are numbers that no list of WordNet ids explains, so they cannot be set beside the class folders of "${root.train}": say what they mean with --class-file.`,
    )
  })
}
