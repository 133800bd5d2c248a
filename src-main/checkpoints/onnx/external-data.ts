/**
 * Tensors that an ONNX model keeps in files beside it. Which file is for the model to say, so it is not
 * believed: only a plain relative path below the model's own folder is opened, and only the range that the
 * file really has is read.
 */
import type { onnx } from 'onnx-proto'
import { UserError } from '../../contract/errors'
import type { ByteSource } from '../byte-source'
import { readPieces } from '../byte-source'
import { printable } from '../printable'

/** Opens a file by its path relative to the model's folder; the path has been checked. */
export type OpenBeside = (relativePath: string) => Promise<ByteSource>

/** ONNX's number for "the values are in another file". */
const EXTERNAL: number = 1
/** What all external values of one model may hold together. */
const MOST_BYTES = 8 * 1024 ** 3
const MOST_FILES = 4096

export function isExternal(tensor: onnx.ITensorProto): boolean {
  const location: number = tensor.dataLocation ?? 0
  return location === EXTERNAL
}

/**
 * The bytes of every tensor that is stored outside the file; tensors in one range share them, and it is read once.
 * @param file how sentences call the model
 * @param openBeside null where the model is not a file on disk
 * @throws UserError('input') naming what is missing, or a path that leaves the model's folder
 */
export async function readExternal(
  tensors: readonly onnx.ITensorProto[],
  file: string,
  openBeside: OpenBeside | null,
): Promise<Map<onnx.ITensorProto, Uint8Array>> {
  const result = new Map<onnx.ITensorProto, Uint8Array>()
  const opened = new Map<string, ByteSource>()
  const ranges = new Map<string, Uint8Array>()
  /** Of all files that were opened, and of all ranges that were read. */
  let [available, bytes] = [0, 0]
  try {
    for (const tensor of tensors.filter(isExternal)) {
      const where = Object.fromEntries(
        (tensor.externalData ?? []).map(({ key, value }) => [key ?? '', value ?? '']),
      )
      const path = checkedPath(where['location'] ?? '', tensor.name ?? '', file)
      if (!openBeside) {
        throw new UserError(
          'input',
          `${file} keeps its values in "${printable(path)}" beside it; choose the model where both files lie in one folder.`,
        )
      }
      let source = opened.get(path)
      if (!source) {
        if (opened.size >= MOST_FILES)
          throw new UserError(
            'input',
            `${file} is spread over more than ${MOST_FILES} files; save it as one file.`,
          )
        source = await openBeside(path)
        opened.set(path, source)
        available += source.size
      }
      const offset = Number(where['offset'] ?? 0)
      const length = where['length'] === undefined ? source.size - offset : Number(where['length'])
      if (![offset, length].every((value) => Number.isSafeInteger(value) && value >= 0))
        throw new UserError(
          'input',
          `${file} asks for ${printable(where['length'] ?? 'all')} bytes from byte ${printable(where['offset'] ?? '0')} of "${printable(path)}" for its tensor "${printable(tensor.name ?? '')}", which is no range of a file of ${source.size} bytes; it is damaged, export it again.`,
        )
      const range = `${offset} ${length} ${path}`
      const read = ranges.get(range)
      if (read) {
        result.set(tensor, read)
        continue
      }
      bytes += length
      // Tensors share a range or have one of their own; ranges that overlap again and again are a trick.
      if (bytes > 2 * available && offset + length <= source.size)
        throw new UserError(
          'input',
          `${file} refers to ${bytes} bytes beside it, where only ${available} are: its tensors overlap, so it is damaged or was made to deceive; export the model again.`,
        )
      if (bytes > MOST_BYTES)
        throw new UserError(
          'input',
          `${file} refers to more than ${MOST_BYTES} bytes beside it; it is damaged or too large.`,
        )
      const values = await readWhole(source, offset, length)
      ranges.set(range, values)
      result.set(tensor, values)
    }
  } finally {
    for (const source of opened.values()) await source.close()
  }
  return result
}

/** A range in memory as a whole, read in pieces; refused before memory is taken when the file is shorter. */
export async function readWhole(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  const pieces = readPieces(source, offset, length)
  const first = await pieces.next()
  if (first.done) return new Uint8Array(0)
  const bytes = new Uint8Array(length)
  bytes.set(first.value)
  let position = first.value.length
  for await (const piece of pieces) {
    bytes.set(piece, position)
    position += piece.length
  }
  return bytes
}

function checkedPath(path: string, tensor: string, file: string): string {
  const steps = path.split('/')
  const plain =
    path !== '' &&
    !/[\\:\0]/.test(path) &&
    steps.every((step) => step !== '' && step !== '.' && step !== '..')
  if (plain) return path
  throw new UserError(
    'input',
    `${file} asks for the values of "${printable(tensor)}" from "${printable(path)}", which is not a file in the model's own folder; it is not opened.`,
  )
}
