/**
 * Responses as text (.csv, .tsv): one matrix of numbers, with or without a line of names. Read as a whole, which a text of
 * numbers has to be; what is no number is named by its line and column, never taken for 0.
 */
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'
import type { ByteSource } from '../../checkpoints/byte-source'
import type { ArrayFile } from './number-array'

/** A text of numbers takes about this many times its size while it is read: 512 MiB are enough for 50 million numbers. */
const MOST_BYTES = 512 * 1024 * 1024
const MISSING = new Set(['', 'nan', 'na', 'n/a'])
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

export function isTextName(name: string): boolean {
  return /\.(csv|tsv|txt)$/i.test(name)
}

/** @throws UserError('input') naming the line and what is wrong with it */
export async function openText(source: ByteSource): Promise<ArrayFile> {
  const { name, size } = source
  if (size > MOST_BYTES)
    throw new UserError(
      'input',
      `${name} has ${size} bytes, and texts of at most ${MOST_BYTES} are read: save the matrix as .npy (numpy.save) or .mat instead.`,
    )
  const text = new TextDecoder().decode(await source.read(0, size))
  const lines = text.split(/\r\n|\n|\r/)
  while (lines.at(-1)?.trim() === '') lines.pop()
  const [first = ''] = lines
  const delimiter = ['\t', ';', ','].find((mark) => first.includes(mark)) ?? ','
  const cellsOf = (line: string): string[] =>
    line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
  const head = cellsOf(first)
  const hasNames = head.some((cell) => !isValue(cell)) || (head[0] === '' && head.length > 1)
  const rows = lines.length - (hasNames ? 1 : 0)
  if (rows < 1) throw new UserError('input', `${name} holds no line of numbers.`)
  // A column of numbers without a name in front of named ones is what pandas writes for its index.
  const indexed = hasNames && head[0] === '' && head.length > 1
  const columns = head.length - (indexed ? 1 : 0)
  const values = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const number = row + (hasNames ? 2 : 1)
    const cells = cellsOf(lines[number - 1]!)
    if (cells.length !== head.length)
      throw new UserError(
        'input',
        `Line ${number} of ${name} has ${cells.length} cells and the first line ${head.length}: every line has one for each column.`,
      )
    for (let column = 0; column < columns; column++) {
      const cell = cells[column + (indexed ? 1 : 0)]!
      if (!isValue(cell))
        throw new UserError(
          'input',
          `Line ${number} of ${name} has "${printable(cell.slice(0, 40))}" in column ${column + (indexed ? 2 : 1)}, which is no number: give one matrix of numbers with "." before decimals, with at most one line of names above and none beside it.`,
        )
      values[row * columns + column] = MISSING.has(cell.toLowerCase()) ? NaN : Number(cell)
    }
  }
  return {
    format: 'text',
    description: `A text of ${rows} lines of ${columns} numbers${hasNames ? ', under a line of names' : ''}.`,
    bytes: size,
    arrays: [
      {
        name: 'responses',
        shape: [rows, columns],
        dtype: 'float32',
        order: 'C',
        readSlab: (from, count) =>
          Promise.resolve(values.slice(from * columns, (from + count) * columns)),
      },
    ],
    warnings: indexed ? [`The first column of ${name} has no name and is left out: it numbers the lines.`] : [],
    close: () => source.close(),
  }
}

function isValue(cell: string): boolean {
  return MISSING.has(cell.toLowerCase()) || NUMBER.test(cell)
}
