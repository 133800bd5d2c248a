/**
 * A file that orders the images of a data set anew, as authors publish it (a fixed permutation, of which a study takes the
 * first thousand): NumPy's array, a list or table of numbers as text, a JSON list, MATLAB's vector, a pickled list. Read
 * only: whether the numbers order a data set is order.ts's business.
 */
import { MOST_ENTRIES, holdsMore } from '../contract/json'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import { bytesAsSource } from '../checkpoints/byte-source'
import { decodeNpy, npyNumbers } from '../checkpoints/npy'
import { isNpy } from '../checkpoints/npy-header'
import { readPickle } from '../checkpoints/pickle/interpret'
import { tensorOfArray } from '../checkpoints/pickle/strided'
import { List, NumpyArray, Tuple } from '../checkpoints/pickle/values'
import { MAX_TEXT_BYTES, readSmallFile } from '../files/look'
import { readMatlab } from './matlab'
import { tableRows, textOf } from './table-text'

/** What a file looks like that is read. */
const WANTED =
  'a file of an order holds one whole number for each image: .npy, .txt, .csv, .json, .mat (before version 7.3), or a pickled list'

/**
 * The numbers of a file in its order.
 * @throws UserError('input') when it holds anything but one list of whole numbers
 */
export async function readOrderFile(path: string): Promise<ArrayLike<number>> {
  const bytes = await readSmallFile(path, MAX_TEXT_BYTES)
  const name = `"${path}"`
  const wrong = (what: string): UserError => new UserError('input', `${name} ${what}: ${WANTED}.`)
  if (bytes.length === 0) throw wrong('is empty')
  const numbers = await numbersOf(bytes, name, wrong)
  for (let i = 0; i < numbers.length; i++)
    if (!Number.isSafeInteger(numbers[i]))
      throw wrong(`has "${String(numbers[i])}" at place ${i + 1}, which is no whole number`)
  return numbers
}

async function numbersOf(
  bytes: Buffer,
  name: string,
  wrong: (what: string) => UserError,
): Promise<ArrayLike<number>> {
  if (isNpy(bytes)) {
    const array = decodeNpy(bytes, name)
    if (isVector(array.shape)) return npyNumbers(array, name)
    throw wrong(`is an array of the shape (${array.shape.join(', ')})`)
  }
  // "MATLAB 5.0 MAT-file"; version 7.3 says the same of itself and is HDF5.
  if (bytes.subarray(0, 6).toString('latin1') === 'MATLAB') return ofMatlab(bytes, name, wrong)
  if (bytes[0] === 0x80) return ofPickle(bytes, name, wrong)
  if (bytes.includes(0)) throw wrong('is none that is read')
  const text = textOf(bytes)
  return /^\s*\[/.test(text) ? ofJson(text, wrong) : ofText(text, wrong)
}

function isVector(shape: readonly number[]): boolean {
  return shape.filter((size) => size !== 1).length <= 1
}

function ofMatlab(bytes: Buffer, name: string, wrong: (what: string) => UserError): number[] {
  const vectors = [...readMatlab(bytes, name)].flatMap(([label, value]) =>
    Array.isArray(value) && value.every((entry) => typeof entry === 'number') && value.length > 1
      ? [{ label, value }]
      : [],
  )
  if (vectors.length === 1) return vectors[0]!.value
  throw wrong(
    vectors.length === 0
      ? 'has no vector of numbers'
      : `has several variables (${vectors.map(({ label }) => shown(label)).join(', ')}), of which one has to be saved alone`,
  )
}

async function ofPickle(
  bytes: Buffer,
  name: string,
  wrong: (what: string) => UserError,
): Promise<ArrayLike<number>> {
  const { value } = await readPickle(bytesAsSource(bytes, name))
  if (value instanceof List || value instanceof Tuple)
    return value.items.map((item) => (typeof item === 'number' ? item : NaN))
  if (value instanceof NumpyArray && isVector(value.shape)) {
    const tensor = tensorOfArray('order', value, name)
    if (tensor) return await tensor.read()
  }
  throw wrong('is a pickle of something else')
}

function ofJson(text: string, wrong: (what: string) => UserError): number[] {
  if (holdsMore(text, MOST_ENTRIES)) throw wrong(`has more than ${MOST_ENTRIES} entries`)
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    // Python's print of an array has no commas: numbers are what it is made of all the same.
    const inner = text.trim().replace(/^\[|\]$/g, '')
    return inner
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(asNumber)
  }
  if (Array.isArray(parsed)) return parsed.map((entry) => (typeof entry === 'number' ? entry : NaN))
  throw wrong('is JSON, but no list')
}

/** A column of numbers, or all in one line; below a title or not; beside the places 0, 1, 2 … or 1, 2, 3 … or not. */
function ofText(text: string, wrong: (what: string) => UserError): number[] {
  const rows = tableRows(text.replace(/^\s*#.*$/gm, ''))
  if (rows.length === 0) throw wrong('has no numbers')
  if (rows.length === 1) return rows[0]!.flatMap((field) => field.split(/\s+/)).map(asNumber)
  const isTitle = rows[0]!.some((field) => field !== '' && !isWhole(field)) || rows[0]!.includes('')
  const body = isTitle ? rows.slice(1) : rows
  const columns = body[0]!.length
  if (body.some((row) => row.length !== columns)) throw wrong('has lines of different lengths')
  if (columns === 1) return body.map(([field]) => asNumber(field!))
  const first = asNumber(body[0]![0]!)
  const counts = (first === 0 || first === 1) && body.every((row, i) => asNumber(row[0]!) === first + i)
  if (columns === 2 && counts) return body.map(([, field]) => asNumber(field!))
  throw wrong(
    `has ${columns} columns, of which the first ${counts ? 'counts' : 'does not count'} the lines; leave one, or the line's number and one`,
  )
}

const isWhole = (field: string): boolean => /^-?\d+(\.0*)?(e\+?\d+)?$/i.test(field)
const asNumber = (field: string): number =>
  isWhole(field) || /\de[+-]?\d/i.test(field) ? Number(field) : NaN
