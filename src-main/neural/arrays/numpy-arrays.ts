/** Arrays of `.npy` and `.npz` files in slabs (array-file.ts). What a header may say is decided in checkpoints/. */
import { UserError } from '../../contract/errors'
import { bytesAsSource } from '../../checkpoints/byte-source'
import { isNpy, npyHeaderBytes, readNpyHeader } from '../../checkpoints/npy-header'
import { printable } from '../../checkpoints/printable'
import { SCALARS } from '../../checkpoints/scalar-types'
import { readValues } from '../../checkpoints/values'
import { isZip } from '../../checkpoints/zip'
import { openZip } from '../../checkpoints/zip-source'
import { mostUnpacked } from '../../files/unpacked-limit'
import { MOST_ARRAYS, slabs } from './number-array'
import type { ByteSource } from '../../checkpoints/byte-source'
import type { NpyHeader } from '../../checkpoints/npy-header'
import type { ZipMember } from '../../checkpoints/zip'
import type { ZipArchive } from '../../checkpoints/zip-source'
import type { ArrayFile, NumberArray } from './number-array'

const HEADER_BYTES = 16 * 1024
/** How many unpacked bytes a packed array may have for each of its own, on top of what every file may have. */
const PER_PACKED_BYTE = 20

/** Null where it is neither. */
export async function openNumpy(source: ByteSource, head: Uint8Array): Promise<ArrayFile | null> {
  if (isNpy(head)) {
    const header = headerOf(
      await source.read(0, Math.min(source.size, HEADER_BYTES)),
      source.size,
      source.name,
    )
    const name = source.name.replace(/^"|"$/g, '').replace(/\.npy$/i, '')
    return {
      format: 'npy',
      description: 'A NumPy .npy file with one array.',
      bytes: source.size,
      arrays: [arrayOf(name, header, () => Promise.resolve(source), source.name)],
      warnings: [],
      close: () => source.close(),
    }
  }
  if (!isZip(head)) return null
  const archive = await openZip(source)
  const members = archive.members.filter(({ name }) => name.endsWith('.npy'))
  if (members.length === 0) return null
  const arrays: NumberArray[] = []
  const warnings: string[] = []
  for (const member of members.slice(0, MOST_ARRAYS)) {
    try {
      arrays.push(await memberArray(source, archive, member))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      warnings.push(error.message)
    }
  }
  return {
    format: 'npz',
    description: `A NumPy .npz file with ${members.length} arrays.`,
    bytes: source.size,
    arrays,
    warnings,
    close: () => source.close(),
  }
}

async function memberArray(source: ByteSource, archive: ZipArchive, member: ZipMember): Promise<NumberArray> {
  const key = member.name.slice(0, -'.npy'.length)
  const what = `'${printable(key)}' in ${source.name}`
  const header = headerOf(await archive.head(member, HEADER_BYTES), member.bytes, what)
  let unpacked: Promise<ByteSource> | undefined
  return arrayOf(
    key,
    header,
    () => {
      if (member.method === 0) return archive.open(member)
      const most = mostUnpacked(source.size, PER_PACKED_BYTE)
      if (member.bytes > most)
        throw new UserError(
          'input',
          `${what} unpacks to ${member.bytes} bytes, and at most ${most} are unpacked: save it with numpy.savez instead of numpy.savez_compressed.`,
        )
      unpacked ??= archive.read(member, most).then((bytes) => bytesAsSource(bytes, what))
      return unpacked
    },
    what,
  )
}

function headerOf(head: Uint8Array, size: number, what: string): NpyHeader {
  if (npyHeaderBytes(head) > head.length && head.length < size)
    throw new UserError(
      'input',
      `${what} has a header of more than ${HEADER_BYTES} bytes: it holds records or is damaged.`,
    )
  const header = readNpyHeader(head, what)
  if (size - header.dataOffset !== header.dataBytes)
    throw new UserError(
      'input',
      `${what} should hold ${header.dataBytes} bytes of values for its shape (${header.shape.join(', ')}) of ${header.dtype}, but holds ${size - header.dataOffset}: it is truncated or damaged; copy or save it again.`,
    )
  return header
}

function arrayOf(
  name: string,
  { shape, dtype, fortranOrder, littleEndian, dataOffset }: NpyHeader,
  open: () => Promise<ByteSource>,
  what: string,
): NumberArray {
  const order = fortranOrder && shape.length > 1 ? 'F' : 'C'
  const count = shape.reduce((product, side) => product * side, 1)
  const steps = slabs({ shape, order })
  const each = steps === 0 ? 0 : count / steps
  return {
    name,
    shape,
    dtype,
    order,
    readSlab: async (from, length) =>
      await readValues(
        await open(),
        dataOffset + from * each * SCALARS[dtype].size,
        dtype,
        length * each,
        what,
        littleEndian,
      ),
  }
}
