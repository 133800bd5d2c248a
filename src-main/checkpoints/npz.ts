/**
 * NumPy's `.npz` files: a zip archive of `.npy` files, one per named array. Written so that the same
 * arrays always give the same bytes (fixed dates), because results are compared by their hash.
 */
import { zipSync } from 'fflate'
import type { Zippable } from 'fflate'
import { UserError } from '../contract/errors'
import { decodeNpy, encodeNpy } from './npy'
import type { NpyArray } from './npy'
import { listZip, readZipMember } from './zip'

/** What a packed array of results may unpack to for each byte: perturbations that are 0 nearly everywhere pack well. */
const PER_BYTE = 16
/** And what it may have however small it is: 1 GiB. */
const FREE_BYTES = 1024 ** 3

/** The most that an `.npz` may unpack to unless the caller allows another. */
function usualLimit(bytes: Uint8Array): number {
  return Math.min(4 * FREE_BYTES, FREE_BYTES + PER_BYTE * bytes.length)
}

/** The date of every member: the first that zip can express, in local time as zip counts. */
const DATE = new Date(1980, 0, 1)

/**
 * Encodes named arrays as `numpy.savez_compressed` (or, uncompressed, `numpy.savez`) would.
 * @throws Error when an array's data do not match its shape or type: a defect of the caller.
 */
export function encodeNpz(
  arrays: Record<string, NpyArray>,
  options: { compress?: boolean } = {},
): Uint8Array {
  const members: Zippable = {}
  for (const [name, array] of Object.entries(arrays)) members[`${name}.npy`] = encodeNpy(array)
  return zipSync(members, { level: options.compress === false ? 0 : 6, mtime: DATE })
}

/**
 * Decodes an `.npz` file.
 * @param options.keys only these arrays (those that are absent are left out); default all.
 * @param options.limit the most that it may unpack to, in bytes.
 * @returns the arrays by name, in the order of the file. May share memory with `bytes`.
 * @throws UserError('input') when the file is damaged, too large, or holds a type that is not read.
 */
export function decodeNpz(
  bytes: Uint8Array,
  options: { keys?: readonly string[]; limit?: number; name?: string } = {},
): Record<string, NpyArray> {
  const name = options.name ?? 'The .npz file'
  const result: Record<string, NpyArray> = {}
  for (const member of listZip(bytes, name, options.limit ?? usualLimit(bytes))) {
    const key = arrayName(member.name)
    if (key === undefined || (options.keys && !options.keys.includes(key))) continue
    defineEntry(result, key, decodeNpy(readZipMember(bytes, member, name), `'${key}' in ${name}`))
  }
  return result
}

/**
 * The names of an `.npz` file's arrays, without unpacking them.
 * @throws UserError('input') as `decodeNpz`.
 */
export function listNpz(bytes: Uint8Array, name = 'The .npz file', limit = usualLimit(bytes)): string[] {
  return listZip(bytes, name, limit).flatMap((member) => arrayName(member.name) ?? [])
}

type Kinds = Record<string, new (size: number) => NpyArray['data']>

/**
 * Of an `.npz` file that a study wrote: these arrays and no others, each of its type.
 * @param file how to call it in a sentence
 * @throws UserError('input') as `decodeNpz`, and where one of them is missing or of another type
 */
export function decodeTyped<Wanted extends Kinds>(
  bytes: Uint8Array,
  file: string,
  wanted: Wanted,
): { [Key in keyof Wanted]: InstanceType<Wanted[Key]> } {
  const arrays = decodeNpz(bytes, { keys: Object.keys(wanted), name: file })
  const found = Object.entries(wanted).map(([key, kind]) => {
    const data = arrays[key]?.data
    if (!(data instanceof kind)) throw wrongArrays(file, `has no array "${key}" of the right type`)
    return [key, data]
  })
  return Object.fromEntries(found) as { [Key in keyof Wanted]: InstanceType<Wanted[Key]> }
}

/**
 * Whoever reads arrays side by side counts on their lengths.
 * @param counts how many numbers there are of each, and should be
 * @throws UserError('input') naming the first that has another number
 */
export function assertCounts(
  file: string,
  counts: Readonly<Record<string, readonly [number, number]>>,
): void {
  for (const [key, [found, wanted]] of Object.entries(counts))
    if (found !== wanted)
      throw wrongArrays(file, `has ${found} numbers in its array "${key}" and should have ${wanted}`)
}

/** As `decodeNpz` for a single array that has to be there; says which ones are there instead. */
export function decodeNpzArray(bytes: Uint8Array, key: string, name = 'The .npz file'): NpyArray {
  return decodeNpy(readNpzMember(bytes, key, name), `'${key}' in ${name}`)
}

/** One array's `.npy` file as it lies in the archive, for types that `decodeNpy` does not read. */
export function readNpzMember(bytes: Uint8Array, key: string, name = 'The .npz file'): Uint8Array {
  const member = listZip(bytes, name, usualLimit(bytes)).find((each) => arrayName(each.name) === key)
  if (!member) {
    throw new UserError(
      'input',
      `${name} has no array '${key}'; it has ${
        listNpz(bytes, name)
          .map((k) => `'${k}'`)
          .join(', ') || 'none'
      }.`,
    )
  }
  return readZipMember(bytes, member, name)
}

/**
 * The refusal of stored arrays that are whole and yet not what they should be: a project may come from anybody.
 * @param file how to call it in a sentence
 * @param what completes it, e.g. `holds no spectra`
 */
export function wrongArrays(file: string, what: string): UserError {
  return new UserError(
    'input',
    `${file} ${what}: it is damaged, or was not written by Halfpower; delete it, and "halfpower study resume" computes it again.`,
  )
}

function arrayName(member: string): string | undefined {
  return member.endsWith('.npy') ? member.slice(0, -4) : undefined
}

/** Sets a property even when it is called `__proto__`: names come from files. */
function defineEntry(target: Record<string, NpyArray>, key: string, value: NpyArray): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}
