/**
 * IDX, the format of MNIST and Fashion-MNIST: big-endian header (two zero bytes, type, number of
 * dimensions, each dimension), then bytes; often gzip-compressed. A folder with the standard names has
 * the parts `train` and `test`; a single images file has its labels beside it, found by name.
 */
import { dirname, join } from 'node:path'
import { UserError } from '../contract/errors'
import { createArrayDataSet } from './array-data-set'
import { isGzip, listFolder, readGzipHead, readHashed } from './files'
import type { Found } from './files'
import { sha256 } from './hash'
import { checkLabels, readClassNames } from './labels'
import type { ArrayReader } from './reader'

const IMAGES_NAME = /^(.*-)?(train|t10k|test)-images[-.]idx3-ubyte(\.gz)?$/
const UNSIGNED_BYTE = 0x08
const SPLITS = ['train', 'test']

export const idx: ArrayReader = {
  format: 'idx',

  async match(found) {
    if (found.kind === 'folder') {
      const splits = splitFiles(found.files)
      return splits.size > 0 ? { splits: SPLITS.filter((split) => splits.has(split)) } : undefined
    }
    const head = isGzip(found.head) ? await readGzipHead(found.path, 8) : found.head
    return looksLikeIdx(head) ? { splits: [] } : undefined
  },

  async questions(found) {
    const members = found.kind === 'folder' ? membersOf(found.files) : []
    const emnist =
      found.kind === 'folder' ? members.some((name) => /^emnist/i.test(name)) : /^emnist/i.test(found.name)
    return {
      members: members.length > 1 ? members : null,
      notices: emnist
        ? [
            'EMNIST is stored with rows and columns exchanged and read as it is stored, as torchvision reads it.',
          ]
        : [],
    }
  },

  async open(specification, found) {
    const { member } = specification
    const folder = found.kind === 'folder' ? found.path : dirname(found.path)
    const images = imagesFile(found, specification.split, member)
    const beside = found.kind === 'folder' ? found.files : (await listFolder(folder)).files
    const pixels = await readIdx(join(folder, images), 3)
    const labelsPath = join(folder, labelsFile(images, beside, folder))
    const labels = await readIdx(labelsPath, 1)
    const classNames = await readClassNames(folder)
    // A part may lack the last classes; the other part then tells how many there are.
    let classes = 0
    if (found.kind === 'folder' && !classNames) {
      for (const other of splitFiles(found.files, member).values()) {
        const values = (await readIdx(join(folder, labelsFile(other, beside, folder)), 1)).values
        classes = values.reduce((largest, label) => Math.max(largest, label + 1), classes)
      }
    }
    const [count, height, width] = pixels.shape as [number, number, number]
    return createArrayDataSet({
      specification,
      content: sha256(pixels.hash, labels.hash),
      pixels: pixels.values,
      height,
      width,
      channels: 1,
      ...checkLabels(labels.values, count, `"${labelsPath}"`, classNames, classes),
    })
  },
}

/**
 * Reads an IDX file of unsigned bytes with a known number of dimensions.
 * @throws UserError('input') when it is something else, or its length does not fit its header.
 */
async function readIdx(
  path: string,
  dimensions: 1 | 3,
): Promise<{ shape: number[]; values: Uint8Array; hash: string }> {
  const headerBytes = 4 + 4 * dimensions
  let shape: number[] = []
  const { bytes, hash } = await readHashed(path, (head) => {
    shape = readShape(head, dimensions, path)
    return shape.reduce((product, size) => product * size, 1) + headerBytes
  })
  return { shape, values: bytes.subarray(headerBytes), hash }
}

function readShape(head: Uint8Array, dimensions: number, path: string): number[] {
  if (head.length < 4 + 4 * dimensions) {
    throw new UserError('input', `"${path}" ends inside its IDX header: it is truncated.`)
  }
  if (head[0] !== 0 || head[1] !== 0 || head[2] !== UNSIGNED_BYTE || head[3] !== dimensions) {
    const expected = [0, 0, UNSIGNED_BYTE, dimensions]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join(' ')
    const magic = [...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const what = dimensions === 3 ? 'images (number, height, width)' : 'labels (one dimension)'
    throw new UserError(
      'input',
      `"${path}" begins with ${magic}, but an IDX file of unsigned-byte ${what} begins with ${expected}.`,
    )
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  return Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis))
}

function looksLikeIdx(head: Uint8Array): boolean {
  return (
    head.length >= 4 &&
    head[0] === 0 &&
    head[1] === 0 &&
    head[2]! >= 8 &&
    head[2]! <= 14 &&
    head[3]! >= 1 &&
    head[3]! <= 4
  )
}

/** The images file of each part; where both are there, the unpacked one. Of several data sets the first, unless named. */
function splitFiles(files: readonly string[], member?: string): Map<string, string> {
  const result = new Map<string, string>()
  for (const file of files) {
    const match = IMAGES_NAME.exec(file)
    if (!match || (member !== undefined && (match[1] ?? '').replace(/-$/, '') !== member)) continue
    const split = match[2] === 'train' ? 'train' : 'test'
    if (!result.has(split)) result.set(split, file)
  }
  return result
}

/** The data sets of a folder by what their files' names begin with; EMNIST's holds six. */
function membersOf(files: readonly string[]): string[] {
  const members = new Set<string>()
  for (const file of files) {
    const match = IMAGES_NAME.exec(file)
    if (match) members.add((match[1] ?? '').replace(/-$/, ''))
  }
  return [...members]
}

function imagesFile(found: Found, split: string | undefined, member: string | undefined): string {
  if (found.kind === 'file') {
    if (/labels|idx1/.test(found.name) && !/images|idx3/.test(found.name)) {
      throw new UserError(
        'input',
        `"${found.path}" is named like labels: give the images file, its labels are found beside it.`,
      )
    }
    return found.name
  }
  const file = splitFiles(found.files, member).get(split ?? '')
  if (file === undefined)
    throw new UserError(
      'input',
      `"${found.path}" has no IDX images of the part "${split}"${member === undefined ? '' : ` of ${member}`}.`,
    )
  return file
}

/** The labels that belong to an images file, by name: `images` → `labels`, `idx3` → `idx1`, packed or not. */
function labelsFile(images: string, files: readonly string[], folder: string): string {
  const plain = images.replace(/\.gz$/, '')
  const name = plain.replace('images', 'labels').replace('idx3', 'idx1')
  if (name === plain) {
    throw new UserError(
      'input',
      `"${join(folder, images)}" has no name from which its labels follow: call the two NAME-images-idx3-ubyte and NAME-labels-idx1-ubyte.`,
    )
  }
  const found = [name, `${name}.gz`].find((candidate) => files.includes(candidate))
  const columns = name.replace('idx1-ubyte', 'idx2-int')
  if (found === undefined && [columns, `${columns}.gz`].some((file) => files.includes(file)))
    throw new UserError(
      'input',
      `"${join(folder, columns)}" has the labels of QMNIST, eight columns of which the first is the digit, which Halfpower does not read: save the images and the first column into an .npz file (images, labels), and add that.`,
    )
  if (found === undefined) {
    throw new UserError(
      'input',
      `The labels of "${join(folder, images)}" are missing: "${name}" or "${name}.gz" should lie beside it.`,
    )
  }
  return found
}
