/**
 * ImageNet's validation images as they are unpacked: one flat folder, `ILSVRC2012_val_00000001.JPEG` …, whose classes
 * are in a file elsewhere (imagenet-labels.ts); alone, or beside `train` with its class folders by WordNet id
 * (imagenet-root.ts). The classes come out in the order of their WordNet ids, as torchvision's
 * ImageNet and the outputs of its models have them; where only numbers are known, in the order of the numbers.
 */
import { resolve } from 'node:path'
import { UserError } from '../contract/errors'
import type { DataSetSpecification } from './specification'
import type { Found } from '../files/look'
import { needsIds, readClassFile, readLabelFile } from './imagenet-labels'
import type { ClassFile, LabelFile } from './imagenet-labels'
import { classFolders } from './folder-layout'
import { findLabels } from './imagenet-files'
import { validationNumber } from './imagenet-names'
import { imageNetRoot, isFlatValidation, labelsAmong, trainingFiles } from './imagenet-root'
import { imageListOf, isImageName } from './image-list'
import { asText } from '../files/names'
import type { ImageReader } from './reader'

type Folder = Extract<Found, { kind: 'folder' }>

export const imagenetVal: ImageReader = {
  format: 'imagenet-val',

  async match(found) {
    if (isFlatValidation(found)) return { splits: [] }
    return (await imageNetRoot(found)) ? { splits: ['train', 'val'] } : undefined
  },

  async questions(found) {
    const val = await validationOf(found)
    return val ? { labels: await findLabels(val.path, found.path) } : {}
  },

  async notices(specification, found) {
    const val = await validationOf(found)
    // Of `train` alone nothing is read from a list.
    if (!val || specification.labelFile === undefined) return []
    return [readingWords(await readAll(specification, val), specification)]
  },

  async files(specification, found) {
    if (isFlatValidation(found)) {
      const { names, classNames, labels } = await readAll(specification, found)
      return { root: found.path, classNames, list: imageListOf(names, labels), labelsInPaths: false }
    }
    const root = await imageNetRoot(found)
    if (!root)
      throw new UserError('input', `"${found.path}" has no flat list of ImageNet's validation images.`)
    if (specification.split === 'train') return trainingFiles(root.train)
    const { names, classNames, labels } = await readAll(specification, root.val)
    const trained = await classFolders(root.train)
    const own = labelsAmong(trained, { names, labels, classNames }, root)
    return {
      ...{ root: root.val.path, classNames: trained, list: imageListOf(names, own) },
      labelsInPaths: false,
    }
  },
}

/** The folder with the validation images: the one that was found, or `val` in it. */
async function validationOf(found: Found): Promise<Folder | undefined> {
  return isFlatValidation(found) ? found : (await imageNetRoot(found))?.val
}

interface Labelled {
  names: string[]
  classNames: string[]
  labels: Int32Array
  /** How the labels were written. */
  written: 'ids' | 'numbers with ids' | 'places in a list' | 'numbers'
}

/** @throws UserError('input') when labels are missing, or their meaning is open */
async function readAll(specification: DataSetSpecification, found: Folder): Promise<Labelled> {
  const { path, labelFile, classFile } = specification
  if (labelFile === undefined)
    throw new UserError('input', (await findLabels(path)).problem ?? NO_LABELS(path))
  const labelPath = resolve(path, ...labelFile.split('/'))
  const file = await readLabelFile(labelPath)
  const classes =
    classFile === undefined ? undefined : await readClassFile(resolve(path, ...classFile.split('/')))
  const names = found.files.filter(isImageName)
  const written = names.map((name) => labelOf(name, file, labelPath))
  const meaning = meaningOf(file, classes, labelPath)
  const index = new Map(meaning.classNames.map((id, label) => [id, label]))
  const labels = Int32Array.from(written, (label, i) => {
    const id = meaning.nameOf(label)
    const at = id === undefined ? undefined : index.get(id)
    if (at !== undefined) return at
    throw new UserError(
      'input',
      `"${labelPath}" gives "${names[i]}" the class ${label}, which is none of the ${meaning.classNames.length} that are known${classFile === undefined ? '' : ` from "${classFile}"`}.`,
    )
  })
  return { names, classNames: meaning.classNames, labels, written: meaning.written }
}

function labelOf(name: string, file: LabelFile, path: string): string | number {
  const number = validationNumber(name)
  if (number === undefined)
    throw new UserError(
      'input',
      `"${name}" is no validation image of ImageNet like the others: move it elsewhere.`,
    )
  const label = file.by === 'name' ? file.labels.get(number) : file.labels[number - 1]
  if (label !== undefined) return label
  throw new UserError(
    'input',
    file.by === 'name'
      ? `"${path}" does not name the image "${name}": get the file that belongs to these images.`
      : `"${path}" has ${file.labels.length} labels, and so none for "${name}": get the file that belongs to these images.`,
  )
}

interface Meaning extends Pick<Labelled, 'classNames' | 'written'> {
  nameOf: (label: string | number) => string | undefined
}

/** What the labels of a file mean. */
function meaningOf(file: LabelFile, classes: ClassFile | undefined, path: string): Meaning {
  const values = [...file.labels.values()]
  const same = (label: string | number): string => String(label)
  if (typeof values[0] === 'string') {
    const known = classes ? [...classes.ids.values()] : (values as string[])
    return { classNames: asText([...new Set(known)]), nameOf: same, written: 'ids' }
  }
  if (classes?.by === 'id') {
    const { ids } = classes
    return {
      classNames: asText([...ids.values()]),
      nameOf: (label) => ids.get(Number(label)),
      written: 'numbers with ids',
    }
  }
  if (file.by === 'line') throw new UserError('input', needsIds(path))
  if (classes) {
    const { ids } = classes
    return { classNames: [...ids], nameOf: (label) => ids[Number(label)], written: 'places in a list' }
  }
  const most = (values as number[]).reduce((largest, label) => Math.max(largest, label), 0)
  if (most >= 1000) throw new UserError('input', countsFromOne(path))
  return {
    classNames: Array.from({ length: most + 1 }, (_, label) => String(label)),
    nameOf: same,
    written: 'numbers',
  }
}

function countsFromOne(path: string): string {
  return `The numbers in "${path}" go to 1000 or beyond, so they do not count ImageNet's classes from 0 in the order of the WordNet ids: say what they mean with a file of WordNet ids and numbers (--class-file).`
}

const NO_LABELS = (path: string): string =>
  `The classes of the images in "${path}" are in a file of their own: give it with --label-file.`

/** How the labels were understood, to be read before anything is measured. */
function readingWords(
  { classNames, written }: Labelled,
  { labelFile, classFile }: DataSetSpecification,
): string {
  const count = `${classNames.length} classes`
  switch (written) {
    case 'ids':
      return `The classes are the WordNet ids in "${labelFile}"${classFile === undefined ? '' : `, of those in "${classFile}"`}: ${count} in the order of the ids, as the outputs of torchvision's models.`
    case 'numbers with ids':
      return `The numbers in "${labelFile}" are those of "${classFile}": ${count} in the order of their WordNet ids, as the outputs of torchvision's models.`
    case 'places in a list':
      return `The numbers in "${labelFile}" count the lines of "${classFile}" from 0: ${count} in its order.`
    case 'numbers':
      return `The numbers in "${labelFile}" are taken as ${count} counted from 0, as Caffe's val.txt counts the WordNet ids in their order; whether that is so, the file does not say.`
  }
}
