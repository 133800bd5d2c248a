/**
 * Whether the numbers of an array of HDF5 can be in its file. A few bytes may claim any size: pieces that were never written
 * are read as zeros, a packed piece is unpacked as a whole however little of it is wanted, and numbers may lie in other files,
 * which are not opened.
 */
import { printable } from '../../checkpoints/printable'
import type { Hdf5Module } from './hdf5-library'

const MEBI = 1024 ** 2
/** What a packed array may unpack to: a quarter of a gigabyte, and this much for each byte of the file. Recordings pack to a tenth. */
const UNPACKED = { bytes: 256 * MEBI, perByte: 64 }
/** The same of one of its pieces, of which the library holds several at a time. */
const PIECE = { bytes: 64 * MEBI, perByte: 4 }

/**
 * @param size bytes of the file
 * @returns what stands behind the array's name in a sentence; null: it can be read
 */
export function storageRefusal(library: Hdf5Module, file: bigint, path: string, size: number): string | null {
  const { shape, size: each, chunks, virtual_sources: sources } = library.get_dataset_metadata(file, path)
  if (sources && sources.length > 0)
    return `is a virtual array: its numbers lie in another file ("${printable(sources[0]!.file_name)}"), which is not opened. Copy them into one file, for example with h5repack or h5py.`
  const bytes = bytesOf(shape ?? [], each)
  if (library.get_dataset_filters(file, path).length === 0)
    return bytes > size
      ? `should have ${bytes} bytes of numbers, and the whole file has ${size}: the rest was never written, or lies in another file. Save it again, complete.`
      : null
  const most = UNPACKED.bytes + UNPACKED.perByte * size
  if (bytes > most)
    return `would unpack to ${bytes} bytes, and at most ${most} are unpacked of a file of ${size} bytes: most of it was never written, or it was made to deceive.`
  const piece = bytesOf(chunks ?? [], each)
  const largest = PIECE.bytes + PIECE.perByte * size
  return piece > largest
    ? `is packed in pieces of ${piece} bytes, and at most ${largest} are unpacked at once of a file of ${size} bytes: save it again in smaller pieces (chunks).`
    : null
}

function bytesOf(sides: readonly (number | bigint)[], each: number): number {
  return sides.reduce<number>((product, side) => product * Number(side), each)
}
