/**
 * Files of arrays that laboratories send (methods N.2): NumPy's, MATLAB's of both generations, HDF5, NWB and CSV, as a list
 * of named arrays of numbers that are read in slabs. Which of them is which is for the user to say; nothing here guesses.
 * Invariant: opening reads headers only, and a slab takes no more memory than its values and a few megabytes.
 */
import { basename } from 'node:path'
import { UserError } from '../../contract/errors'
import { openByteSource } from '../../checkpoints/byte-source'
import { isHdf5, openHdf5 } from './hdf5-arrays'
import { isMatlab5, openMatlab5 } from './matlab5-arrays'
import { openNumpy } from './numpy-arrays'
import { isTextName, openText } from './text-arrays'
import type { ArrayFile } from './number-array'

export { slabs } from './number-array'
export type { ArrayFile, NumberArray } from './number-array'

/**
 * Opens a file of arrays.
 * @throws UserError('input') in one sentence for every other file
 */
export async function openArrayFile(path: string): Promise<ArrayFile> {
  const source = await openByteSource(path)
  try {
    const head = await source.read(0, Math.min(4096, source.size))
    if (isMatlab5(head)) return await openMatlab5(source)
    if (isHdf5(head)) {
      // The library reads by itself what it is given; the door stays ours.
      await source.close()
      return await openHdf5(path)
    }
    const numpy = await openNumpy(source, head)
    if (numpy) return numpy
    if (isTextName(basename(path))) return await openText(source)
    throw new UserError('input', foreignWords(basename(path), head))
  } catch (error) {
    await source.close()
    throw error
  }
}

/** What a file is that is none of these. */
function foreignWords(name: string, head: Uint8Array): string {
  const wanted =
    'responses are read from .npy, .npz, MATLAB (.mat), HDF5 (.h5), NWB (.nwb) and CSV (.csv, .tsv) files'
  const text = Buffer.from(head.subarray(0, 64)).toString('latin1')
  if (/\.mat$/i.test(name)) {
    // Level 4 has no text at the begin: four small numbers of which the first is the type.
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
    const isLevel4 = head.length >= 20 && view.getUint32(0, true) < 5000 && view.getUint32(12, true) <= 1
    return isLevel4
      ? `"${name}" is a MATLAB file of level 4 (save -v4), which is not read: save it again with "save -v7" or "save -v7.3".`
      : `"${name}" is no MATLAB file of level 5 or 7.3 that can be read: ${wanted}.`
  }
  if (text.startsWith('<')) return `"${name}" is a web page or XML, not a file of arrays: ${wanted}.`
  return `"${name}" is no file of arrays that is read here: ${wanted}.`
}
