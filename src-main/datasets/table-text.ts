/** A table as a text file holds it: fields between commas, semicolons, tabs or blanks, quoted or not; or as JSON. Pure. */

/** The text of a file as spreadsheets save it: UTF-8, UTF-16 with its mark, or else Windows-1252. */
export function textOf(bytes: Uint8Array): string {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : null
  if (mark !== null) return new TextDecoder(mark).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Rows of fields, trimmed, without empty rows. */
export type TableRows = string[][]

/**
 * Takes a text apart. What parts the fields is what the first line has: a tab, else a semicolon, else a comma; without
 * any of them the last blank of each line, so that names may have blanks.
 */
export function tableRows(text: string): TableRows {
  const plain = text.replace(/^\uFEFF/, '')
  const [first = ''] = plain.split(/\r?\n/, 1)
  const separator = ['\t', ';', ','].find((each) => first.includes(each))
  const rows = separator === undefined ? byLastBlank(plain) : separated(plain, separator)
  return rows.filter((row) => row.some((field) => field !== ''))
}

function byLastBlank(text: string): TableRows {
  return text.split(/\r?\n/).map((line) => {
    const match = /^(.*\S)\s+(\S+)$/.exec(line.trim())
    return match ? [match[1]!, match[2]!] : [line.trim()]
  })
}

/** As RFC 4180 has it: a quoted field may hold separators, line ends and doubled quotes. */
function separated(text: string, separator: string): TableRows {
  const rows: TableRows = []
  let row: string[] = []
  let field = ''
  let quoted = false
  const endField = (): void => {
    row.push(field.trim())
    field = ''
  }
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (quoted) {
      if (sign !== '"') field += sign
      else if (text[at + 1] === '"') {
        field += '"'
        at++
      } else quoted = false
    } else if (sign === '"' && field.trim() === '') {
      quoted = true
      field = ''
    } else if (sign === separator) endField()
    else if (sign === '\n') {
      endField()
      rows.push(row)
      row = []
    } else field += sign
  }
  endField()
  rows.push(row)
  return rows
}

/** `{"a.png": "cat", …}`: names and classes. Null for any other document. */
export function jsonRows(text: string): TableRows | null {
  const value = parsed(text)
  if (!isRecord(value)) return null
  const entries = Object.entries(value)
  return entries.every(([, label]) => isField(label))
    ? entries.map(([name, label]) => [name, String(label)])
    : null
}

/** One object a line, as `metadata.jsonl` of Hugging Face's image folders; every line has the fields of the first. */
export function jsonLines(text: string): TableRows | null {
  if (text.length > MOST_SIGNS) return null
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const rows = lines.map(parsed)
  const [first] = rows
  if (!isRecord(first)) return null
  const titles = Object.keys(first).filter((title) => isField(first[title]))
  if (!rows.every((row) => isRecord(row) && titles.every((title) => isField(row[title])))) return null
  return [
    titles,
    ...rows.map((row) => titles.map((title) => String((row as Record<string, unknown>)[title]))),
  ]
}

/** Of a document or a line: names of 200,000 images. What is longer has boxes in it, and a byte of those becomes an object of a hundred. */
const MOST_SIGNS = 8 * 1024 ** 2

function parsed(text: string): unknown {
  if (text.length > MOST_SIGNS) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isField(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number'
}
