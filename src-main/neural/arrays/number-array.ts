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
  /**
   * The same in double precision, where moments in time are read: after half an hour float32 knows them to 0.1 ms only.
   * HDF5 alone; absent elsewhere.
   */
  readDoubles?(from: number, count: number): Promise<Float64Array>
}

export type ArrayFormat = 'npy' | 'npz' | 'matlab 5' | 'matlab 7.3' | 'hdf5' | 'nwb' | 'text'

export interface ArrayFile {
  readonly format: ArrayFormat
  /** One sentence: what the file is. */
  readonly description: string
  readonly bytes: number
  readonly arrays: readonly NumberArray[]
  /** A number that a group or an array of HDF5 carries, e.g. `rate`; null: none of that name. Absent: another form of file. */
  readonly numberOf?: (path: string, attribute: string) => number | null
  /** Where soft links of HDF5 lead, by their own paths: series of NWB share their `timestamps` so. Absent: another form of file. */
  readonly links?: ReadonlyMap<string, string>
  /** Arrays that hold no numbers (text, references): known, so that a sentence can say what is wrong with them. */
  readonly notNumbers?: ReadonlySet<string>
  /** Arrays that are not read, whatever is asked of them, by name: why, in a sentence. Absent: none. */
  readonly refused?: ReadonlyMap<string, string>
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
