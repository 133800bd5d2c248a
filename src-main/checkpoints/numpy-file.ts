/**
 * NumPy's `.npy` (one tensor) and `.npz` (a dictionary) as files of weights, by range. What an array's header may
 * say is decided in npy-header.ts. An archive's arrays that are not numbers are left out and named.
 */
import { UserError } from '../contract/errors'
import type { ByteSource } from './byte-source'
import { LARGEST_READ, bytesAsSource } from './byte-source'
import type { CheckpointTensor, OpenedCheckpoint } from './checkpoint'
import { fromFortranOrder } from './npy'
import { isNpy, npyHeaderBytes, readNpyHeader } from './npy-header'
import type { NpyHeader } from './npy-header'
import { printable } from './printable'
import type { CheckpointReader } from './reader'
import { countValues, readValues } from './values'
import { isZip } from './zip'
import type { ZipMember } from './zip'
import { openZip } from './zip-source'
import type { ZipArchive } from './zip-source'

/** Enough for every header that describes numbers; only those of records are longer. */
const HEADER_BYTES = 16 * 1024
/** Stored arrays up to this size are read whole: 64 MiB. */
const CHECKED_BYTES = 64 * 1024 ** 2
/** How many arrays that were left out are named before the rest is counted. */
const NAMED = 20

export const npyReader: CheckpointReader = {
  match: ({ head }) => isNpy(head),
  async open({ source }) {
    const head = await source.read(0, Math.min(source.size, HEADER_BYTES))
    const header = readHeader(head, source.size, source.name)
    const name = source.name.replace(/^"|"$/g, '').replace(/\.npy$/i, '')
    const tensor = arrayTensor(name, header, source.name, () => Promise.resolve(source))
    return dictionary('npy', 'A NumPy .npy file with one array.', source, [tensor], [])
  },
}

export const npzReader: CheckpointReader = {
  async match({ source, head }) {
    if (!isZip(head)) return false
    const { members } = await openZip(source)
    return members.some((member) => member.name.endsWith('.npy'))
  },
  async open({ source }) {
    const archive = await openZip(source)
    const tensors: CheckpointTensor[] = []
    const warnings: string[] = []
    for (const member of archive.members) {
      if (!member.name.endsWith('.npy')) {
        if (!member.name.endsWith('/'))
          warnings.push(
            `${source.name} also holds '${printable(member.name)}', which is no array and was left aside.`,
          )
        continue
      }
      try {
        tensors.push(await memberTensor(source, archive, member))
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        warnings.push(error.message)
      }
    }
    if (tensors.length === 0) {
      throw new UserError(
        'input',
        `${source.name} holds no array of numbers that can be read; save the weights as plain numeric arrays with numpy.savez: ${warnings[0] ?? 'it is empty.'}`,
      )
    }
    const count = tensors.length === 1 ? 'one array' : `${tensors.length} arrays`
    return dictionary('npz', `A NumPy .npz file with ${count}.`, source, tensors, warnings)
  },
}

function dictionary(
  format: 'npy' | 'npz',
  description: string,
  source: ByteSource,
  tensors: CheckpointTensor[],
  warnings: string[],
): OpenedCheckpoint {
  const rest = warnings.length - NAMED
  return {
    format,
    description,
    bytes: source.size,
    dictionaries: [{ path: [], tensors, classes: {}, attributes: {} }],
    notes: {},
    warnings: rest > 0 ? [...warnings.slice(0, NAMED), `${rest} more members were left aside.`] : warnings,
    close: () => source.close(),
  }
}

async function memberTensor(
  source: ByteSource,
  archive: ZipArchive,
  member: ZipMember,
): Promise<CheckpointTensor> {
  const key = member.name.slice(0, -'.npy'.length)
  const what = `'${printable(key)}' in ${source.name}`
  if (member.method !== 0 && member.bytes > LARGEST_READ) {
    throw new UserError(
      'input',
      `${what} is compressed and has ${member.bytes} bytes, of which at most ${LARGEST_READ} can be unpacked; save it with numpy.savez instead of numpy.savez_compressed.`,
    )
  }
  const header = readHeader(await archive.head(member, HEADER_BYTES), member.bytes, what)
  return arrayTensor(key, header, what, () =>
    // Small ones whole, so that their checksum is verified.
    member.bytes <= CHECKED_BYTES
      ? archive.read(member).then((bytes) => bytesAsSource(bytes, what))
      : archive.open(member),
  )
}

/** @param size bytes of the whole array file, of which `head` is the begin. */
function readHeader(head: Uint8Array, size: number, what: string): NpyHeader {
  if (npyHeaderBytes(head) > head.length && head.length < size) {
    throw new UserError(
      'input',
      `${what} has a header of more than ${HEADER_BYTES} bytes, so it holds records or is damaged; save each field as a numeric array of its own.`,
    )
  }
  const header = readNpyHeader(head, what)
  const available = size - header.dataOffset
  if (available !== header.dataBytes) {
    throw new UserError(
      'input',
      `${what} should hold ${header.dataBytes} bytes of values for its shape (${header.shape.join(', ')}) of ${header.dtype}, but holds ${available}: it is truncated or damaged; copy or save it again.`,
    )
  }
  return header
}

function arrayTensor(
  name: string,
  { dtype, shape, dataOffset, littleEndian, fortranOrder }: NpyHeader,
  what: string,
  open: () => Promise<ByteSource>,
): CheckpointTensor {
  return {
    name,
    shape,
    dtype,
    async read() {
      const count = countValues(shape)
      const values = await readValues(await open(), dataOffset, dtype, count, what, littleEndian)
      return fortranOrder ? fromFortranOrder(values, shape) : values
    },
  }
}
