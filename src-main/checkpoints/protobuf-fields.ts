/**
 * The outermost fields of a protocol buffer, by a few small reads: which numbered fields a message has tells
 * ONNX, TensorFlow and Core ML apart, none of which has a magic number. Nothing inside a field is read.
 */
import type { ByteSource } from './byte-source'

export interface OuterFields {
  /** Wire types by the number of the field: 0 a number, 2 bytes; others as they are. */
  fields: ReadonlyMap<number, number>
  /** Whether the fields end where the file ends (or more than 512 of them are in it). */
  complete: boolean
}

/** Repeated fields count each; an ONNX file has about ten. */
const MOST_FIELDS = 512
const TAG_BYTES = 20

/** The fields up to the first that is none or that leaves the file. */
export async function outerFields(source: ByteSource): Promise<OuterFields> {
  const fields = new Map<number, number>()
  let position = 0
  for (let count = 0; position < source.size; count++) {
    if (count === MOST_FIELDS) return { fields, complete: true }
    const head = await source.read(position, Math.min(TAG_BYTES, source.size - position))
    const tag = variableNumber(head, 0)
    if (!tag) return { fields, complete: false }
    const number = Math.floor(tag.value / 8)
    const wire = tag.value % 8
    if (number < 1 || number >= 2 ** 29) return { fields, complete: false }
    let next = tag.next
    if (wire === 1) next += 8
    else if (wire === 5) next += 4
    else if (wire === 0 || wire === 2) {
      const value = variableNumber(head, next)
      if (!value) return { fields, complete: false }
      next = value.next + (wire === 2 ? value.value : 0)
    } else return { fields, complete: false }
    if (!fields.has(number)) fields.set(number, wire)
    position += next
    if (position > source.size) return { fields, complete: false }
  }
  return { fields, complete: true }
}

/** A number of seven bits a byte, least first; undefined when it ends early or is beyond 2^53. */
function variableNumber(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return Number.isSafeInteger(value) ? { value, next: at + i + 1 } : undefined
  }
  return undefined
}
