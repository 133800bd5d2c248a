/**
 * Files of arrays that laboratories send (methods N.2): NumPy's, MATLAB's of both generations, HDF5 and NWB, as a list
 * of named arrays of numbers that are read in slabs. Which of them is which is for the user to say; nothing here guesses.
 * Invariant: opening reads headers only, and a slab takes no more memory than its values and a few megabytes.
 */
import { basename } from 'node:path'
import { UserError } from '../../contract/errors'
import { openByteSource } from '../../checkpoints/byte-source'
import { isHdf5, openHdf5 } from './hdf5-arrays'
import { isMatlab5, openMatlab5 } from './matlab5-arrays'
import { openNumpy } from './numpy-arrays'

/** An array of numbers in a file. */
export interface NumberArray {
  readonly name: string
  /** As its own program shows it: of MATLAB's as MATLAB does. */
  readonly shape: readonly number[]
  /** In words of NumPy, e.g. `float64`. */
  readonly dtype: string
  /** `C`: the first axis changes slowest in the file, and slabs lie along it; `F`: the last. */
  readonly order: 'C' | 'F'
  /**
   * Values of `count` steps from `from` along the slowest axis, in the order of the file, as float32.
   * @throws UserError('input') where the file ends early or is damaged
   */
  readSlab(from: number, count: number): Promise<Float32Array>
}

export type ArrayFormat = 'npy' | 'npz' | 'matlab 5' | 'matlab 7.3' | 'hdf5' | 'nwb'

export interface ArrayFile {
  readonly format: ArrayFormat
  /** One sentence: what the file is. */
  readonly description: string
  readonly bytes: number
  readonly arrays: readonly NumberArray[]
  /** What could not be read, one sentence each. */
  readonly warnings: readonly string[]
  close(): Promise<void>
}

/** The most arrays of a file that are looked at. */
export const MOST_ARRAYS = 2000

/** Length of the axis that slabs lie along; 1 for a single number. */
export function slabs({ shape, order }: Pick<NumberArray, 'shape' | 'order'>): number {
  return (order === 'C' ? shape[0] : shape.at(-1)) ?? 1
}

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
    throw new UserError('input', foreignWords(basename(path), head))
  } catch (error) {
    await source.close()
    throw error
  }
}

/** What a file is that is none of these. */
function foreignWords(name: string, head: Uint8Array): string {
  const wanted = 'responses are read from .npy, .npz, MATLAB (.mat), HDF5 (.h5) and NWB (.nwb) files'
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
