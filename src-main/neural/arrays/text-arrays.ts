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
  const first = lineAt(text, 0)
  const delimiter = ['\t', ';', ','].find((mark) => first.includes(mark)) ?? ','
  const cellsOf = (line: string): string[] =>
    line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
  const head = cellsOf(first)
  // pandas names columns 0, 1, 2 … where nobody has, and writes its index in front, under no name.
  const counts = isCount(head[0] === '' ? head.slice(1) : head)
  const hasNames = counts || head.some((cell) => !isValue(cell))
  const indexed = hasNames && head[0] === '' && head.length > 1
  const skipped = indexed ? 1 : 0
  const columns = head.length - skipped
  let values = new Float32Array(1024)
  let rows = 0
  for (const { number, line } of linesOf(text)) {
    if (number === 1 && hasNames) continue
    const cells = cellsOf(line)
    if (cells.length !== head.length)
      throw new UserError(
        'input',
        `Line ${number} of ${name} has ${cells.length} cells and the first line ${head.length}: every line has one for each column.`,
      )
    if ((rows + 1) * columns > values.length) values = enlarged(values, (rows + 1) * columns)
    for (let column = 0; column < columns; column++) {
      const cell = cells[column + skipped]!
      if (!isValue(cell))
        throw new UserError(
          'input',
          `Line ${number} of ${name} has "${printable(cell.slice(0, 40))}" in column ${column + skipped + 1}, which is no number: give one matrix of numbers with "." before decimals, with at most one line of names above and none beside it.`,
        )
      values[rows * columns + column] = MISSING.has(cell.toLowerCase()) ? NaN : Number(cell)
    }
    rows++
  }
  if (rows === 0) throw new UserError('input', `${name} holds no line of numbers.`)
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
        readSlab: (from, count) => Promise.resolve(values.slice(from * columns, (from + count) * columns)),
      },
    ],
    warnings: [
      ...(indexed ? [`The first column of ${name} has no name and is left out: it numbers the lines.`] : []),
      ...(counts ? [`The first line of ${name} counts 0, 1, 2 … and is taken as names of columns.`] : []),
    ],
    close: () => source.close(),
  }
}

/** The line that begins there, without its end. */
function lineAt(text: string, from: number): string {
  const end = text.indexOf('\n', from)
  return text.slice(from, end === -1 ? text.length : end).replace(/\r$/, '')
}

/** One at a time: a text may have as many lines as bytes. Empty ones at the end are none. */
function* linesOf(text: string): Generator<{ number: number; line: string }> {
  const end = text.trimEnd().length
  for (let from = 0, number = 1; from < end; number++) {
    const line = lineAt(text, from)
    yield { number, line }
    const next = text.indexOf('\n', from)
    if (next === -1) return
    from = next + 1
  }
}

function enlarged(values: Float32Array<ArrayBuffer>, least: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(Math.max(least, 2 * values.length))
  larger.set(values)
  return larger
}

/** 0, 1, 2 …, two at least. */
function isCount(cells: readonly string[]): boolean {
  return cells.length > 1 && cells.every((cell, i) => cell === String(i))
}

function isValue(cell: string): boolean {
  return MISSING.has(cell.toLowerCase()) || NUMBER.test(cell)
}
