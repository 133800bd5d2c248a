/**
 * Numeric arrays of MATLAB files of level 5 (`save -v6`, `-v7`), also as fields of structs, in slabs (array-file.ts).
 * After MathWorks' "MAT-File Format": a header of 128 bytes, then elements of a tag (type, bytes) and data, deflated one
 * by one since version 7. Cells and arrays of structs are arrays where matlab-members.ts finds them to be; what else is no array of
 * real numbers (sparse, complex, text, objects) is named and left.
 * Invariants: every length is checked against what holds it before it is used; unpacked bytes and elements are counted
 * over the whole file.
 */
import { constants, inflateSync } from 'node:zlib'
import { UserError } from '../../contract/errors'
import { bytesAsSource } from '../../checkpoints/byte-source'
import { throughWindow } from '../../checkpoints/window-source'
import { printable } from '../../checkpoints/printable'
import { SCALARS } from '../../checkpoints/scalar-types'
import { countValues, readValues } from '../../checkpoints/values'
import { mostUnpacked } from '../../files/unpacked-limit'
import { cellsRefusal, joinMembers } from './matlab-members'
import { MOST_ARRAYS } from './number-array'
import {
  CELL,
  COMPLEX,
  MATRIX,
  NUMBER_TYPES,
  classWords,
  isNumeric,
  readTag,
  STRUCT,
  COMPRESSED,
} from './matlab5-tags'
import { MOST_ELEMENTS, refuse, smallNumbers, tagAt, tooMany } from './matlab5-walk'
import type { ByteSource } from '../../checkpoints/byte-source'
import type { ArrayFile, NumberArray } from './number-array'
import type { Tag } from './matlab5-tags'
import type { Walk } from './matlab5-walk'

const HEADER_BYTES = 128
/** Structs inside structs. */
const MOST_DEPTH = 8
/** What a cell's contents are called until they are joined. */
const MEMBER = ' '
/** Packed bytes of a variable that are unpacked to learn what it is, and how many of what comes out are kept. */
const LOOK_BYTES = 1024
const KEPT_BYTES = 4096
const PER_PACKED_BYTE = 20

export function isMatlab5(head: Uint8Array): boolean {
  const mark = Buffer.from(head.subarray(126, 128)).toString('latin1')
  const text = Buffer.from(head.subarray(0, 20)).toString('latin1')
  return head.length >= HEADER_BYTES && (mark === 'IM' || mark === 'MI') && !text.startsWith('MATLAB 7.3')
}

/** @throws UserError('input') when it is truncated or damaged */
export async function openMatlab5(file: ByteSource): Promise<ArrayFile> {
  const source = throughWindow(file)
  const head = await source.read(0, HEADER_BYTES)
  const walk: Walk = {
    little: Buffer.from(head.subarray(126, 128)).toString('latin1') === 'IM',
    file: source.name,
    arrays: [],
    names: new Set(),
    warnings: [],
    refused: new Map(),
    left: { elements: MOST_ELEMENTS, room: mostUnpacked(source.size, PER_PACKED_BYTE) },
  }
  for (let at = HEADER_BYTES; at + 8 <= source.size;) {
    const tag = await tagAt(source, at, source.size, walk)
    if (tag.type === COMPRESSED) await packed(source, tag, walk)
    else if (tag.type === MATRIX) await matrix(source, tag.start, tag.start + tag.length, '', 0, walk)
    // Packed elements are not padded.
    at = tag.type === COMPRESSED ? tag.start + tag.length : tag.end
  }
  return {
    format: 'matlab 5',
    description: `A MATLAB file of level 5 with ${walk.arrays.length} numeric arrays.`,
    bytes: source.size,
    arrays: walk.arrays.slice(0, MOST_ARRAYS),
    refused: walk.refused,
    warnings: walk.warnings.slice(0, 20),
    close: () => source.close(),
  }
}

/** A packed variable is unpacked when its values are asked for; before that, only its begin is. */
async function packed(source: ByteSource, tag: Tag, walk: Walk): Promise<void> {
  const damaged = (cause: unknown): UserError =>
    new UserError(
      'input',
      `${walk.file} is damaged: one of its variables cannot be unpacked; copy or save it again.`,
      { cause },
    )
  const bytes = async (length: number): Promise<Uint8Array> =>
    source.read(tag.start, Math.min(length, tag.length))
  let begin: Buffer
  try {
    begin = inflateSync(await bytes(LOOK_BYTES), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: 8 * 1024 ** 2,
    })
  } catch (error) {
    throw error instanceof UserError ? error : damaged(error)
  }
  const outer = begin.length >= 8 ? readTag(begin, 0, walk.little) : null
  // Also of what claims to be little.
  walk.left.room -= begin.length
  if (walk.left.room < 0)
    throw new UserError(
      'input',
      `The variables of ${walk.file} unpack to far more than they say: it is damaged; copy or save it again.`,
    )
  if (outer?.type !== MATRIX) return
  const size = outer.start + outer.length
  const more = Math.max(0, size - begin.length)
  if (more > walk.left.room)
    throw new UserError(
      'input',
      `A variable of ${walk.file} unpacks to ${size} bytes, and at most ${walk.left.room + begin.length} more are unpacked: save it with "save -v7.3" or without compression.`,
    )
  walk.left.room -= more
  let whole: Promise<ByteSource> | undefined
  const unpacked = (): Promise<ByteSource> => {
    whole ??= bytes(tag.length).then((all) => {
      try {
        return bytesAsSource(inflateSync(all, { maxOutputLength: size }), walk.file)
      } catch (error) {
        throw damaged(error)
      }
    })
    return whole
  }
  // The begin of a plain array says all but the values; structs are looked through whole.
  const kept = Uint8Array.from(begin.subarray(0, KEPT_BYTES))
  const known = bytesAsSource(kept, walk.file)
  const lazily: ByteSource = {
    name: walk.file,
    size,
    read: async (offset, length) =>
      offset + length <= kept.length
        ? await known.read(offset, length)
        : await (await unpacked()).read(offset, length),
    close: () => Promise.resolve(),
  }
  await matrix(lazily, outer.start, size, '', 0, walk)
  // What a struct was looked through for is known: thousands of them are not kept until their values are asked for.
  whole = undefined
}

/** @param path of the structs around it */
async function matrix(
  source: ByteSource,
  from: number,
  end: number,
  path: string,
  depth: number,
  walk: Walk,
): Promise<void> {
  if (from >= end) return
  const flags = await tagAt(source, from, end, walk)
  const sizes = await tagAt(source, flags.end, end, walk)
  const label = await tagAt(source, sizes.end, end, walk)
  const word = await smallNumbers(source, flags, walk)
  const kind = (word[0] ?? 0) & 0xff
  const shape = await smallNumbers(source, sizes, walk)
  const own = Buffer.from(await source.read(label.start, Math.min(label.length, 256))).toString('latin1')
  const name = path === '' ? own : path
  if (depth <= MOST_DEPTH && kind === STRUCT && countValues(shape) > 0) {
    await fields(source, label.end, end, { name, count: countValues(shape), depth }, walk)
    return
  }
  if (depth <= MOST_DEPTH && kind === CELL) {
    await cells(source, label.end, end, { name, count: countValues(shape), depth }, walk)
    return
  }
  const complex = ((word[0] ?? 0) & COMPLEX) !== 0
  if (!isNumeric(kind) || complex) {
    const what = complex ? 'complex numbers' : classWords(kind)
    refuse(name, `'${printable(name)}' in ${walk.file} is ${what}, which is not read as an array.`, walk)
    return
  }
  if (walk.names.has(name))
    throw new UserError(
      'input',
      `${walk.file} has two variables called '${printable(name)}', of which either could be meant: it is damaged; save it again.`,
    )
  walk.names.add(name)
  const values = await tagAt(source, label.end, end, walk)
  const dtype = NUMBER_TYPES.get(values.type)
  const count = countValues(shape)
  if (dtype === undefined || shape.some((side) => side < 0) || count * SCALARS[dtype].size !== values.length)
    throw new UserError(
      'input',
      `'${printable(name)}' in ${walk.file} should have ${count} numbers for its shape [${shape.join(', ')}] and holds ${values.length} bytes: it is damaged; save it again.`,
    )
  const steps = shape.at(-1) ?? 1
  const each = steps === 0 ? 0 : count / steps
  const { little } = walk
  walk.arrays.push({
    name,
    shape,
    dtype,
    order: 'F',
    readSlab: (first, length) =>
      readValues(
        source,
        values.start + first * each * SCALARS[dtype].size,
        dtype,
        length * each,
        `'${printable(name)}' in ${source.name}`,
        little,
      ),
  })
}

/** A cell array or a struct, by its name or path. */
interface Holder {
  name: string
  /** Cells, or elements of an array of structs. */
  count: number
  depth: number
}

async function cells(
  source: ByteSource,
  from: number,
  end: number,
  { name, count, depth }: Holder,
  walk: Walk,
): Promise<void> {
  if (tooMany(name, count, walk)) return
  const members: Member[] = []
  let at = from
  while (members.length < count) {
    const tag = await tagAt(source, at, end, walk)
    members.push(await memberOf(source, tag, depth + 1, walk))
    at = tag.end
  }
  join(name, members, walk)
}

/** What a cell holds: numbers, nothing, or what cannot be one step of an array. */
type Member = NumberArray | null | 'something else'

async function memberOf(source: ByteSource, tag: Tag, depth: number, walk: Walk): Promise<Member> {
  if (tag.type !== MATRIX) return 'something else'
  if (tag.length === 0) return null
  const own: Walk = { ...walk, arrays: [], names: new Set(), warnings: [], refused: new Map() }
  await matrix(source, tag.start, tag.start + tag.length, MEMBER, depth, own)
  const [array] = own.arrays
  return array?.name === MEMBER ? array : 'something else'
}

function join(name: string, members: readonly Member[], walk: Walk): void {
  const numbers = members.filter((member) => member !== 'something else')
  const joined =
    numbers.length < members.length
      ? 'not all of its cells are arrays of numbers'
      : walk.names.has(name)
        ? 'another variable has its name'
        : joinMembers(name, numbers)
  if (typeof joined === 'string') {
    refuse(name, cellsRefusal(name, walk.file, joined), walk)
    return
  }
  walk.names.add(name)
  walk.arrays.push(joined.array)
  if (joined.remark !== null) walk.warnings.push(joined.remark)
}

async function fields(
  source: ByteSource,
  from: number,
  end: number,
  { name: path, count, depth }: Holder,
  walk: Walk,
): Promise<void> {
  const width = await tagAt(source, from, end, walk)
  const [length = 0] = await smallNumbers(source, width, walk)
  const names = await tagAt(source, width.end, end, walk)
  if (length < 1 || names.length > 1024 ** 2)
    throw new UserError(
      'input',
      `'${printable(path)}' in ${walk.file} is a struct without names of fields: it is damaged.`,
    )
  const text = Buffer.from(await source.read(names.start, names.length)).toString('latin1')
  const called = Array.from(
    { length: Math.floor(text.length / length) },
    (_, field) => `${path}.${text.slice(field * length, (field + 1) * length).replace(/\0[^]*$/, '')}`,
  )
  if (count > 1 && tooMany(path, count * called.length, walk)) return
  let at = names.end
  const members = called.map((): Member[] => [])
  // All fields of the first element, then all of the second.
  for (let element = 0; element < count; element++)
    for (const [field, name] of called.entries()) {
      const tag = await tagAt(source, at, end, walk)
      if (count > 1) members[field]!.push(await memberOf(source, tag, depth + 1, walk))
      else if (tag.type === MATRIX)
        await matrix(source, tag.start, tag.start + tag.length, name, depth + 1, walk)
      at = tag.end
    }
  if (count > 1) for (const [field, name] of called.entries()) join(name, members[field]!, walk)
}
