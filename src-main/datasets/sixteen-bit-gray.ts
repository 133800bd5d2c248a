/**
 * Whether an image file is gray with 16 bits and without transparency, from its header's own bytes: PNG by IHDR and
 * tRNS (W3C PNG, third edition, 11.2.1 and 11.3.1.1), TIFF by its first directory (TIFF 6.0, sections 2 and 4). The other
 * kinds that are read have no 16 bits. decode.ts says the same of every file, but with a native library, which a window's
 * own process must not load.
 */
import { openRegular } from '../files/regular'
import { imageKind } from '../files/sniff'
import type { FileHandle } from 'node:fs/promises'

/** Chunks of a PNG, and entries of a TIFF directory, that are looked at. */
const MOST_CHUNKS = 1000
const MOST_ENTRIES = 1000

/** False for what is no image. @throws the errors of `openRegular` */
export async function isSixteenBitGrayFile(path: string): Promise<boolean> {
  const { handle } = await openRegular(path)
  try {
    const kind = imageKind(await bytesAt(handle, 0, 12))
    if (kind === 'png') return await isSuchPng(handle)
    return kind === 'tiff' ? await isSuchTiff(handle) : false
  } finally {
    await handle.close()
  }
}

/** At most `length` bytes; fewer at the end of the file. */
async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

async function isSuchPng(handle: FileHandle): Promise<boolean> {
  const head = await bytesAt(handle, 8, 18)
  if (head.length < 18 || head.toString('latin1', 4, 8) !== 'IHDR') return false
  if (head[16] !== 16 || head[17] !== 0) return false
  // A gray level that counts as transparent stands before the pixels.
  for (let at = 8, chunk = 0; chunk < MOST_CHUNKS; chunk++) {
    const start = await bytesAt(handle, at, 8)
    const name = start.toString('latin1', 4)
    if (start.length < 8 || name === 'IDAT') return true
    if (name === 'tRNS') return false
    at += 12 + start.readUInt32BE(0)
  }
  return true
}

async function isSuchTiff(handle: FileHandle): Promise<boolean> {
  const head = await bytesAt(handle, 0, 8)
  if (head.length < 8) return false
  const little = head[0] === 0x49
  const word = (bytes: Buffer, at: number): number =>
    little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)
  const long = (bytes: Buffer, at: number): number =>
    little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
  const directory = long(head, 4)
  const size = await bytesAt(handle, directory, 2)
  if (size.length < 2) return false
  const entries = await bytesAt(handle, directory + 2, 12 * Math.min(word(size, 0), MOST_ENTRIES))
  // Defaults of TIFF 6.0, section 8.
  const said = { bits: 1, photometric: -1, samples: 1, sampleFormat: 1 }
  for (let at = 0; at + 12 <= entries.length; at += 12) {
    // Single numbers of 16 bits stand in the entry itself.
    if (word(entries, at + 2) !== 3 || long(entries, at + 4) !== 1) continue
    const value = word(entries, at + 8)
    switch (word(entries, at)) {
      case 258:
        said.bits = value
        break
      case 262:
        said.photometric = value
        break
      case 277:
        said.samples = value
        break
      case 339:
        said.sampleFormat = value
        break
    }
  }
  const { bits, photometric, samples, sampleFormat } = said
  return bits === 16 && samples === 1 && sampleFormat === 1 && (photometric === 0 || photometric === 1)
}
