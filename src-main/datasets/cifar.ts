/**
 * The binary version of CIFAR-10 and CIFAR-100: a folder of records, each one label byte (CIFAR-100: a
 * coarse and a fine one; the fine one counts) and 3 × 32 × 32 bytes, channel by channel. Not here: the
 * Python version (pickles), which open.ts recognises and turns away with an advice.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { createArrayDataSet } from './array-data-set'
import type { Found } from './files'
import { readHashed } from './files'
import { sha256 } from './hash'
import { checkLabels, readClassNames } from './labels'
import type { Reader } from './reader'

const SIDE = 32
const PLANE = SIDE * SIDE
const IMAGE = 3 * PLANE

interface Layout {
  /** Bytes before the pixels of each record; the last of them is the label. */
  labelBytes: number
  classes: number
  namesFile: string
  splits: Map<string, string[]>
}

export const cifar: Reader = {
  format: 'cifar',

  async match(found) {
    const layout = layoutOf(found)
    return layout && { splits: [...layout.splits.keys()] }
  },

  async open(specification, found) {
    const layout = layoutOf(found)
    const files = layout?.splits.get(specification.split ?? '')
    if (!layout || !files)
      throw new UserError('input', `"${found.path}" has no CIFAR files of the part "${specification.split}".`)
    const record = layout.labelBytes + IMAGE
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
    const pixels = new Uint8Array(count * IMAGE)
    const labels = new Uint8Array(count)
    let image = 0
    for (const { bytes } of contents) {
      for (let at = 0; at < bytes.length; at += record, image++) {
        labels[image] = bytes[at + layout.labelBytes - 1]!
        interleave(bytes, at + layout.labelBytes, pixels, image * IMAGE)
      }
    }
    const names = await readClassNames(found.path, layout.namesFile)
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
function layoutOf(found: Found): Layout | undefined {
  if (found.kind !== 'folder') return undefined
  const batches = found.files
    .flatMap((file) => /^data_batch_(\d+)\.bin$/.exec(file)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
  const has = (file: string) => found.files.includes(file)
  const splits = new Map<string, string[]>()
  if (batches.length > 0 || has('test_batch.bin')) {
    const gap = batches.findIndex((number, i) => number !== i + 1)
    if (gap >= 0)
      throw new UserError(
        'input',
        `"${join(found.path, `data_batch_${gap + 1}.bin`)}" is missing: unpack the data set again.`,
      )
    if (batches.length > 0)
      splits.set(
        'train',
        batches.map((number) => `data_batch_${number}.bin`),
      )
    if (has('test_batch.bin')) splits.set('test', ['test_batch.bin'])
    return { labelBytes: 1, classes: 10, namesFile: 'batches.meta.txt', splits }
  }
  if (has('train.bin')) splits.set('train', ['train.bin'])
  if (has('test.bin')) splits.set('test', ['test.bin'])
  return splits.size > 0
    ? { labelBytes: 2, classes: 100, namesFile: 'fine_label_names.txt', splits }
    : undefined
}

/** Three planes become triples. */
function interleave(planes: Uint8Array, from: number, pixels: Uint8Array, to: number): void {
  for (let i = 0; i < PLANE; i++) {
    pixels[to + 3 * i] = planes[from + i]!
    pixels[to + 3 * i + 1] = planes[from + PLANE + i]!
    pixels[to + 3 * i + 2] = planes[from + 2 * PLANE + i]!
  }
}
