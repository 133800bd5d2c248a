/**
 * Files of JSON lines: logs and training curves. They are appended, not replaced, so a killed process can
 * leave half a line at the end; readers skip what is no whole line, writers begin on a fresh one.
 */
import { appendFile, open } from 'node:fs/promises'
import type { z } from 'zod'
import { codeOf, storageError } from './write-atomically'
import { readText } from './stored-file'

/** Appends values as lines. */
export async function appendLines(path: string, values: readonly unknown[]): Promise<void> {
  if (values.length === 0) return
  const text = values.map((value) => `${JSON.stringify(value)}\n`).join('')
  try {
    await appendFile(path, (await endsInTheMiddle(path)) ? `\n${text}` : text)
  } catch (error) {
    throw storageError(error, path)
  }
}

/** All whole lines that fit the schema; none when there is no file. */
export async function readLines<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const text = await readText(path)
  if (text === null) return []
  return text.split('\n').flatMap((line) => {
    const value = parse(line)
    const checked = value === undefined ? null : schema.safeParse(value)
    return checked?.success ? [checked.data] : []
  })
}

function parse(line: string): unknown {
  if (line.trim() === '') return undefined
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}

async function endsInTheMiddle(path: string): Promise<boolean> {
  let file
  try {
    file = await open(path, 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
  try {
    const { size } = await file.stat()
    if (size === 0) return false
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
    return buffer[0] !== 10
  } finally {
    await file.close()
  }
}
