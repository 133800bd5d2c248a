/**
 * Reads zip archives (the container of `.npz`): the central directory, then single members, stored or
 * deflated, also with the 64-bit sizes that NumPy always writes. Not here: writing (fflate does), encryption,
 * other compressions, archives in several parts.
 * Invariant: nothing is allocated on the word of the archive alone. Offsets are checked against the file,
 * a member may not claim more than deflate can pack, nor may all members together exceed the given limit;
 * what comes out has exactly the claimed size and checksum.
 */
import { crc32, inflateRawSync } from 'node:zlib'
import { UserError } from '../contract/errors'

export interface ZipMember {
  name: string
  method: number
  crc32: number
  compressedBytes: number
  bytes: number
  /** Where its local header begins. */
  offset: number
}

/** Deflate packs at most 258 bytes into two bits: about 1,032 to 1. */
const MAX_RATIO = 1032
const END_BYTES = 22
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
const MAX_MEMBERS = 1 << 20
const LARGE = 0xffffffff

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
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const damaged = (what: string) => new UserError('input', `${name} is truncated or damaged: ${what}.`)
  const end = findEnd(file)
  if (end < 0) throw damaged('its zip directory is missing')
  let count = file.readUInt16LE(end + 10)
  let position = file.readUInt32LE(end + 16)
  const locator = end - 20
  if (locator >= 0 && file.readUInt32LE(locator) === 0x07064b50) {
    const end64 = Number(file.readBigUInt64LE(locator + 8))
    if (end64 + 56 > locator || file.readUInt32LE(end64) !== 0x06064b50)
      throw damaged('its 64-bit zip directory is missing')
    count = Number(file.readBigUInt64LE(end64 + 32))
    position = Number(file.readBigUInt64LE(end64 + 48))
  }
  if (count > MAX_MEMBERS)
    throw new UserError('input', `${name} claims ${count} members; at most ${MAX_MEMBERS} are allowed.`)
  const members: ZipMember[] = []
  const names = new Set<string>()
  let total = 0
  for (let i = 0; i < count; i++) {
    if (position + ENTRY_BYTES > end || file.readUInt32LE(position) !== 0x02014b50)
      throw damaged('its zip directory is broken')
    const { member, next, encrypted } = readEntry(file, position, end)
    if (next > end) throw damaged('its zip directory is broken')
    if (encrypted)
      throw new UserError('input', `${name} is encrypted; unpack it and pack it again without a password.`)
    if (names.has(member.name)) throw damaged(`it holds '${member.name}' twice`)
    if (member.bytes > member.compressedBytes * MAX_RATIO + 64) {
      throw damaged(
        `'${member.name}' claims ${member.bytes} bytes from ${member.compressedBytes} packed ones`,
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
  return members
}

/**
 * Unpacks one member.
 * @returns its bytes; for a stored member a view into the archive.
 * @throws UserError('input') when the member is damaged or packed by another method than deflate.
 */
export function readZipMember(bytes: Uint8Array, member: ZipMember, name: string): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const damaged = (what: string) =>
    new UserError('input', `${name} is truncated or damaged: '${member.name}' ${what}.`)
  const { offset } = member
  if (offset + LOCAL_BYTES > file.length || file.readUInt32LE(offset) !== 0x04034b50)
    throw damaged('is not where the directory says')
  const start = offset + LOCAL_BYTES + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28)
  if (start + member.compressedBytes > file.length) throw damaged('ends early')
  const packed = file.subarray(start, start + member.compressedBytes)
  let result: Buffer
  if (member.method === 0) {
    result = packed
  } else if (member.method === 8) {
    try {
      result = inflateRawSync(packed, { maxOutputLength: Math.max(1, member.bytes) })
    } catch (error) {
      throw new UserError('input', `${name} is truncated or damaged: '${member.name}' cannot be unpacked.`, {
        cause: error,
      })
    }
  } else {
    throw new UserError(
      'input',
      `${name} packs '${member.name}' with zip method ${member.method}; only stored and deflated members can be read.`,
    )
  }
  if (result.length !== member.bytes) throw damaged(`has ${result.length} bytes instead of ${member.bytes}`)
  if (crc32(result) !== member.crc32) throw damaged('has a wrong checksum')
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

/** One entry of the central directory; the caller has checked that its fixed part is inside. */
function readEntry(
  file: Buffer,
  position: number,
  end: number,
): { member: ZipMember; next: number; encrypted: boolean } {
  const flags = file.readUInt16LE(position + 8)
  const nameLength = file.readUInt16LE(position + 28)
  const extraLength = file.readUInt16LE(position + 30)
  const extraStart = position + ENTRY_BYTES + nameLength
  const member: ZipMember = {
    name: file.toString(flags & 0x800 ? 'utf8' : 'latin1', position + ENTRY_BYTES, Math.min(extraStart, end)),
    method: file.readUInt16LE(position + 10),
    crc32: file.readUInt32LE(position + 16),
    compressedBytes: file.readUInt32LE(position + 20),
    bytes: file.readUInt32LE(position + 24),
    offset: file.readUInt32LE(position + 42),
  }
  const extraEnd = Math.min(extraStart + extraLength, end)
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
