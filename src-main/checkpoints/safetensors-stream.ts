/** Safetensors files that are too large to be held: the header first, then each tensor's bytes as they come. */
import { METADATA } from './safetensors-header'

type Piece = Float32Array | Int32Array | Uint8Array

export interface StreamedTensor {
  name: string
  dtype: 'F32' | 'I32' | 'U8'
  shape: readonly number[]
  /** Values in row-major order, in pieces. */
  pieces: () => AsyncIterable<Piece> | Iterable<Piece>
}

const BYTES = { F32: 4, I32: 4, U8: 1 } as const

/** The bytes of the file, in order. Throws an Error where a tensor gives more or fewer values than its shape says. */
export async function* streamSafetensors(tensors: readonly StreamedTensor[]): AsyncGenerator<Uint8Array> {
  const header: Record<string, unknown> = {}
  let offset = 0
  for (const { name, dtype, shape } of tensors) {
    if (name === METADATA || name in header) throw new Error(`A tensor cannot be called "${name}" here.`)
    const end = offset + BYTES[dtype] * shape.reduce((product, side) => product * side, 1)
    header[name] = { dtype, shape, data_offsets: [offset, end] }
    offset = end
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const length = Math.ceil(text.length / 8) * 8
  const head = new Uint8Array(8 + length).fill(0x20)
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true)
  head.set(text, 8)
  yield head
  for (const { name, dtype, shape, pieces } of tensors) {
    let left = shape.reduce((product, side) => product * side, 1)
    for await (const piece of pieces()) {
      left -= piece.length
      yield littleEndian(piece, BYTES[dtype])
    }
    if (left !== 0) throw new Error(`"${name}" gave ${left} values too few.`)
  }
}

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

function littleEndian(values: Piece, size: 1 | 4): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  if (size === 1 || HOST_IS_LITTLE_ENDIAN) return bytes
  const copy = Buffer.from(bytes)
  copy.swap32()
  return copy
}
