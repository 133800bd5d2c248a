/** What an array of numbers in a file is, whatever the file (array-file.ts opens it). */

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

export type ArrayFormat = 'npy' | 'npz' | 'matlab 5' | 'matlab 7.3' | 'hdf5' | 'nwb' | 'text'

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
