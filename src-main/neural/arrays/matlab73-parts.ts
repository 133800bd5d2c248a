/** How MATLAB 7.3 keeps in HDF5 what HDF5 does not know: text, and the cells of a cell array as references. */
import type { Hdf5Module } from './hdf5-library'

/** Of a reference to an object. */
const REFERENCE_BYTES = 8

/** MATLAB keeps text as numbers of 16 bits, and says so. */
export function isMatlabText(library: Hdf5Module, file: bigint, path: string): boolean {
  const bytes = attributeBytes(library, file, path, 'MATLAB_class')
  return (
    bytes !== null &&
    Buffer.from(bytes)
      .toString('latin1')
      .replace(/\0[^]*$/, '') === 'char'
  )
}

/** Of a small attribute; null: there is none, or it is larger than a number or a word. */
export function attributeBytes(
  library: Hdf5Module,
  file: bigint,
  path: string,
  name: string,
): Uint8Array | null {
  if (!library.get_attribute_names(file, path).includes(name)) return null
  const { total_size: count, size } = library.get_attribute_metadata(file, path, name)
  const length = count * size
  if (!(length > 0 && length <= 64)) return null
  const pointer = library._malloc(length)
  if (pointer === 0) return null
  try {
    if (library.get_attribute_data(file, path, name, BigInt(pointer)) < 0) return null
    const at = pointer >>> 0
    return library.HEAPU8.slice(at, at + length)
  } finally {
    library._free(pointer)
  }
}

/** Where the cells of a cell array of MATLAB, or the same field of all elements of an array of structs, are; null: it is none. */
export function membersOf(library: Hdf5Module, file: bigint, path: string, most: number): string[] | null {
  const { type, size, shape } = library.get_dataset_metadata(file, path)
  const sides = shape?.map(Number) ?? []
  const count = sides.reduce((product, side) => product * side, 1)
  if (type !== library.H5T_class_t.H5T_REFERENCE.value || size !== REFERENCE_BYTES || count < 1) return null
  if (count > most || library.get_dataset_filters(file, path).length > 0) return null
  const pointer = library._malloc(count * size)
  if (pointer === 0) return null
  try {
    const at = pointer >>> 0
    const all = (number: number): bigint[] => sides.map(() => BigInt(number))
    if (library.get_dataset_data(file, path, sides.map(BigInt), all(0), all(1), BigInt(pointer)) < 0)
      return null
    return Array.from({ length: count }, (_, cell) =>
      library.get_referenced_name(file, library.HEAPU8.slice(at + cell * size, at + (cell + 1) * size), true),
    )
  } finally {
    library._free(pointer)
  }
}
