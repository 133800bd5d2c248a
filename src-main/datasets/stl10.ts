/**
 * The binary version of STL-10: `train_X.bin` and `test_X.bin` hold images of 3 × 96 × 96 bytes, channel by channel and
 * in each channel column by column (MATLAB's order); `train_y.bin` and `test_y.bin` a label from 1 to 10 per image.
 * `class_names.txt` has one name a line. The unlabelled images and the folds are not used.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { createArrayDataSet } from './array-data-set'
import { readHashed } from '../files/look'
import type { Found } from '../files/look'
import { sha256 } from './hash'
import { checkLabels, readClassNames } from './labels'
import type { ArrayReader } from './reader'

/** In pixels. */
const SIDE = 96
const PLANE = SIDE * SIDE
const IMAGE = 3 * PLANE
const CLASSES = 10
const PARTS = ['train', 'test']

export const stl10: ArrayReader = {
  format: 'stl10',

  async match(found) {
    const splits = splitsOf(found)
    return splits.length > 0 ? { splits } : undefined
  },

  async questions(found) {
    if (found.kind !== 'folder' || !found.files.includes('unlabeled_X.bin')) return {}
    return { notices: ['The images in unlabeled_X.bin have no labels and are left aside.'] }
  },

  async open(specification, found) {
    const { split } = specification
    if (found.kind !== 'folder' || !splitsOf(found).includes(split ?? ''))
      throw new UserError('input', `"${found.path}" has no STL-10 files of the part "${split}".`)
    const imagesPath = join(found.path, `${split}_X.bin`)
    const labelsPath = join(found.path, `${split}_y.bin`)
    if (!found.files.includes(`${split}_y.bin`))
      throw new UserError(
        'input',
        `"${labelsPath}", the labels of "${imagesPath}", is missing: unpack it again.`,
      )
    const images = await readHashed(imagesPath)
    const { bytes, hash } = images
    if (bytes.length === 0 || bytes.length % IMAGE !== 0)
      throw new UserError(
        'input',
        `"${imagesPath}" is truncated or damaged: it has ${bytes.length} bytes, but images of ${IMAGE} bytes would need ${Math.ceil(bytes.length / IMAGE) * IMAGE || IMAGE}.`,
      )
    const count = bytes.length / IMAGE
    const stored = await readHashed(labelsPath)
    const outside = stored.bytes.findIndex((label) => label < 1 || label > CLASSES)
    if (outside >= 0)
      throw new UserError(
        'input',
        `"${labelsPath}" gives image ${outside} the label ${stored.bytes[outside]}; those of STL-10 go from 1 to ${CLASSES}.`,
      )
    const names = await readClassNames(found.path, 'class_names.txt')
    const pixels = new Uint8Array(bytes.length)
    for (let image = 0; image < count; image++) transpose(bytes, image * IMAGE, pixels)
    return createArrayDataSet({
      specification,
      content: sha256(hash, stored.hash),
      pixels,
      height: SIDE,
      width: SIDE,
      channels: 3,
      ...checkLabels(
        stored.bytes.map((label) => label - 1),
        count,
        `"${labelsPath}"`,
        names ?? Array.from({ length: CLASSES }, (_, label) => String(label)),
      ),
    })
  },
}

function splitsOf(found: Found): string[] {
  return found.kind === 'folder' ? PARTS.filter((part) => found.files.includes(`${part}_X.bin`)) : []
}

/** Three planes, column by column, become rows of triples at the same place. */
function transpose(planes: Uint8Array, from: number, pixels: Uint8Array): void {
  for (let y = 0, to = from; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      for (let channel = 0; channel < 3; channel++)
        pixels[to++] = planes[from + channel * PLANE + x * SIDE + y]!
}
