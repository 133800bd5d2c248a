/**
 * Looks for the labels of ImageNet's validation images where people have them: in their folder, in the folders above
 * it, and in a development kit beside any of those.
 */
import { basename, dirname, join } from 'node:path'
import type { FoundLabels } from '../contract/data-set'
import { listFolder } from '../files/look'
import { needsIds, readClassFile, readLabelFile } from './imagenet-labels'
import type { ClassFile, LabelFile } from './imagenet-labels'
import { besides } from './imagenet-names'

/** Those that name each image's WordNet id first: nothing is left to be understood in them. */
const LABEL_FILES = [
  'LOC_val_solution.csv',
  'imagenet_2012_validation_synset_labels.txt',
  'ILSVRC2012_validation_ground_truth.txt',
  'val.txt',
]
const ID_FILES = ['meta.mat', 'map_clsloc.txt']
const LIST_FILES = [
  'LOC_synset_mapping.txt',
  'synset_words.txt',
  'synsets.txt',
  'imagenet_lsvrc_2015_synsets.txt',
  'imagenet_class_index.json',
]
/** Kaggle's images lie four folders below their labels. */
const UP = 4

/**
 * @param path of the folder of images
 * @param dataSet what the files that are found are told from: that folder, or the one that holds it
 */
export async function findLabels(path: string, dataSet = path): Promise<FoundLabels> {
  const files = await filesAround(path)
  const named = (names: readonly string[]) =>
    names.flatMap((name) => files.filter((file) => basename(file) === name))
  const idFile = await firstOf(named(ID_FILES), readClassFile, (file) => file.by === 'id')
  const listFile = await firstOf(named(LIST_FILES), readClassFile, (file) => file.by === 'place')
  let open: string | null = null
  for (const labelFile of named(LABEL_FILES)) {
    const file = await readLabelFile(labelFile).catch(() => undefined)
    if (!file) continue
    const numbers = typeof [...file.labels.values()][0] === 'number'
    const classFile = numbers && file.by === 'line' ? idFile : listFile
    const found = {
      labelFile: besides(dataSet, labelFile),
      classFile: classFile ? besides(dataSet, classFile) : null,
    }
    if (!numbers || file.by === 'name' || classFile) return { ...found, problem: null }
    open ??= labelFile
  }
  if (open !== null) return { labelFile: besides(dataSet, open), classFile: null, problem: needsIds(open) }
  return {
    labelFile: null,
    classFile: null,
    problem: `"${path}" holds ImageNet's validation images, whose names do not say their classes: put LOC_val_solution.csv, Caffe's val.txt, or the development kit with ILSVRC2012_validation_ground_truth.txt and meta.mat beside the folder, or name the file that says them.`,
  }
}

/** The files in the folder, in those above it, and in development kits in any of them. */
async function filesAround(path: string): Promise<string[]> {
  const found: string[] = []
  let folder = path
  for (let level = 0; level <= UP; level++) {
    const here = await listFolder(folder).catch(() => ({ files: [], folders: [] }))
    const kits = here.folders.filter((name) => /devkit/i.test(name)).map((name) => join(folder, name))
    found.push(...here.files.map((name) => join(folder, name)))
    for (const kit of kits)
      for (const place of [kit, join(kit, 'data')]) {
        const { files } = await listFolder(place).catch(() => ({ files: [] }))
        found.push(...files.map((name) => join(place, name)))
      }
    const above = dirname(folder)
    if (above === folder) break
    folder = above
  }
  return found
}

/** The first file that can be read and is of the kind wanted. */
async function firstOf<T extends ClassFile | LabelFile>(
  paths: readonly string[],
  read: (path: string) => Promise<T>,
  fits: (file: T) => boolean,
): Promise<string | undefined> {
  for (const path of paths) {
    const file = await read(path).catch(() => undefined)
    if (file && fits(file)) return path
  }
  return undefined
}
