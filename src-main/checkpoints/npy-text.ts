/**
 * Arrays of texts in `.npy` files, as NumPy saves names: a fixed number of characters each, padded with zeros.
 */
import { UserError } from '../contract/errors'
import { readNpyTextHeader } from './npy-header'

/** Of a name. */
const MOST_CHARACTERS = 4096

export interface NpyTexts {
  shape: number[]
  /** In C order. */
  values: string[]
}

/**
 * Decodes an array of texts; undefined where the file holds something else.
 * @param bytes the whole file.
 * @param name how error sentences call it.
 * @throws UserError('input') when the file is damaged
 */
export function decodeNpyTexts(bytes: Uint8Array, name: string): NpyTexts | undefined {
  const header = readNpyTextHeader(bytes, name)
  if (!header) return undefined
  const { shape, characters, bytesPerCharacter, littleEndian, dataOffset } = header
  const count = shape.reduce((product, size) => product * size, 1)
  if (characters > MOST_CHARACTERS)
    throw new UserError(
      'input',
      `${name} holds texts of up to ${characters} characters; at most ${MOST_CHARACTERS} are read, since it should hold names.`,
    )
  const size = characters * bytesPerCharacter
  const available = bytes.length - dataOffset
  if (size === 0 || available !== count * size)
    throw new UserError(
      'input',
      `${name} should hold ${count} texts of ${characters} characters, but has ${available} bytes for them: it is truncated or damaged.`,
    )
  const values = Array.from({ length: count }, (_, i) => {
    const one = bytes.subarray(dataOffset + i * size, dataOffset + (i + 1) * size)
    return bytesPerCharacter === 4 ? ofCodePoints(one, littleEndian, name) : ofBytes(one)
  })
  return { shape, values }
}

function ofCodePoints(bytes: Uint8Array, littleEndian: boolean, name: string): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const points: number[] = []
  for (let at = 0; at < bytes.length; at += 4) points.push(view.getUint32(at, littleEndian))
  while (points.at(-1) === 0) points.pop()
  const wrong = points.find((point) => point > 0x10_ff_ff)
  if (wrong !== undefined)
    throw new UserError('input', `${name} holds the character ${wrong}, which no text has: it is damaged.`)
  return String.fromCodePoint(...points)
}

/** Python 2 and HDF5 tools write UTF-8 or Latin-1. */
function ofBytes(bytes: Uint8Array): string {
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1
  const text = bytes.subarray(0, end)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(text)
  } catch {
    return new TextDecoder('latin1').decode(text)
  }
}
