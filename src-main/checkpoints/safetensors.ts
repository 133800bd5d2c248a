/**
 * The safetensors format: 8 bytes of header length (little endian), a JSON header, then the values.
 * Nothing in such a file is executed; everything in its header is checked against the bytes that are
 * really there before a value is touched. Reads F32, F64, F16, BF16 (as float32) and I64, I32, I16, I8,
 * U8, BOOL (as int32, when the values fit); writes F32 and I32.
 */
import { z } from 'zod'
import { UserError } from '../contract/errors'
import type { StateDictionary, StateEntry } from '../networks/network'
import { scalarReader } from './scalar-types'

/** The format's own limit on the header. */
const LARGEST_HEADER = 100_000_000
const METADATA = '__metadata__'

const side = z.int().min(0)
const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(side),
  data_offsets: z.tuple([side, side]),
})
const metadataSchema = z.record(z.string(), z.string())

/** One tensor's header with the place of its values in the data section. */
interface Placed {
  name: string
  dtype: string
  shape: number[]
  begin: number
  end: number
}

/** The bytes of a safetensors file; entries keep their order, values are little endian. */
export function encodeSafetensors(entries: StateDictionary, metadata?: Record<string, string>): Uint8Array {
  const header: Record<string, unknown> = metadata ? { [METADATA]: metadata } : {}
  let offset = 0
  for (const [name, { shape, dtype, data }] of entries) {
    if (name === METADATA) throw new Error(`A tensor cannot be called "${METADATA}".`)
    const end = offset + 4 * data.length
    // Object.defineProperty: a tensor may be called "__proto__" too.
    const value = { dtype: dtype === 'float32' ? 'F32' : 'I32', shape, data_offsets: [offset, end] }
    Object.defineProperty(header, name, { value, enumerable: true, configurable: true })
    offset = end
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  // Padded with spaces so that the values start on a multiple of 8 bytes, as the format asks.
  const headerLength = Math.ceil(text.length / 8) * 8
  const bytes = new Uint8Array(8 + headerLength + offset)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(headerLength), true)
  bytes.fill(0x20, 8, 8 + headerLength)
  bytes.set(text, 8)
  let position = 8 + headerLength
  for (const { dtype, data } of entries.values()) {
    for (const value of data) {
      if (dtype === 'float32') view.setFloat32(position, value, true)
      else view.setInt32(position, value, true)
      position += 4
    }
  }
  return bytes
}

/**
 * Reads a safetensors file.
 * @throws UserError('input') saying what is wrong with the file.
 */
export function decodeSafetensors(bytes: Uint8Array): {
  entries: StateDictionary
  metadata: Record<string, string>
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = 8 + headerLength(view)
  const header = parseHeader(bytes.subarray(8, start))
  const metadata = metadataSchema.safeParse(header.get(METADATA) ?? {})
  if (!metadata.success) throw broken('its metadata are not pairs of texts')
  header.delete(METADATA)
  const placed = [...header].map(([name, value]) => place(name, value))
  checkCoverage(placed, bytes.length - start)
  const entries: StateDictionary = new Map()
  for (const tensor of placed) entries.set(tensor.name, readEntry(view, start, tensor))
  return { entries, metadata: metadata.data }
}

function headerLength(view: DataView): number {
  if (view.byteLength < 8) throw broken(`it has only ${view.byteLength} bytes`)
  const length = view.getBigUint64(0, true)
  if (length > BigInt(LARGEST_HEADER))
    throw broken(`its header claims ${length} bytes, more than the format allows`)
  if (8n + length > BigInt(view.byteLength)) {
    throw broken(
      `its header claims ${length} bytes, but the file ends after ${view.byteLength}; it may be cut off`,
    )
  }
  return Number(length)
}

function parseHeader(bytes: Uint8Array): Map<string, unknown> {
  if (bytes[0] !== 0x7b) throw broken('its header does not start with "{"')
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw broken('its header is not JSON', error)
  }
  return new Map(Object.entries(header as object))
}

function place(name: string, value: unknown): Placed {
  const parsed = tensorSchema.safeParse(value)
  if (!parsed.success) throw broken(`the header entry of "${name}" is not { dtype, shape, data_offsets }`)
  const { dtype, shape, data_offsets: offsets } = parsed.data
  const [begin, end] = offsets
  const { size } = scalarReader(dtype) ?? unknownType(name, dtype)
  const expected = shape.reduce((product, length) => product * length, size)
  if (end - begin !== expected) {
    throw broken(
      `"${name}" of type ${dtype} and shape [${shape.join(', ')}] needs ${expected} bytes, but has ${end - begin}`,
    )
  }
  return { name, dtype, shape, begin, end }
}

/** The values must fill the data section without a gap or an overlap; a name given twice shows as a gap. */
function checkCoverage(placed: Placed[], available: number): void {
  let position = 0
  for (const { name, begin, end } of placed.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== position)
      throw broken(`the values of "${name}" start at byte ${begin} of the data, not at ${position}`)
    position = end
  }
  if (position !== available) {
    throw broken(
      `its header describes ${position} bytes of values, but the file holds ${available}; it may be cut off`,
    )
  }
}

function readEntry(view: DataView, start: number, { name, dtype, shape, begin, end }: Placed): StateEntry {
  const reader = scalarReader(dtype)!
  const count = (end - begin) / reader.size
  const data = reader.integer ? new Int32Array(count) : new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const value = reader.read(view, start + begin + i * reader.size)
    if (reader.integer && (value < -(2 ** 31) || value >= 2 ** 31)) {
      throw new UserError(
        'input',
        `"${name}" holds ${value}, which does not fit into 32 bits; Halfpower cannot use it.`,
      )
    }
    data[i] = value
  }
  return { shape, dtype: reader.integer ? 'int32' : 'float32', data }
}

function unknownType(name: string, dtype: string): never {
  throw new UserError(
    'input',
    `"${name}" has the number type "${dtype}", which Halfpower does not read: save it as F32 (float32) instead.`,
  )
}

function broken(what: string, cause?: unknown): UserError {
  return new UserError('input', `This is not a valid safetensors file: ${what}.`, { cause })
}
