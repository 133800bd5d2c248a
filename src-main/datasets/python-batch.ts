/**
 * One file of CIFAR's Python version: a pickled dictionary of an array of pixels, lists of labels and of names. It is
 * read by the interpreter that runs nothing (checkpoints/pickle). Keys may be text or bytes: Python 2 wrote them.
 */
import { UserError } from '../contract/errors'
import { bytesAsSource } from '../checkpoints/byte-source'
import { readPickle } from '../checkpoints/pickle/interpret'
import { sourceOfBytes } from '../checkpoints/pickle/lazy-source'
import { tensorOfArray } from '../checkpoints/pickle/strided'
import { Dictionary, List, NumpyArray, Tuple } from '../checkpoints/pickle/values'
import type { Value } from '../checkpoints/pickle/values'
import { readHashed } from '../files/look'

export class PythonBatch {
  private constructor(
    private readonly path: string,
    /** SHA-256 (hex) of the file. */
    readonly hash: string,
    private readonly entries: ReadonlyMap<string, Value>,
  ) {}

  /**
   * @param path of the file
   * @throws UserError('input') when it is no pickle, is damaged, asks for something to be run, or is no dictionary
   */
  static async read(path: string): Promise<PythonBatch> {
    const { bytes, hash } = await readHashed(path)
    if (bytes.length === 0)
      throw new UserError('input', `"${path}" is an empty file: unpack the data set again.`)
    const { value } = await readPickle(bytesAsSource(bytes, `"${path}"`))
    if (!(value instanceof Dictionary))
      throw new UserError(
        'input',
        `"${path}" is a pickle, but holds no dictionary of data and labels, as the Python version of CIFAR has: unpack the data set again.`,
      )
    const entries = new Map<string, Value>()
    for (const [key, part] of value.entries()) {
      const name = textOf(key)
      if (name !== undefined) entries.set(name, part)
    }
    return new PythonBatch(path, hash, entries)
  }

  has(key: string): boolean {
    return this.entries.has(key)
  }

  /**
   * Pixels as they are stored: [images, channels × side × side], a byte each, one channel after the other.
   * @throws UserError('input') when they are missing or of another type or shape
   */
  async pixels(channels: number, side: number): Promise<{ images: number; bytes: Uint8Array }> {
    const array = this.entries.get('data')
    const length = channels * side * side
    if (!(array instanceof NumpyArray)) throw this.wrong("has no array called 'data'")
    const [images = 0, ...rest] = array.shape
    const spread = rest.length === 3 && rest[0] === channels && rest[1] === side && rest[2] === side
    if (!(rest.length === 1 && rest[0] === length) && !spread)
      throw this.wrong(
        `has pixels of the shape (${array.shape.join(', ')}); they should be (N, ${length}), ${channels} × ${side} × ${side} for each image`,
      )
    if (array.type?.scalar !== 'uint8' || !array.data)
      throw this.wrong(
        `has pixels of the type ${array.type?.scalar ?? array.type?.code ?? 'unknown'}; they should be uint8 (0 to 255)`,
      )
    const source = await sourceOfBytes(array.data, `"${this.path}"`)
    const bytes = await source.read(0, images * length)
    if (!array.fortranOrder || images < 2) return { images, bytes }
    if (spread) throw this.wrong("has pixels in Fortran's order with four axes; save them as (N, 3072)")
    const rows = new Uint8Array(bytes.length)
    for (let image = 0; image < images; image++)
      for (let at = 0; at < length; at++) rows[image * length + at] = bytes[at * images + image]!
    return { images, bytes: rows }
  }

  /**
   * Labels, one number per image; what is no number becomes NaN, which the check of the labels names.
   * @throws UserError('input') when there is no such list
   */
  async labels(key: string): Promise<ArrayLike<number>> {
    const value = this.entries.get(key)
    if (value instanceof List || value instanceof Tuple)
      return value.items.map((item) => (typeof item === 'number' ? item : NaN))
    if (value instanceof NumpyArray && value.shape.length === 1) {
      const tensor = tensorOfArray(key, value, `"${this.path}"`)
      if (tensor) return await tensor.read()
    }
    throw this.wrong(`has no list of labels called '${key}'`)
  }

  /** A list of names; undefined when there is none. */
  names(key: string): string[] | undefined {
    const value = this.entries.get(key)
    if (!(value instanceof List || value instanceof Tuple)) return undefined
    const names = value.items.map((item) => (item instanceof Uint8Array ? utf8(item) : textOf(item)))
    return names.every((name) => name !== undefined && name !== '') ? (names as string[]) : undefined
  }

  private wrong(what: string): UserError {
    return new UserError(
      'input',
      `"${this.path}" ${what}, so it is no file of CIFAR's Python version: unpack the data set again.`,
    )
  }
}

function textOf(value: Value): string | undefined {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : undefined
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}
