/**
 * A zip archive that is read by range: the directory once, then only the members that are asked for, and of
 * a stored member only the bytes that are asked for. The format itself, and every check of it, is in zip.ts.
 */
import { constants, inflateRawSync } from 'node:zlib'
import { LARGEST_READ, bytesAsSource } from './byte-source'
import type { ByteSource } from './byte-source'
import { rangeOf } from './byte-range'
import { printable } from './printable'
import { UserError } from '../contract/errors'
import {
  LOCAL_BYTES,
  ZIP_TAIL_BYTES,
  readZipDirectory,
  readZipEnd,
  unpackZipMember,
  zipMemberStart,
} from './zip'
import type { ZipMember } from './zip'

/** The most that an archive may unpack to unless the caller allows another: 64 GiB, of which little is ever read. */
const ARCHIVE_LIMIT_BYTES = 64 * 1024 ** 3

export interface ZipArchive {
  /** In the order of the directory. */
  readonly members: readonly ZipMember[]
  find(name: string): ZipMember | undefined
  /**
   * All bytes of a member, size and checksum checked.
   * @param most in bytes; for members that are small in every honest archive.
   */
  read(member: ZipMember, most?: number): Promise<Uint8Array>
  /**
   * A member's first bytes, at most `length`; not checked against its checksum, for headers only. Unpacks no more
   * than that many packed bytes and a few.
   */
  head(member: ZipMember, length: number): Promise<Uint8Array>
  /**
   * A member as a source of its own. A stored one is a window into the archive, whose checksum is verified only
   * by `read`; a deflated one is unpacked into memory here.
   */
  open(member: ZipMember): Promise<ByteSource>
}

/**
 * Reads an archive's directory.
 * @throws UserError('input') when the archive is damaged, encrypted, claims too much, or was made to deceive.
 */
export function openZip(source: ByteSource, limit = ARCHIVE_LIMIT_BYTES): Promise<ZipArchive> {
  // Every reader that is asked whether a file is its own looks into the directory.
  if (limit !== ARCHIVE_LIMIT_BYTES) return readArchive(source, limit)
  let archive = known.get(source)
  if (!archive) known.set(source, (archive = readArchive(source, limit)))
  return archive
}

const known = new WeakMap<ByteSource, Promise<ZipArchive>>()

async function readArchive(source: ByteSource, limit: number): Promise<ZipArchive> {
  const { name } = source
  const tailBytes = Math.min(source.size, ZIP_TAIL_BYTES)
  const tailOffset = source.size - tailBytes
  const end = readZipEnd(await source.read(tailOffset, tailBytes), tailOffset, name)
  const directory = await source.read(end.directory, end.directoryBytes)
  const members = readZipDirectory(directory, end, name, limit)
  const byName = new Map(members.map((member) => [member.name, member]))

  const startOf = async (member: ZipMember) => {
    const wanted = LOCAL_BYTES + member.rawName.length
    return zipMemberStart(await source.read(member.offset, wanted), member, name)
  }
  const read = async (member: ZipMember, most = LARGEST_READ) => {
    if (member.bytes > most || member.compressedBytes > most) {
      throw new UserError(
        'input',
        `${name} claims ${member.bytes} bytes for its member '${printable(member.name)}'; at most ${most} are allowed there: it is damaged, or packed in a way that cannot be read by parts; save it again with PyTorch.`,
      )
    }
    const packed = await source.read(await startOf(member), member.compressedBytes)
    return unpackZipMember(packed, member, name)
  }
  return {
    members,
    find: (wanted) => byName.get(wanted),
    read,
    async head(member, length) {
      const start = await startOf(member)
      if (member.method === 0) return source.read(start, Math.min(length, member.compressedBytes))
      // Deflate adds 5 bytes to 65,535 that it cannot pack.
      const packed = await source.read(start, Math.min(length + 64, member.compressedBytes))
      return beginOfDeflated(packed, member, name).subarray(0, length)
    },
    async open(member) {
      if (member.method !== 0) return bytesAsSource(await read(member), name)
      if (member.bytes !== member.compressedBytes) await read(member) // says what is wrong with it
      return rangeOf(source, await startOf(member), member.bytes)
    },
  }
}

function beginOfDeflated(packed: Uint8Array, member: ZipMember, name: string): Uint8Array {
  try {
    if (member.method !== 8) throw new Error(`zip method ${member.method}`)
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH })
  } catch (error) {
    throw new UserError(
      'input',
      `${name} is damaged, or packs '${printable(member.name)}' in a way that is not read; pack it again, stored or deflated.`,
      { cause: error },
    )
  }
}
