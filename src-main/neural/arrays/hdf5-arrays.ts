/**
 * Numeric arrays of HDF5 files, of MATLAB 7.3 (`save -v7.3`) and NWB, which are HDF5, in slabs (array-file.ts). The
 * library reads (hdf5-library.ts); here is what is asked of it, and in which bounds.
 * Invariants: objects and depth are counted, whatever links a file has; one slab is read in pieces of a few megabytes.
 */
import { basename, posix } from 'node:path'
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'
import { LARGEST_TENSOR, allocateValues, widen } from '../../checkpoints/values'
import { openByteSource } from '../../checkpoints/byte-source'
import { cellsRefusal, joinMembers } from './matlab-members'
import { MOST_ARRAYS } from './number-array'
import { openForLibrary } from './hdf5-library'
import { attributeBytes, isMatlabText, membersOf } from './matlab73-parts'
import { storageRefusal } from './hdf5-storage'
import type { CheckpointScalar } from '../../checkpoints/checkpoint'
import type { ArrayFile, NumberArray } from './number-array'
import type { DataSetMetadata, Hdf5Module, OpenHdf5 } from './hdf5-library'

const SIGNATURE = '\x89HDF\r\n\x1a\n'
const MOST_OBJECTS = 20_000
const MOST_DEPTH = 16
/** What the library is asked for at once. */
const PIECE_BYTES = 16 * 1024 ** 2
/** What H5Gget_objinfo calls them. */
const GROUP = 0
const DATA_SET = 1

/** The signature lies at the begin, or behind a block of the user's of 512, 1024 or 2048 bytes. */
export function isHdf5(head: Uint8Array): boolean {
  return [0, 512, 1024, 2048].some(
    (at) => Buffer.from(head.subarray(at, at + 8)).toString('latin1') === SIGNATURE,
  )
}

/** @throws UserError('input') when it is truncated or damaged */
export async function openHdf5(path: string): Promise<ArrayFile> {
  const name = `"${basename(path)}"`
  const matlab = await isMatlab73(path)
  const opened = await openForLibrary(path, name)
  try {
    const found = walk(opened, name, matlab)
    const isNwb =
      found.names.has('/nwb_version') ||
      (found.names.has('/acquisition') && found.names.has('/session_start_time'))
    const format = matlab ? 'matlab 7.3' : isNwb ? 'nwb' : 'hdf5'
    const words = { 'matlab 7.3': 'A MATLAB file of level 7.3', nwb: 'An NWB file', hdf5: 'An HDF5 file' }[
      format
    ]
    return {
      format,
      description: `${words} with ${found.arrays.length} numeric arrays.`,
      bytes: opened.size,
      arrays: found.arrays,
      numberOf: (at, attribute) => numberOf(opened, at, attribute),
      links: found.links,
      notNumbers: found.notNumbers,
      refused: found.refused,
      warnings: found.warnings.slice(0, 20),
      close: () => opened.close(),
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}

async function isMatlab73(path: string): Promise<boolean> {
  const source = await openByteSource(path)
  try {
    const head = await source.read(0, Math.min(10, source.size))
    return Buffer.from(head).toString('latin1') === 'MATLAB 7.3'
  } finally {
    await source.close()
  }
}

interface Walked extends Required<Pick<ArrayFile, 'links'>> {
  notNumbers: Set<string>
  refused: Map<string, string>
  arrays: NumberArray[]
  names: Set<string>
  warnings: string[]
}

function walk({ library, file, size }: OpenHdf5, name: string, matlab: boolean): Walked {
  const arrays: NumberArray[] = []
  const names = new Set<string>()
  const links = new Map<string, string>()
  const notNumbers = new Set<string>()
  const refused = new Map<string, string>()
  const warnings: string[] = []
  const found = { arrays, names, links, notNumbers, refused, warnings }
  const waiting: { path: string; depth: number }[] = [{ path: '/', depth: 0 }]
  let left = MOST_OBJECTS
  // Of their own: a large cell array must not hide the arrays behind it.
  let cellsLeft = MOST_OBJECTS
  while (waiting.length > 0) {
    const { path, depth } = waiting.shift()!
    for (const child of namesIn(library, file, path)) {
      left--
      if (left < 0) {
        warnings.push(`${name} has more than ${MOST_OBJECTS} objects; the others were not looked at.`)
        return found
      }
      const own = path === '/' ? `/${child}` : `${path}/${child}`
      names.add(own)
      // MATLAB keeps cells and tables there.
      if (matlab && (own === '/#refs#' || own === '/#subsystem#')) continue
      try {
        // What a soft link leads to has a place of its own.
        const target = library.get_symbolic_link(file, own)
        if (target) {
          links.set(own, posix.resolve(path, target))
          continue
        }
        const kind = library.get_type(file, own)
        if (kind === GROUP && depth < MOST_DEPTH) waiting.push({ path: own, depth: depth + 1 })
        else if (kind === DATA_SET && arrays.length < MOST_ARRAYS) {
          const array = arrayOf(library, file, own, name, matlab)
          const members = array === null && matlab ? membersOf(library, file, own, cellsLeft) : null
          const refusal = array && storageRefusal(library, file, own, size)
          if (array && refusal !== null) {
            const sentence = `'${printable(array.name)}' in ${name} ${refusal}`
            refused.set(array.name, sentence)
            warnings.push(sentence)
          } else if (array) arrays.push(array)
          else if (members) {
            cellsLeft -= members.length
            joinCells({ library, file, size }, { own, members, name }, found)
          } else notNumbers.add(own)
        }
      } catch {
        warnings.push(`'${printable(own)}' in ${name} is damaged or of a kind that is not read.`)
      }
    }
  }
  return found
}

function joinCells(
  { library, file, size }: Pick<OpenHdf5, 'library' | 'file' | 'size'>,
  { own, members, name }: { own: string; members: string[]; name: string },
  found: Walked,
): void {
  const cells = members.map((path) => {
    // MATLAB keeps an empty array as its sides.
    if (library.get_attribute_names(file, path).includes('MATLAB_empty')) return null
    const array = arrayOf(library, file, path, name, true)
    return array && storageRefusal(library, file, path, size) === null ? array : 'something else'
  })
  const numbers = cells.filter((cell) => cell !== 'something else')
  const called = own.slice(1).replaceAll('/', '.')
  const joined =
    numbers.length < cells.length
      ? 'not all of its cells are arrays of numbers'
      : joinMembers(called, numbers)
  if (typeof joined === 'string') {
    const sentence = cellsRefusal(called, name, joined)
    found.refused.set(called, sentence)
    found.warnings.push(sentence)
    return
  }
  found.arrays.push(joined.array)
  if (joined.remark !== null) found.warnings.push(joined.remark)
}

const FLOATS: ReadonlyMap<number, CheckpointScalar> = new Map([
  [2, 'float16'],
  [4, 'float32'],
  [8, 'float64'],
])

/** None where a group is damaged; the root of an honest file has some. */
function namesIn(library: Hdf5Module, file: bigint, path: string): string[] {
  try {
    return library.get_names(file, path, false) ?? []
  } catch {
    return []
  }
}

/** Null where it holds no numbers. */
function arrayOf(
  library: Hdf5Module,
  file: bigint,
  path: string,
  name: string,
  matlab: boolean,
): NumberArray | null {
  if (matlab && isMatlabText(library, file, path)) return null
  const metadata = library.get_dataset_metadata(file, path)
  const dtype = scalarOf(library, metadata)
  const stored = metadata.shape?.map(Number) ?? null
  if (dtype === null || stored === null || stored.some((side) => !Number.isSafeInteger(side) || side < 0))
    return null
  const what = `'${printable(path)}' in ${name}`
  return {
    // MATLAB's variables have no path, its fields have dots.
    name: matlab ? path.slice(1).replaceAll('/', '.') : path,
    shape: matlab ? stored.toReversed() : stored,
    dtype,
    order: matlab ? 'F' : 'C',
    readSlab: (from, count) =>
      Promise.resolve().then(() => {
        const values = allocateValues(count * inner(stored), what)
        readSlab(library, file, path, { dtype, size: metadata.size, stored, from, count, what }, values)
        return values
      }),
    readDoubles: (from, count) =>
      Promise.resolve().then(() => {
        if (count * inner(stored) > LARGEST_TENSOR / 2)
          throw new UserError('input', `${what} has more numbers than are read at once in double precision.`)
        const values = new Float64Array(count * inner(stored))
        readSlab(library, file, path, { dtype, size: metadata.size, stored, from, count, what }, values)
        return values
      }),
  }
}

/** How many numbers there are for one step of the first axis. */
function inner(stored: readonly number[]): number {
  return stored.slice(1).reduce((product, side) => product * side, 1)
}

/** One number of an attribute; null where there is none, or it is text. */
function numberOf({ library, file }: OpenHdf5, path: string, attribute: string): number | null {
  try {
    const bytes = attributeBytes(library, file, path, attribute)
    if (bytes === null) return null
    const metadata = library.get_attribute_metadata(file, path, attribute)
    const dtype = scalarOf(library, metadata)
    if (dtype === null || metadata.total_size !== 1) return null
    const value = new Float64Array(1)
    widen(dtype, bytes, true, value, 0)
    return value[0]!
  } catch {
    // Damaged, or no such object: whoever needs it says so.
    return null
  }
}

function scalarOf(library: Hdf5Module, { type, size, signed }: DataSetMetadata): CheckpointScalar | null {
  const { H5T_INTEGER, H5T_FLOAT } = library.H5T_class_t
  if (type === H5T_FLOAT.value) return FLOATS.get(size) ?? null
  if (type !== H5T_INTEGER.value || ![1, 2, 4, 8].includes(size)) return null
  return `${signed ? '' : 'u'}int${8 * size}` as CheckpointScalar
}

function readSlab(
  library: Hdf5Module,
  file: bigint,
  path: string,
  asked: {
    dtype: CheckpointScalar
    size: number
    stored: number[]
    from: number
    count: number
    what: string
  },
  values: Float32Array | Float64Array,
): void {
  const { dtype, size, stored, what } = asked
  const each = inner(stored)
  const step = Math.max(1, Math.floor(PIECE_BYTES / Math.max(1, each * size)))
  if (each * size > 16 * PIECE_BYTES)
    throw new UserError(
      'input',
      `${what} has ${each} numbers for each step of its first axis, more than are read at once: it is no matrix of responses.`,
    )
  for (let done = 0; done < asked.count; done += step) {
    const count = Math.min(step, asked.count - done)
    const bytes = count * each * size
    if (bytes === 0) continue
    const pointer = library._malloc(bytes)
    if (pointer === 0) throw new UserError('input', `${what} needs more memory than the HDF5 library has.`)
    try {
      const sides = stored.length === 0 ? [] : [count, ...stored.slice(1)]
      const status = library.get_dataset_data(
        file,
        path,
        sides.map(BigInt),
        sides.map((_, axis) => BigInt(axis === 0 ? asked.from + done : 0)),
        sides.map(() => 1n),
        BigInt(pointer),
      )
      if (status < 0) throw new Error(`status ${status}`)
      const at = pointer >>> 0
      // A copy, so that numbers lie on multiples of their size.
      widen(dtype, library.HEAPU8.slice(at, at + bytes), true, values, done * each)
    } catch (error) {
      throw new UserError(
        'input',
        `${what} cannot be read: it is damaged, or packed with a filter that is not built in (only gzip, shuffle and the like are).`,
        { cause: error },
      )
    } finally {
      library._free(pointer)
    }
  }
}
