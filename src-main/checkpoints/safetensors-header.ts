/**
 * The header of a safetensors file: 8 bytes of length (little endian), then JSON that names every tensor with
 * its type, its shape and the place of its values in the data behind. Pure; the project's own weights
 * (safetensors.ts) and foreign files (safetensors-file.ts) are both checked here.
 * Invariant: the tensors of an accepted header fill the data exactly, without a gap or an overlap, and each
 * has exactly the bytes that its type and shape need.
 */
import { z } from 'zod'
import { UserError } from '../contract/errors'
import type { CheckpointScalar } from './checkpoint'
import { checkJson } from './json-bounds'
import { printable } from './printable'
import { SCALARS } from './scalar-types'
import { countValues } from './values'

/** 32 MiB: 300,000 tensors. The format allows 100 MB, which no classifier of images comes near. */
const LARGEST_HEADER = 32 * 1024 ** 2
/** Bytes before the header. */
export const LENGTH_BYTES = 8
/** The one entry that is no tensor. */
export const METADATA = '__metadata__'
/** NumPy allows 64 dimensions, PyTorch too. */
const MOST_SIDES = 64
/** Characters; what exporters write has some hundred. */
const LONGEST_NAME = 4096

const TYPES: ReadonlyMap<string, CheckpointScalar> = new Map([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I64', 'int64'],
  ['U64', 'uint64'],
  ['I32', 'int32'],
  ['U32', 'uint32'],
  ['I16', 'int16'],
  ['U16', 'uint16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
])

const side = z.int().min(0)
const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(side).max(MOST_SIDES),
  data_offsets: z.tuple([side, side]),
})
const metadataSchema = z.record(z.string(), z.string())

/** One tensor with the place of its values, in bytes from the begin of the data. */
export interface PlacedTensor {
  name: string
  dtype: CheckpointScalar
  shape: number[]
  begin: number
  end: number
}

interface SafetensorsHeader {
  /** In the order of the header. */
  tensors: PlacedTensor[]
  metadata: Record<string, string>
}

/**
 * The length of the header.
 * @param head the first 8 bytes, or all there are.
 * @param fileBytes of the whole file.
 * @throws UserError('input') when the file cannot hold it, or it is larger than LARGEST_HEADER.
 */
export function safetensorsHeaderLength(head: Uint8Array, fileBytes: number, name: string): number {
  if (head.length < LENGTH_BYTES) throw broken(name, `it has only ${head.length} bytes`)
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true)
  if (length > BigInt(LARGEST_HEADER))
    throw broken(name, `its header claims ${length} bytes, more than the ${LARGEST_HEADER} that are read`)
  if (8n + length > BigInt(fileBytes)) {
    throw broken(
      name,
      `its header claims ${length} bytes, but the file ends after ${fileBytes}; it may be cut off`,
    )
  }
  return Number(length)
}

/**
 * Checks a header.
 * @param bytes the JSON text.
 * @param dataBytes how many bytes of values follow it.
 * @throws UserError('input') saying what is wrong.
 */
export function parseSafetensorsHeader(
  bytes: Uint8Array,
  dataBytes: number,
  name: string,
): SafetensorsHeader {
  if (bytes[0] !== 0x7b) throw broken(name, 'its header does not start with "{"')
  checkJson(bytes, name)
  let text: string
  let header: Record<string, unknown>
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    header = JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    throw broken(name, 'its header is not JSON', error)
  }
  const names = outerKeys(text)
  const seen = new Set<string>()
  for (const key of names) {
    if (seen.has(key)) throw broken(name, `its header has the name "${printable(key)}" twice`)
    seen.add(key)
  }
  const metadata = metadataSchema.safeParse(header[METADATA] ?? {})
  if (!metadata.success) throw broken(name, 'its metadata are not pairs of texts')
  // By the keys of the text: an object would put names such as "0" first.
  const tensors = names.filter((key) => key !== METADATA).map((key) => place(key, header[key], name))
  checkCoverage(tensors, dataBytes, name)
  return { tensors, metadata: metadata.data }
}

/** The keys of a JSON object's first level as they are written, twice when they are there twice. */
function outerKeys(json: string): string[] {
  const keys: string[] = []
  let depth = 0
  let waiting: string | null = null
  // Not by an expression for a text: one of megabytes would exhaust the stack that expressions have.
  for (let i = 0; i < json.length; i++) {
    const sign = json[i]!
    if (sign === '"') {
      const begin = i
      for (i++; i < json.length && json[i] !== '"'; i++) if (json[i] === '\\') i++
      waiting = depth === 1 ? json.slice(begin, i + 1) : null
      continue
    }
    if (sign === '{' || sign === '[') depth++
    else if (sign === '}' || sign === ']') depth--
    else if (sign === ':' && depth === 1 && waiting !== null) keys.push(JSON.parse(waiting) as string)
    if ('{}[]:,'.includes(sign)) waiting = null
  }
  return keys
}

function place(name: string, value: unknown, file: string): PlacedTensor {
  if (name.length > LONGEST_NAME)
    throw broken(
      file,
      `its header has a name of ${name.length} characters ("${printable(name)}"), where at most ${LONGEST_NAME} are read`,
    )
  const parsed = tensorSchema.safeParse(value)
  if (!parsed.success)
    throw broken(file, `the header entry of "${printable(name)}" is not { dtype, shape, data_offsets }`)
  const { shape, data_offsets: offsets } = parsed.data
  const [begin, end] = offsets
  const dtype = TYPES.get(parsed.data.dtype) ?? unknownType(name, parsed.data.dtype, file)
  const expected = countValues(shape) * SCALARS[dtype].size
  if (end - begin !== expected) {
    throw broken(
      file,
      `"${printable(name)}" of type ${parsed.data.dtype} and shape [${shape.join(', ')}] needs ${expected} bytes, but has ${end - begin}`,
    )
  }
  return { name, dtype, shape, begin, end }
}

function checkCoverage(tensors: PlacedTensor[], available: number, file: string): void {
  let position = 0
  for (const { name, begin, end } of tensors.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== position) {
      throw broken(
        file,
        `the values of "${printable(name)}" start at byte ${begin} of the data, not at ${position}, so tensors overlap or leave a gap`,
      )
    }
    position = end
  }
  if (position !== available) {
    throw broken(
      file,
      `its header describes ${position} bytes of values, but the file holds ${available}; it may be cut off`,
    )
  }
}

function unknownType(name: string, dtype: string, file: string): never {
  if (/^F[468]_/.test(dtype))
    throw new UserError(
      'input',
      `"${printable(name)}" in ${file} is quantised to ${dtype.startsWith('F8') ? '8-bit' : 'fewer than 8-bit'} floating-point numbers ("${printable(dtype)}"), and its scale is a matter of the program that made it: choose the weights as they were before that, in F32, F16 or BF16.`,
    )
  const advice = `allowed are ${[...TYPES.keys()].join(', ')}`
  throw new UserError(
    'input',
    `"${printable(name)}" in ${file} has the number type "${printable(dtype)}", which Halfpower does not read (${advice}): save it as F32 (float32) instead.`,
  )
}

function broken(file: string, what: string, cause?: unknown): UserError {
  return new UserError(
    'input',
    `${file} is not a valid safetensors file: ${what}; download or save it again.`,
    { cause },
  )
}
