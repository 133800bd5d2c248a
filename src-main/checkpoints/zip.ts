/**
 * Reads zip archives (the container of `.npz` and of PyTorch's files): the central directory, then single
 * members, stored or deflated, also with the 64-bit sizes that NumPy always writes. These are the pure parts
 * and the archive that is in memory; an archive read by range is in zip-source.ts. Not here: writing (fflate
 * does), encryption, other compressions, archives in several parts.
 * Invariant: nothing is allocated on the word of the archive alone. Offsets are checked against the file,
 * members neither overlap nor have names that point outside, none may claim more than deflate can pack, nor
 * may all together exceed the given limit; what comes out has exactly the claimed size and checksum.
 */
import { crc32, inflateRawSync } from 'node:zlib'
import { UserError } from '../contract/errors'
import { printable } from './printable'

export interface ZipMember {
  name: string
  method: number
  crc32: number
  compressedBytes: number
  bytes: number
  /** Where its local header begins. */
  offset: number
  /** Where it ends at the latest: the next member, or the directory. */
  limit: number
  /** The name's bytes, one character each: what the local header has to repeat. */
  rawName: string
}

/** What the records at an archive's end say; positions are bytes from the start of the file. */
export interface ZipEnd {
  members: number
  directory: number
  directoryBytes: number
}

/** Deflate packs at most 258 bytes into two bits: about 1,032 to 1. */
const MAX_RATIO = 1032
const END_BYTES = 22
const LOCATOR_BYTES = 20
const END64_BYTES = 56
const ENTRY_BYTES = 46
/** The fixed part of a member's own header, before its name. */
export const LOCAL_BYTES = 30
/** As many as an archive without 64-bit records can have; a model of as many tensors does not exist. */
const MAX_MEMBERS = 65_535
const MAX_DIRECTORY_BYTES = 1 << 28
const LARGE = 0xffffffff

/** The end records lie within this many bytes of the end: behind them there is at most a comment of 65,535. */
export const ZIP_TAIL_BYTES = END_BYTES + 0xffff + LOCATOR_BYTES + END64_BYTES

/** Whether the bytes begin like a zip archive (an empty one included). */
export function isZip(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x50 &&
    bytes[1] === 0x4b &&
    ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))
  )
}

/**
 * Lists an archive's members in the order of its directory.
 * @param name how error sentences call the file.
 * @param limit largest allowed sum of unpacked sizes, in bytes.
 * @throws UserError('input') when the archive is damaged, encrypted, or claims too much.
 */
export function listZip(bytes: Uint8Array, name: string, limit: number): ZipMember[] {
  const end = readZipEnd(bytes, 0, name)
  const directory = bytes.subarray(end.directory, end.directory + end.directoryBytes)
  return readZipDirectory(directory, end, name, limit)
}

/**
 * Unpacks one member.
 * @returns its bytes; for a stored member a view into the archive.
 * @throws UserError('input') when the member is damaged or packed by another method than deflate.
 */
export function readZipMember(bytes: Uint8Array, member: ZipMember, name: string): Uint8Array {
  const local = bytes.subarray(member.offset, member.offset + LOCAL_BYTES + member.rawName.length)
  const start = zipMemberStart(local, member, name)
  return unpackZipMember(bytes.subarray(start, start + member.compressedBytes), member, name)
}

/**
 * Reads the end records.
 * @param tail the last bytes of the file, ZIP_TAIL_BYTES of them or the whole file.
 * @param tailOffset where `tail` begins in the file.
 */
export function readZipEnd(tail: Uint8Array, tailOffset: number, name: string): ZipEnd {
  const file = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength)
  const at = findEnd(file)
  if (at < 0) throw damaged(name, 'its zip directory is missing')
  const end: ZipEnd = {
    members: file.readUInt16LE(at + 10),
    directoryBytes: file.readUInt32LE(at + 12),
    directory: file.readUInt32LE(at + 16),
  }
  const locator = at - LOCATOR_BYTES
  let last = at
  if (locator >= 0 && file.readUInt32LE(locator) === 0x07064b50) {
    last = Number(file.readBigUInt64LE(locator + 8)) - tailOffset
    if (last < 0 || last + END64_BYTES > locator || file.readUInt32LE(last) !== 0x06064b50)
      throw damaged(name, 'its 64-bit zip directory is missing')
    end.members = Number(file.readBigUInt64LE(last + 32))
    end.directoryBytes = Number(file.readBigUInt64LE(last + 40))
    end.directory = Number(file.readBigUInt64LE(last + 48))
  }
  if (end.members > MAX_MEMBERS) {
    throw new UserError(
      'input',
      `${name} claims ${end.members} members; at most ${MAX_MEMBERS} are allowed: it is damaged.`,
    )
  }
  if (end.directoryBytes > MAX_DIRECTORY_BYTES || end.directory + end.directoryBytes > tailOffset + last)
    throw damaged(name, 'its zip directory is broken')
  return end
}

/**
 * Reads the central directory.
 * @param directory its bytes, as `end` says where they are.
 * @throws UserError('input') as `listZip`.
 */
export function readZipDirectory(
  directory: Uint8Array,
  end: ZipEnd,
  name: string,
  limit: number,
): ZipMember[] {
  const file = Buffer.from(directory.buffer, directory.byteOffset, directory.byteLength)
  const members: ZipMember[] = []
  const names = new Set<string>()
  let total = 0
  let position = 0
  for (let i = 0; i < end.members; i++) {
    if (position + ENTRY_BYTES > file.length || file.readUInt32LE(position) !== 0x02014b50)
      throw damaged(name, 'its zip directory is broken')
    const { member, next, encrypted } = readEntry(file, position)
    if (next > file.length) throw damaged(name, 'its zip directory is broken')
    if (encrypted)
      throw new UserError('input', `${name} is encrypted; unpack it and pack it again without a password.`)
    if (names.has(member.name)) throw damaged(name, `it holds '${printable(member.name)}' twice`)
    checkName(member.name, name)
    if (member.bytes > member.compressedBytes * MAX_RATIO + 64) {
      throw damaged(
        name,
        `'${printable(member.name)}' claims ${member.bytes} bytes from ${member.compressedBytes} packed ones`,
      )
    }
    total += member.bytes
    if (total > limit) {
      throw new UserError(
        'input',
        `${name} would unpack to more than ${limit} bytes, which is the most allowed; split it into smaller files.`,
      )
    }
    names.add(member.name)
    members.push(member)
    position = next
  }
  checkPlaces(members, end.directory, name)
  return members
}

/**
 * Where a member's packed bytes begin in the file.
 * @param local its own header with the name: LOCAL_BYTES + member.rawName.length bytes from member.offset.
 * @throws UserError('input') when the header is not there, is another member's, or leaves too little room.
 */
export function zipMemberStart(local: Uint8Array, member: ZipMember, name: string): number {
  const header = Buffer.from(local.buffer, local.byteOffset, local.byteLength)
  const broken = (what: string) => damaged(name, `'${printable(member.name)}' ${what}`)
  if (header.length < LOCAL_BYTES || header.readUInt32LE(0) !== 0x04034b50)
    throw broken('is not where the directory says')
  const nameLength = header.readUInt16LE(26)
  const repeated = header.toString('latin1', LOCAL_BYTES, LOCAL_BYTES + nameLength)
  if (repeated !== member.rawName) throw broken('has another name in its own header')
  const start = member.offset + LOCAL_BYTES + nameLength + header.readUInt16LE(28)
  if (start + member.compressedBytes > member.limit) throw broken('ends early')
  return start
}

/** Unpacks a member's packed bytes and checks size and checksum; a stored member is returned as it is. */
export function unpackZipMember(packed: Uint8Array, member: ZipMember, name: string): Uint8Array {
  const broken = (what: string, cause?: unknown) =>
    new UserError(
      'input',
      `${name} is truncated or damaged: '${printable(member.name)}' ${what}; download or copy it again.`,
      {
        cause,
      },
    )
  let result: Uint8Array
  if (member.method === 0) {
    result = packed
  } else if (member.method === 8) {
    try {
      const most = Math.max(1, member.bytes)
      // In one piece: pieces would be joined, which takes the memory twice.
      result = inflateRawSync(packed, { maxOutputLength: most, chunkSize: Math.max(64, most) })
    } catch (error) {
      throw broken('cannot be unpacked', error)
    }
  } else {
    throw new UserError(
      'input',
      `${name} packs '${printable(member.name)}' with zip method ${member.method}; only stored and deflated members can be read.`,
    )
  }
  if (result.length !== member.bytes) throw broken(`has ${result.length} bytes instead of ${member.bytes}`)
  if (crc32(result) !== member.crc32) throw broken('has a wrong checksum')
  return result
}

/** Position of the end record: the last 22 bytes, or before a comment of at most 65,535. */
function findEnd(file: Buffer): number {
  const first = Math.max(0, file.length - END_BYTES - 0xffff)
  for (let position = file.length - END_BYTES; position >= first; position--) {
    if (file.readUInt32LE(position) === 0x06054b50) return position
  }
  return -1
}

/** Nothing is ever written under these names, but an honest archive has no use for one that points outside. */
function checkName(member: string, name: string): void {
  const outside = member.split(/[/\\]/).includes('..') || /^([/\\]|[A-Za-z]:)/.test(member)
  if (!outside && !member.includes('\0')) return
  throw new UserError(
    'input',
    `${name} holds a member called '${printable(member)}', which points outside the archive: it was made to deceive, and nothing of it is opened.`,
  )
}

/** Members that share bytes are how small archives unpack to huge ones, and how two readers see different files. */
function checkPlaces(members: ZipMember[], directory: number, name: string): void {
  const placed = members.toSorted((a, b) => a.offset - b.offset)
  placed.forEach((member, i) => {
    member.limit = Math.min(placed[i + 1]?.offset ?? directory, directory)
    const least = member.offset + LOCAL_BYTES + member.rawName.length + member.compressedBytes
    if (least <= member.limit) return
    const other = placed[i + 1]
    throw damaged(
      name,
      other && least > other.offset && least <= directory
        ? `'${printable(member.name)}' and '${printable(other.name)}' overlap`
        : `'${printable(member.name)}' ends early`,
    )
  })
}

/** One entry of the central directory; the caller has checked that its fixed part is inside. */
function readEntry(file: Buffer, position: number): { member: ZipMember; next: number; encrypted: boolean } {
  const flags = file.readUInt16LE(position + 8)
  const extraLength = file.readUInt16LE(position + 30)
  const nameStart = position + ENTRY_BYTES
  const extraStart = nameStart + file.readUInt16LE(position + 28)
  const member: ZipMember = {
    name: file.toString(flags & 0x800 ? 'utf8' : 'latin1', nameStart, Math.min(extraStart, file.length)),
    method: file.readUInt16LE(position + 10),
    crc32: file.readUInt32LE(position + 16),
    compressedBytes: file.readUInt32LE(position + 20),
    bytes: file.readUInt32LE(position + 24),
    offset: file.readUInt32LE(position + 42),
    limit: 0,
    rawName: file.toString('latin1', nameStart, Math.min(extraStart, file.length)),
  }
  const extraEnd = Math.min(extraStart + extraLength, file.length)
  for (let extra = extraStart; extra + 4 <= extraEnd; extra += 4 + file.readUInt16LE(extra + 2)) {
    if (file.readUInt16LE(extra) !== 1) continue
    // The 64-bit field holds only those values that did not fit, in this order.
    let at = extra + 4
    for (const key of ['bytes', 'compressedBytes', 'offset'] as const) {
      if (member[key] === LARGE && at + 8 <= extraEnd) {
        member[key] = Number(file.readBigUInt64LE(at))
        at += 8
      }
    }
  }
  return {
    member,
    next: extraStart + extraLength + file.readUInt16LE(position + 32),
    encrypted: (flags & 1) === 1,
  }
}

function damaged(name: string, what: string): UserError {
  return new UserError('input', `${name} is truncated or damaged: ${what}; download or copy it again.`)
}
