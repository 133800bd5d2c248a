/**
 * CIFAR-10-C and CIFAR-100-C: TYPE.npy is uint8 [5·N, 32, 32, 3], severity s in rows (s−1)·N … s·N; labels.npy
 * holds the N labels, five times over in the official files (methods F.2). Rows are read by range: a type's file
 * has 150 MB.
 */
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeNpy, npyNumbers } from '../checkpoints/npy'
import { readNpyHeader } from '../checkpoints/npy-header'
import type { NpyHeader } from '../checkpoints/npy-header'
import { UserError } from '../contract/errors'
import type { CorruptionType, Severity } from '../contract/kinds/corruption/corruptions'
import type { CorruptionLayout } from './corruption-layout'
import type { DataSet } from './data-set'
import { openRegular } from '../files/regular'
import { readHead, readHashed, withSentence } from '../files/look'
import { hashIdentity, sha256 } from './hash'
import { checkLabels, readClassNames } from './labels'
import { geometryOf, place } from './transforms'

const SEVERITY_COUNT = 5
const HEADER_BYTES = 4096
/** Rows spread over the cell whose bytes stand for its content in the hash, beside size and first rows. */
const HASHED_ROWS = 64

interface ArrayFile {
  path: string
  header: NpyHeader
  images: number
  height: number
  width: number
  channels: 1 | 3
}

/** @param types whose files are there. */
export async function openCorruptionArrays(
  path: string,
  types: readonly CorruptionType[],
): Promise<CorruptionLayout> {
  const files = new Map<CorruptionType, ArrayFile>()
  for (const type of types) files.set(type, await readArrayHeader(join(path, `${type}.npy`)))
  const [first] = files.values()
  if (!first) throw new Error('no types')
  for (const file of files.values()) {
    if (file.images !== first.images || file.height !== first.height || file.width !== first.width) {
      throw new UserError(
        'input',
        `"${file.path}" holds ${file.images} images of ${file.width}×${file.height} pixels per severity, but "${first.path}" ${first.images} of ${first.width}×${first.height}: they do not belong together.`,
      )
    }
  }
  const labels = await readLabels(path, first.images)
  return {
    kind: kindOf(first, labels.classes),
    layout: 'arrays',
    types,
    images: first.images,
    async cell(type, severity, { gray, crop }) {
      if (crop !== 'as stored') {
        throw new UserError(
          'usage',
          `The crop '${crop}' is for 224×224 images; "${path}" has ${first.width}×${first.height}: choose 'as stored'.`,
        )
      }
      return openRows(files.get(type)!, type, severity, labels, gray)
    },
  }
}

function kindOf(file: ArrayFile, classes: number): 'CIFAR-10-C' | 'CIFAR-100-C' | null {
  if (file.images !== 10_000 || file.height !== 32 || file.width !== 32 || file.channels !== 3) return null
  return classes === 10 ? 'CIFAR-10-C' : classes === 100 ? 'CIFAR-100-C' : null
}

async function readArrayHeader(path: string): Promise<ArrayFile> {
  const header = readNpyHeader(await readHead(path, HEADER_BYTES), `"${path}"`)
  const [rows = 0, height = 0, width = 0, channels = 1] = header.shape
  const rightShape =
    header.shape.length === 3 || (header.shape.length === 4 && (channels === 1 || channels === 3))
  if (header.dtype !== 'uint8' || header.fortranOrder || !rightShape || height * width === 0) {
    throw new UserError(
      'input',
      `"${path}" holds ${header.dtype} of shape (${header.shape.join(', ')}); a corruption file holds uint8 of shape (5·N, height, width, 3).`,
    )
  }
  if (rows === 0 || rows % SEVERITY_COUNT !== 0) {
    throw new UserError(
      'input',
      `"${path}" has ${rows} rows, which are not five severities of equally many images: it is damaged or was made otherwise.`,
    )
  }
  const { size } = await withSentence(path, async () => {
    const file = await openRegular(path)
    await file.handle.close()
    return file
  })
  if (size !== header.dataOffset + header.dataBytes) {
    throw new UserError(
      'input',
      `"${path}" is truncated or damaged: its header promises ${header.dataOffset + header.dataBytes} bytes, but it has ${size}; download it again.`,
    )
  }
  return { path, header, images: rows / SEVERITY_COUNT, height, width, channels: channels as 1 | 3 }
}

interface CellLabels {
  labels: Int32Array
  classNames: readonly string[]
  classes: number
  hash: string
}

async function readLabels(folder: string, images: number): Promise<CellLabels> {
  const path = join(folder, 'labels.npy')
  const { bytes, hash } = await readHashed(path)
  const all = npyNumbers(decodeNpy(bytes, `"${path}"`), `"${path}"`)
  const wrong = all.length !== images && all.length !== SEVERITY_COUNT * images
  if (wrong) {
    throw new UserError(
      'input',
      `"${path}" holds ${all.length} labels; for ${images} images per severity it should hold ${images} or ${SEVERITY_COUNT * images}.`,
    )
  }
  for (let i = images; i < all.length; i++) {
    if (all[i] !== all[i % images]) {
      throw new UserError(
        'input',
        `"${path}" labels image ${i % images} differently at severity ${Math.trunc(i / images) + 1}: it is damaged.`,
      )
    }
  }
  const names = await readClassNames(folder)
  const checked = checkLabels(
    Array.from({ length: images }, (_, i) => all[i]!),
    images,
    `"${path}"`,
    names,
  )
  return { ...checked, classes: checked.classNames.length, hash }
}

async function openRows(
  file: ArrayFile,
  type: CorruptionType,
  severity: Severity,
  { labels, classNames, hash: labelsHash }: CellLabels,
  gray: boolean,
): Promise<DataSet> {
  const { path, header, images, height, width, channels } = file
  const transforms = { gray }
  const length = height * width * channels
  const start = header.dataOffset + (severity - 1) * images * length
  const outputChannels = gray ? 1 : channels
  const outputLength = height * width * outputChannels
  const geometry = geometryOf(height, width, transforms, `Each image in "${path}"`)
  let handle: FileHandle | undefined = (await withSentence(path, () => openRegular(path))).handle
  const rows = async (first: number, count: number): Promise<Uint8Array> => {
    if (!handle) throw new Error('This data set has been closed.')
    const bytes = new Uint8Array(count * length)
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start + first * length)
    if (bytesRead !== bytes.length)
      throw new UserError('input', `"${path}" became shorter while it was read: open it again.`)
    return bytes
  }
  const sampled: Uint8Array[] = []
  const samples = Math.min(HASHED_ROWS, images)
  try {
    for (let i = 0; i < samples; i++) sampled.push(await rows(Math.floor((i * images) / samples), 1))
  } catch (error) {
    // Nobody else could: there is no data set yet.
    await handle.close()
    throw error
  }
  return {
    specification: { path, format: 'npy', split: `${type} ${severity}`, transforms },
    hash: hashIdentity({
      format: 'corruption arrays',
      content: sha256(labelsHash, JSON.stringify(header.shape), ...sampled),
      split: `${type} ${severity}`,
      transforms,
      classNames,
    }),
    count: images,
    classNames,
    labels,
    height,
    width,
    channels: outputChannels,
    async read(indices) {
      const output = new Float32Array(indices.length * outputLength)
      for (let i = 0; i < indices.length;) {
        // Neighbouring rows in one go.
        let count = 1
        while (i + count < indices.length && indices[i + count] === indices[i]! + count) count++
        const index = indices[i]!
        if (!(index >= 0 && index + count <= images))
          throw new RangeError(`There is no image ${index + count - 1} among ${images}.`)
        const bytes = await withSentence(path, () => rows(index, count))
        for (let k = 0; k < count; k++)
          place(bytes, k * length, geometry, channels, gray, output, (i + k) * outputLength)
        i += count
      }
      return output
    },
    async close() {
      const closing = handle
      handle = undefined
      await closing?.close()
    },
  }
}
