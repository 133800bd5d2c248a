/**
 * How much a packed file may unpack to where all of it is held in memory. Deflate packs a thousand bytes of zeros into
 * one, so that a file of a few megabytes may hold gigabytes; images and labels pack to a half or a tenth.
 */
import { freemem } from 'node:os'

/** What every file may unpack to: MNIST as float32 has 220 MB. */
const FREE_BYTES = 256 * 1024 ** 2
/** The part of the memory that is free which one file may take. */
const OF_FREE_MEMORY = 0.75

/**
 * Bytes that a packed file may have when it is unpacked.
 * @param packedBytes of the file on the disk
 * @param perByte how many more for each byte of it
 */
export function mostUnpacked(packedBytes: number, perByte: number): number {
  return Math.floor(Math.min(FREE_BYTES + perByte * packedBytes, OF_FREE_MEMORY * freemem()))
}
