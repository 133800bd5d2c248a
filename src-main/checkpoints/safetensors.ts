/**
 * The project's own weights as safetensors bytes in memory: float32 and int32 by name. Foreign files of any
 * size are read by range (safetensors-file.ts); the header of both is checked in safetensors-header.ts.
 * Nothing in such a file is executed. Reads floats of any width (as float32) and integers (as int32, when
 * they fit); writes F32 and I32.
 */
import { UserError } from '../contract/errors'
import type { StateDictionary, StateEntry } from './state-dictionary'
import { LENGTH_BYTES, METADATA, parseSafetensorsHeader, safetensorsHeaderLength } from './safetensors-header'
import type { PlacedTensor } from './safetensors-header'
import { SCALARS } from './scalar-types'

/** How sentences call the weights of a project, whose place the caller knows. */
const NAME = 'The file of weights'

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
  const start = LENGTH_BYTES + safetensorsHeaderLength(bytes.subarray(0, LENGTH_BYTES), bytes.length, NAME)
  const { tensors, metadata } = parseSafetensorsHeader(
    bytes.subarray(LENGTH_BYTES, start),
    bytes.length - start,
    NAME,
  )
  const data = bytes.subarray(start)
  return { entries: new Map(tensors.map((tensor) => [tensor.name, readEntry(data, tensor)])), metadata }
}

function readEntry(bytes: Uint8Array, { name, dtype, shape, begin, end }: PlacedTensor): StateEntry {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { size, integer, read } = SCALARS[dtype]
  const count = (end - begin) / size
  const data = integer ? new Int32Array(count) : new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const value = read(view, begin + i * size, true)
    if (integer && (value < -(2 ** 31) || value >= 2 ** 31)) {
      throw new UserError(
        'input',
        `"${name}" holds ${value}, which does not fit into 32 bits; Halfpower cannot use it.`,
      )
    }
    data[i] = value
  }
  return { shape, dtype: integer ? 'int32' : 'float32', data }
}
