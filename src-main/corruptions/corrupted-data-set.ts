/**
 * A data set whose images are corrupted when they are read. Nothing is stored; the same image gives the same
 * bits in whatever order and batch it is read.
 *
 * A gray data set is corrupted as gray: noise once per pixel, colours reduced (corrupt.ts). The official gray
 * results corrupt the colours and reduce then: for those, corrupt the colour data set and reduce its images.
 */
import type { CorruptionTable, CorruptionType, Severity } from '../contract/kinds/corruption/corruptions'
import type { ByteDataSet, DataSet } from '../datasets/data-set'
import { sha256 } from '../datasets/hash'
import { inThisThread } from './batch'
import type { Corruptor } from './batch'
import type { CorruptionChoice } from './corrupt'
import { nearestBytes, unitFloats } from './image'
import { CORRUPTIONS_VERSION, tableForSize } from './tables'

export interface GeneratedChoices {
  /** Default: the table that was made for the size nearest to the images'. To be recorded either way. */
  table?: CorruptionTable | undefined
  seed: number
  /** Who does the work; default this thread. It stays open when the data set is closed. */
  corruptor?: Corruptor | undefined
}

/** Images that are corrupted together: bounds the memory of one read. */
const AT_ONCE = 256

/**
 * The images of `data`, corrupted. Random numbers belong to an image's index in `data`: take subsets of the
 * result, not of what goes in, where they are to be compared with the whole.
 * @returns a data set of the same size, labels and classes; closing it leaves `data` open.
 */
export function corruptedDataSet(
  data: DataSet,
  type: CorruptionType,
  severity: Severity,
  { table, seed, corruptor = inThisThread }: GeneratedChoices,
): ByteDataSet {
  const { specification, classNames, labels, count, height, width, channels } = data
  const choice: CorruptionChoice = { type, severity, table: table ?? tableForSize(height, width), seed }
  const length = height * width * channels
  /** Goes through the wanted images in portions; `put` is given their bytes and where the first of them goes. */
  const each = async (
    indices: ArrayLike<number>,
    put: (bytes: Uint8Array, start: number) => void,
  ): Promise<void> => {
    for (let start = 0; start < indices.length; start += AT_ONCE) {
      const some = Array.from(
        { length: Math.min(AT_ONCE, indices.length - start) },
        (_, i) => indices[start + i]!,
      )
      const pixels = await bytesOf(data, some)
      put(await corruptor.corrupt({ height, width, channels, pixels, indices: some }, choice), start * length)
    }
  }
  return {
    specification,
    hash: corruptedHash(data.hash, choice),
    count,
    classNames,
    labels,
    height,
    width,
    channels,
    async read(indices) {
      const result = new Float32Array(indices.length * length)
      await each(indices, (bytes, start) => unitFloats(bytes, result, start))
      return result
    },
    async readBytes(indices) {
      const result = new Uint8Array(indices.length * length)
      await each(indices, (bytes, start) => result.set(bytes, start))
      return result
    },
    async close() {},
  }
}

/** Images as bytes: as they are stored, or the nearest ones of what is read. */
export async function bytesOf(data: DataSet, indices: ArrayLike<number>): Promise<Uint8Array> {
  if (data.readBytes) return await data.readBytes(indices)
  const read = await data.read(indices)
  return nearestBytes(read, 0, read.length)
}

/** Identity of generated images: the clean ones' hash and everything that the bits depend on. */
export function corruptedHash(clean: string, { type, severity, table, seed }: CorruptionChoice): string {
  return sha256(
    JSON.stringify(['halfpower corruption', CORRUPTIONS_VERSION, clean, type, severity, table, seed]),
  )
}
