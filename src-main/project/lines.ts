/**
 * Files of JSON lines: logs and training curves. They are appended, not replaced, so a killed process can
 * leave half a line at the end; readers leave out what is no whole line, or no longer what its `sum` says, and count it; writers begin on a fresh one.
 *
 * A file that grows for days is bounded: when it is full it becomes `NAME.N.jsonl`, with N one more than the last, and
 * of these parts the newest are kept. How many went before is known from the numbers of those that are there.
 */
import { lstat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { z } from 'zod'
import { DEEPEST, nestsDeeper } from '../contract/json'
import { shownJson } from '../contract/shown'
import { readText } from './stored-file'
import { lineChecked, lineWithSum } from './sum'
import { namesIn } from './write-atomically'
import type { WriteDoor } from './write-atomically'

/** Bytes of one part, and how many full parts are kept beside the one that grows: 20 MiB in all. */
export const BOUND = { bytes: 4 * 1024 ** 2, parts: 4 } as const
export type Bound = { readonly bytes: number; readonly parts: number }

/** Appends values as lines. */
export async function appendLines(
  door: WriteDoor,
  path: string,
  values: readonly object[],
  bound: Bound = BOUND,
): Promise<void> {
  if (values.length === 0) return
  const size = await lstat(path).then(
    (status) => status.size,
    () => 0,
  )
  if (size >= bound.bytes) await turnOver(door, path, bound)
  await door.append(path, values.map((value) => `${shownJson(lineWithSum(value))}\n`).join(''))
}

export interface Lines<T> {
  lines: T[]
  /** Lines that do not fit. */
  damaged: number
  /** Full parts that are no longer kept: the oldest lines. */
  removed: number
}

/** All whole lines that fit the schema, oldest first, and how many others there are; none when there is no file. */
export async function readLines<T>(path: string, schema: z.ZodType<T>): Promise<Lines<T>> {
  const parts = await partsOf(path)
  const lines: T[] = []
  let damaged = 0
  for (const file of [...parts.map((number) => partPath(path, number)), path]) {
    const text = await readText(file)
    for (const line of text === null ? [] : text.split('\n')) {
      if (line.trim() === '') continue
      const checked = schema.safeParse(lineChecked(parse(line)))
      if (checked.success) lines.push(checked.data)
      else damaged++
    }
  }
  return { lines, damaged, removed: Math.max(0, (parts[0] ?? 1) - 1) }
}

/** How far lines have been written: which part grows, from 1, and its bytes. */
export interface Reach {
  part: number
  bytes: number
}

/** Lines are only ever added, so this never goes back unless some are lost. Null: not known, or what is there is no file. */
export async function reachOf(path: string): Promise<Reach | null> {
  const status = await lstat(path).catch((error: unknown) =>
    error instanceof Error && 'code' in error && error.code === 'ENOENT' ? null : 'not known',
  )
  if (status === 'not known' || (status !== null && !status.isFile())) return null
  return { part: ((await partsOf(path)).at(-1) ?? 0) + 1, bytes: status?.size ?? 0 }
}

export function isShorter(now: Reach | null, before: Reach): boolean {
  if (now === null) return false
  return now.part < before.part || (now.part === before.part && now.bytes < before.bytes)
}

/** The full file becomes the newest part; the oldest ones go. */
async function turnOver(door: WriteDoor, path: string, { parts: most }: Bound): Promise<void> {
  const parts = await partsOf(path)
  const next = (parts.at(-1) ?? 0) + 1
  await door.putInPlace(path, partPath(path, next))
  const all = [...parts, next]
  for (const number of all.slice(0, Math.max(0, all.length - most))) await door.remove(partPath(path, number))
}

/** Numbers of the full parts, ascending. */
async function partsOf(path: string): Promise<number[]> {
  const [name] = splitName(path)
  const found: number[] = []
  for (const each of await namesIn(dirname(path))) {
    const number = each.startsWith(`${name}.`)
      ? /^\.([1-9]\d{0,8})\.jsonl$/.exec(each.slice(name.length))
      : null
    if (number) found.push(Number(number[1]))
  }
  return found.sort((a, b) => a - b)
}

function partPath(path: string, number: number): string {
  const [name, ending] = splitName(path)
  return join(dirname(path), `${name}.${number}${ending}`)
}

function splitName(path: string): [string, string] {
  const ending = '.jsonl'
  return [basename(path, ending), ending]
}

function parse(line: string): unknown {
  if (nestsDeeper(line, DEEPEST)) return undefined
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}
