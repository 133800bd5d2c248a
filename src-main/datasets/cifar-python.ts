/**
 * The Python version of CIFAR-10 and CIFAR-100, as torchvision and Keras unpack it: pickles `data_batch_1` …
 * `test_batch` and `batches.meta`, or `train`, `test` and `meta`. Pixels and labels are those of the binary version
 * (cifar.ts); the files are read by python-batch.ts, and nothing in them is run.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { createArrayDataSet } from './array-data-set'
import { batchNumbers, IMAGE_BYTES, interleave, missingBatches, SIDE } from './cifar-layout'
import type { Found } from '../files/look'
import { sha256 } from './hash'
import { checkLabels } from './labels'
import { PythonBatch } from './python-batch'
import type { ArrayReader } from './reader'

interface Layout {
  splits: Map<string, string[]>
  meta: string | undefined
  /** Keys of the labels and of their names; how many classes there are. */
  labels: string
  names: string
  classes: number
}

export const cifarPython: ArrayReader = {
  format: 'cifar-python',

  async match(found) {
    const layout = layoutOf(found)
    return layout && { splits: [...layout.splits.keys()] }
  },

  async questions(found) {
    const hundred = layoutOf(found)?.classes === 100
    return { labelSets: hundred ? ['fine', 'coarse'] : null }
  },

  async notices(specification, found) {
    const layout = layoutOf(found, specification.labelSet)
    if (!layout) return []
    const missing = found.kind === 'folder' ? missingBatches(found, '') : []
    const { names, classes } = await classesOf(found.path, layout)
    if (names) return missing
    const named = (await metaNames(found.path, layout))?.length ?? 0
    return [
      ...missing,
      named > 0
        ? `"${join(found.path, layout.meta!)}" names ${named} ${named === 1 ? 'class' : 'classes'}, but there are ${classes}: they are numbered.`
        : `The names of the ${classes} classes are not in "${found.path}"${layout.meta === undefined ? ' (batches.meta is missing)' : ''}: they are numbered.`,
    ]
  },

  async open(specification, found) {
    const { labelSet, split } = specification
    const layout = layoutOf(found, labelSet)
    const files = layout?.splits.get(split ?? '')
    if (!layout || !files)
      throw new UserError('input', `"${found.path}" has no CIFAR files of the part "${split}".`)
    const parts: { bytes: Uint8Array; labels: ArrayLike<number> }[] = []
    const hashes: string[] = []
    for (const file of files) {
      const batch = await PythonBatch.read(join(found.path, file))
      const { images, bytes } = await batch.pixels(3, SIDE)
      const { labels } = checkLabels(
        await batch.labels(layout.labels),
        images,
        `'${layout.labels}' in "${join(found.path, file)}"`,
      )
      parts.push({ bytes, labels })
      hashes.push(batch.hash)
    }
    const count = parts.reduce((sum, { labels }) => sum + labels.length, 0)
    const pixels = new Uint8Array(count * IMAGE_BYTES)
    const labels = new Int32Array(count)
    let image = 0
    for (const part of parts)
      for (let i = 0; i < part.labels.length; i++, image++) {
        labels[image] = part.labels[i]!
        interleave(part.bytes, i * IMAGE_BYTES, pixels, image * IMAGE_BYTES)
      }
    const { names, classes } = await classesOf(found.path, layout)
    return createArrayDataSet({
      specification,
      content: sha256(...hashes),
      pixels,
      height: SIDE,
      width: SIDE,
      channels: 3,
      ...checkLabels(labels, count, `"${found.path}"`, names, classes),
    })
  },
}

/**
 * The classes: their names, or only how many there are where names are missing or fewer than the labels need. A set that
 * somebody made in this form has as many classes as it names, so there the labels of all parts are looked at.
 */
async function classesOf(path: string, layout: Layout): Promise<{ names?: string[]; classes: number }> {
  const names = await metaNames(path, layout)
  if (names?.length === layout.classes) return { names, classes: layout.classes }
  let classes = 0
  for (const file of [...layout.splits.values()].flat()) {
    const labels = await (await PythonBatch.read(join(path, file))).labels(layout.labels)
    for (let i = 0; i < labels.length; i++) classes = Math.max(classes, labels[i]! + 1)
  }
  return names !== undefined && classes <= names.length
    ? { names, classes: names.length }
    : { classes: Math.max(classes || 0, layout.classes) }
}

async function metaNames(path: string, { meta, names }: Layout): Promise<string[] | undefined> {
  return meta === undefined ? undefined : (await PythonBatch.read(join(path, meta))).names(names)
}

/** Which CIFAR a folder holds, by its file names. */
function layoutOf(found: Found, labelSet?: 'coarse'): Layout | undefined {
  if (found.kind !== 'folder') return undefined
  const has = (file: string) => found.files.includes(file)
  const batches = batchNumbers(found, '')
  const splits = new Map<string, string[]>()
  if (batches.length > 0 || has('test_batch')) {
    if (batches.length > 0)
      splits.set(
        'train',
        batches.map((number) => `data_batch_${number}`),
      )
    if (has('test_batch')) splits.set('test', ['test_batch'])
    const meta = has('batches.meta') ? 'batches.meta' : undefined
    return { splits, meta, labels: 'labels', names: 'label_names', classes: 10 }
  }
  if (!has('meta')) return undefined
  for (const part of ['train', 'test']) if (has(part)) splits.set(part, [part])
  if (splits.size === 0) return undefined
  return labelSet === 'coarse'
    ? { splits, meta: 'meta', labels: 'coarse_labels', names: 'coarse_label_names', classes: 20 }
    : { splits, meta: 'meta', labels: 'fine_labels', names: 'fine_label_names', classes: 100 }
}
