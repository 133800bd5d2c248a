/**
 * Files of JSON lines: logs and training curves. They are appended, not replaced, so a killed process can
 * leave half a line at the end; readers leave out what is no whole line and count it, writers begin on a fresh one.
 */
import type { z } from 'zod'
import { shownJson } from '../contract/shown'
import { readText } from './stored-file'
import type { WriteDoor } from './write-atomically'

/** Appends values as lines. */
export async function appendLines(door: WriteDoor, path: string, values: readonly unknown[]): Promise<void> {
  if (values.length === 0) return
  await door.append(path, values.map((value) => `${shownJson(JSON.stringify(value))}\n`).join(''))
}

/** All whole lines that fit the schema, and how many others there are; none when there is no file. */
export async function readLines<T>(
  path: string,
  schema: z.ZodType<T>,
): Promise<{ lines: T[]; damaged: number }> {
  const text = await readText(path)
  const lines: T[] = []
  let damaged = 0
  for (const line of text === null ? [] : text.split('\n')) {
    if (line.trim() === '') continue
    const checked = schema.safeParse(parse(line))
    if (checked.success) lines.push(checked.data)
    else damaged++
  }
  return { lines, damaged }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}
