/**
 * The binary version of CIFAR-10 and CIFAR-100: a folder of records, each one label byte (CIFAR-100: a
 * coarse and a fine one) and 3 × 32 × 32 bytes, channel by channel. The Python version is in cifar-python.ts.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { createArrayDataSet } from './array-data-set'
import { batchNumbers, IMAGE_BYTES, interleave, missingBatches, SIDE } from './cifar-layout'
import type { Found } from '../files/look'
import { readHashed } from '../files/look'
import { sha256 } from './hash'
import { checkLabels, readClassNames } from './labels'
import type { ArrayReader } from './reader'

/** One byte. */
const MOST_CLASSES = 256

interface Layout {
  /** Bytes before the pixels of each record, and which of them is the label. */
  labelBytes: number
  label: number
  classes: number
  namesFile: string
  splits: Map<string, string[]>
}

export const cifar: ArrayReader = {
  format: 'cifar',

  async match(found) {
    const layout = layoutOf(found)
    return layout && { splits: [...layout.splits.keys()] }
  },

  async questions(found) {
    return { labelSets: layoutOf(found)?.labelBytes === 2 ? ['fine', 'coarse'] : null }
  },

  notices(_specification, found) {
    return Promise.resolve(found.kind === 'folder' ? missingBatches(found, '.bin') : [])
  },

  async open(specification, found) {
    const layout = layoutOf(found, specification.labelSet)
    const files = layout?.splits.get(specification.split ?? '')
    if (!layout || !files)
      throw new UserError('input', `"${found.path}" has no CIFAR files of the part "${specification.split}".`)
    const record = layout.labelBytes + IMAGE_BYTES
    const contents = []
    for (const file of files) contents.push({ file, ...(await readHashed(join(found.path, file))) })
    for (const { file, bytes } of contents) {
      if (bytes.length === 0 || bytes.length % record !== 0) {
        const whole = Math.ceil(bytes.length / record) * record || record
        throw new UserError(
          'input',
          `"${join(found.path, file)}" is truncated or damaged: it has ${bytes.length} bytes, but records of ${record} bytes would need ${whole}.`,
        )
      }
    }
    const count = contents.reduce((sum, { bytes }) => sum + bytes.length / record, 0)
    const pixels = new Uint8Array(count * IMAGE_BYTES)
    const labels = new Uint8Array(count)
    let image = 0
    for (const { bytes } of contents) {
      for (let at = 0; at < bytes.length; at += record, image++) {
        labels[image] = bytes[at + layout.label]!
        interleave(bytes, at + layout.labelBytes, pixels, image * IMAGE_BYTES)
      }
    }
    const names = await readClassNames(found.path, layout.namesFile)
    if (names && names.length > MOST_CLASSES)
      throw new UserError(
        'input',
        `"${join(found.path, layout.namesFile)}" names ${names.length} classes, and a label of these files is one byte, which tells at most ${MOST_CLASSES} apart: get the file again, or remove it.`,
      )
    const numbers = Array.from({ length: layout.classes }, (_, label) => String(label))
    return createArrayDataSet({
      specification,
      content: sha256(...contents.map(({ hash }) => hash)),
      pixels,
      height: SIDE,
      width: SIDE,
      channels: 3,
      ...checkLabels(labels, count, `"${found.path}"`, names ?? numbers),
    })
  },
}

/** Which CIFAR a folder holds, by its file names. */
function layoutOf(found: Found, labelSet?: 'coarse'): Layout | undefined {
  if (found.kind !== 'folder') return undefined
  const batches = batchNumbers(found, '.bin')
  const has = (file: string) => found.files.includes(file)
  const splits = new Map<string, string[]>()
  if (batches.length > 0 || has('test_batch.bin')) {
    if (batches.length > 0)
      splits.set(
        'train',
        batches.map((number) => `data_batch_${number}.bin`),
      )
    if (has('test_batch.bin')) splits.set('test', ['test_batch.bin'])
    return { labelBytes: 1, label: 0, classes: 10, namesFile: 'batches.meta.txt', splits }
  }
  if (has('train.bin')) splits.set('train', ['train.bin'])
  if (has('test.bin')) splits.set('test', ['test.bin'])
  if (splits.size === 0) return undefined
  return labelSet === 'coarse'
    ? { labelBytes: 2, label: 0, classes: 20, namesFile: 'coarse_label_names.txt', splits }
    : { labelBytes: 2, label: 1, classes: 100, namesFile: 'fine_label_names.txt', splits }
}
