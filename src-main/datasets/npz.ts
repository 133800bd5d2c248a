/**
 * Images and labels in one `.npz` file. Names that are understood, for the whole or for a part
 * (train, val, test): `images` and `labels`, or `x` and `y`; with a part before or after them
 * (`x_train`, `train_images`, …). The archive format itself is in checkpoints/npz.ts.
 */
import { dirname } from 'node:path'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import { decodeNpzArray, listNpz, readNpzMember } from '../checkpoints/npz'
import { isZip } from '../checkpoints/zip'
import { mostUnpacked } from '../files/unpacked-limit'
import { createArrayDataSet } from './array-data-set'
import { imagesFromArray } from './array-images'
import { readHashed } from '../files/look'
import type { Found } from '../files/look'
import { CLASSES_FILE, checkLabels, readClassNames } from './labels'
import type { ArrayReader } from './reader'
import { areNames, labelsOfNpy, nameOrderWords, numberLabels } from './written-labels'
import type { WrittenLabels } from './written-labels'

interface Keys {
  images: string
  labels: string
}

const NAMES: [images: string, labels: string][] = [
  ['images', 'labels'],
  ['x', 'y'],
  ['X', 'y'],
  ['X', 'Y'],
]
const PARTS = ['train', 'val', 'test']
const CLASS_NAMES = /^(?:class(?:es|_?names?|_labels)|(?:label|target)_?names?|names|categories)$/i
/** Bytes that it may unpack to for each of its own; both are in memory at once. */
const PER_BYTE = 2

export const npz: ArrayReader = {
  format: 'npz',

  async match(found) {
    if (found.kind !== 'file' || !isZip(found.head)) return undefined
    const { bytes } = await readHashed(found.path)
    const keys = listNpz(bytes, `"${found.path}"`, mostUnpacked(bytes.length, PER_BYTE))
    if (keys.length === 0) return undefined
    const parts = partsOf(keys)
    if (parts.size === 0) throw noKeys(found, keys)
    return { splits: parts.has('') ? [] : [...parts.keys()] }
  },

  async notices(_specification, found) {
    const { bytes } = await readHashed(found.path)
    const keys = listNpz(bytes, `"${found.path}"`, mostUnpacked(bytes.length, PER_BYTE))
    if (await readClassNames(dirname(found.path))) return []
    const [first] = partsOf(keys).values()
    const written = first && labelsIn(bytes, first.labels, found.path)
    const inOrder = written ? nameOrderWords(written, `'${first.labels}' in "${found.path}"`) : []
    const names = keys.find((key) => CLASS_NAMES.test(key))
    if (names === undefined || inOrder.length > 0) return inOrder
    return [
      `The names of the classes in '${names}' are not read, and the classes are numbered: put them into ${CLASSES_FILE} beside the file, one per line in the order of the labels.`,
    ]
  },

  async open(specification, found) {
    const { bytes, hash } = await readHashed(found.path)
    const name = `"${found.path}"`
    const keys = listNpz(bytes, name, mostUnpacked(bytes.length, PER_BYTE))
    const parts = partsOf(keys)
    const part = parts.get(specification.split ?? '')
    if (!part) throw noKeys(found, keys)
    const classNames = await readClassNames(dirname(found.path))
    // A part may lack the last classes; the others then tell how many there are.
    const ofParts = new Map<Keys, WrittenLabels>()
    for (const keysOfPart of parts.values())
      ofParts.set(keysOfPart, labelsIn(bytes, keysOfPart.labels, found.path))
    const where = `'${part.labels}' in ${name}`
    const own = numberLabels(ofParts.get(part)!, where, classNames, [...ofParts.values()])
    const classes = Math.max(0, ...[...ofParts.values()].map(classesIn))
    const { count, ...stored } = imagesFromArray(
      decodeNpzArray(bytes, part.images, name),
      `'${part.images}' in ${name}`,
    )
    return createArrayDataSet({
      specification,
      content: hash,
      ...stored,
      ...checkLabels(own.values, count, where, own.classNames, classes),
    })
  },
}

/** Which arrays hold which part; the whole under the empty name. */
function partsOf(keys: readonly string[]): Map<string, Keys> {
  const parts = new Map<string, Keys>()
  for (const part of ['', ...PARTS]) {
    for (const [images, labels] of NAMES) {
      const spelled =
        part === ''
          ? [[images, labels]]
          : [
              [`${images}_${part}`, `${labels}_${part}`],
              [`${part}_${images}`, `${part}_${labels}`],
            ]
      for (const [first, second] of spelled) {
        if (!parts.has(part) && keys.includes(first!) && keys.includes(second!))
          parts.set(part, { images: first!, labels: second! })
      }
    }
  }
  return parts
}

function labelsIn(bytes: Uint8Array, key: string, path: string): WrittenLabels {
  const name = `"${path}"`
  return labelsOfNpy(readNpzMember(bytes, key, name), `'${key}' in ${name}`)
}

/** One more than the largest label; nonsense is left for the check of the labels to name. */
function classesIn(values: WrittenLabels): number {
  let classes = 0
  if (areNames(values)) return classes
  for (let i = 0; i < values.length; i++)
    if (Number.isInteger(values[i]) && values[i]! < 100_000) classes = Math.max(classes, values[i]! + 1)
  return classes
}

/** Names of others: some of them, each cut short. */
function shortList(names: readonly string[]): string {
  const some = names.slice(0, 20).map((name) => shown(name.slice(0, 60)))
  return `${some.join(', ')}${names.length > some.length ? ` and ${names.length - some.length} more` : ''}`
}

function noKeys(found: Found, keys: readonly string[]): UserError {
  return new UserError(
    'input',
    `"${found.path}" has the arrays ${shortList(keys)}; images and labels should be called images and labels, x and y, or x_train, y_train, x_test and y_test.`,
  )
}
