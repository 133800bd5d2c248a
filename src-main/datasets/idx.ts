/**
 * IDX, the format of MNIST and Fashion-MNIST: big-endian header (two zero bytes, type, number of
 * dimensions, each dimension), then bytes; often gzip-compressed. A folder with the standard names has
 * the parts `train` and `test`; a single images file has its labels beside it, found by name. QMNIST's labels are the
 * first of eight columns of integers.
 */
import { dirname, join } from 'node:path'
import { UserError } from '../contract/errors'
import { createArrayDataSet } from './array-data-set'
import { isGzip, listFolder, readGzipHead, readHashed } from '../files/look'
import type { Found } from '../files/look'
import { sha256 } from './hash'
import { checkLabels, readClassNames } from './labels'
import type { ArrayReader } from './reader'

const IMAGES_NAME = /^(.*-)?(train|t10k|test)-images[-.]idx3-ubyte(\.gz)?$/
const UNSIGNED_BYTE = 0x08
const INTEGER = 0x0c
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
    const pixels = await readIdx(join(folder, images), 'images')
    const labelsPath = join(folder, labelsFile(images, beside, folder))
    const labels = await readLabels(labelsPath)
    const classNames = await readClassNames(folder)
    // A part may lack the last classes; the other part then tells how many there are.
    let classes = 0
    if (found.kind === 'folder' && !classNames) {
      for (const other of splitFiles(found.files, member).values()) {
        const { values } = await readLabels(join(folder, labelsFile(other, beside, folder)))
        for (const label of values) classes = Math.max(classes, label + 1)
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

/** What a file holds: bytes of images, bytes of labels, or QMNIST's columns of big-endian integers. */
const KINDS = {
  images: { type: UNSIGNED_BYTE, dimensions: 3, what: 'unsigned-byte images (number, height, width)' },
  labels: { type: UNSIGNED_BYTE, dimensions: 1, what: 'unsigned-byte labels (one dimension)' },
  columns: { type: INTEGER, dimensions: 2, what: "integers in QMNIST's columns (two dimensions)" },
} as const

interface IdxFile {
  shape: number[]
  /** The values behind the header, as they lie in the file. */
  values: Uint8Array
  hash: string
}

/**
 * Reads an IDX file of a kind.
 * @throws UserError('input') when it is something else, or its length does not fit its header.
 */
async function readIdx(path: string, kind: keyof typeof KINDS): Promise<IdxFile> {
  const headerBytes = 4 + 4 * KINDS[kind].dimensions
  let shape: number[] = []
  const { bytes, hash } = await readHashed(path, (head) => {
    shape = readShape(head, kind, path)
    return shape.reduce((product, size) => product * size, kind === 'columns' ? 4 : 1) + headerBytes
  })
  return { shape, values: bytes.subarray(headerBytes), hash }
}

/** Of QMNIST's eight columns the first is the digit; the others say who wrote it, where and when. */
async function readLabels(path: string): Promise<{ values: number[] | Uint8Array; hash: string }> {
  if (!path.includes('idx2-int')) return await readIdx(path, 'labels')
  const { shape, values, hash } = await readIdx(path, 'columns')
  const [count = 0, columns = 0] = shape
  if (columns === 0) throw new UserError('input', `"${path}" has no columns: it is damaged.`)
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength)
  return { values: Array.from({ length: count }, (_, i) => view.getInt32(4 * columns * i)), hash }
}

function readShape(head: Uint8Array, kind: keyof typeof KINDS, path: string): number[] {
  const { type, dimensions, what } = KINDS[kind]
  if (head.length < 4 + 4 * dimensions) {
    throw new UserError('input', `"${path}" ends inside its IDX header: it is truncated.`)
  }
  if (head[0] !== 0 || head[1] !== 0 || head[2] !== type || head[3] !== dimensions) {
    const hex = (bytes: ArrayLike<number>): string =>
      Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    throw new UserError(
      'input',
      `"${path}" begins with ${hex(head.subarray(0, 4))}, but an IDX file of ${what} begins with ${hex([0, 0, type, dimensions])}.`,
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
  const columns = name.replace('idx1-ubyte', 'idx2-int')
  const found = [name, `${name}.gz`, columns, `${columns}.gz`].find((candidate) => files.includes(candidate))
  if (found === undefined) {
    throw new UserError(
      'input',
      `The labels of "${join(folder, images)}" are missing: "${name}" or "${name}.gz" should lie beside it.`,
    )
  }
  return found
}
