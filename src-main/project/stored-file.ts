/**
 * Reading a JSON file of a project: `{ format, version, … }`, brought forward from older versions step by
 * step, then checked by zod. Every way that it can be wrong is one sentence that names the file.
 */
import pLimit from 'p-limit'
import { z } from 'zod'
import { UserError, diskSentence } from '../contract/errors'
import { DEEPEST, MOST_ENTRIES, holdsMore, nestsDeeper } from '../contract/json'
import { shown } from '../contract/shown'
import { readRegularText } from '../files/regular'
import { recall, remember, stampOf } from './stored-memory'
import { sumOf, withoutSum } from './sum'
import { codeOf } from './write-refusals'

/** A kind of stored file. `migrations[n]` turns version n into version n + 1. */
export interface StoredKind<T> {
  format: string
  version: number
  schema: z.ZodType<T>
  /** What to do with a damaged one where there is no copy, after "or": `delete it: …`. */
  remedy: string
  migrations: Readonly<Record<number, (old: Record<string, unknown>) => Record<string, unknown>>>
  /** The sum that older versions wrote, where it was another one. */
  olderSum?: (file: Record<string, unknown>) => string | null
}

/** The file was written by a newer Halfpower: it is whole, but not for us. */
export class NewerVersionError extends UserError {
  constructor(path: string, found: number, known: number) {
    super(
      'project',
      `"${path}" was written by a newer version of Halfpower (file version ${found}; this one knows ${known}): install that version to use it.`,
    )
    this.name = 'NewerVersionError'
  }
}

/** A project of thousands of models asks for all of them at once, and each file that is being read is open. */
const reading = pLimit(32)

const headSchema = z.looseObject({ format: z.string(), version: z.int().min(1) })

/** Reads and checks a stored file; null when there is none. It may be shared with others and is not to be changed. */
export async function readStored<T extends object>(path: string, kind: StoredKind<T>): Promise<T | null> {
  const stamp = await stampOf(path)
  const known = recall(path, kind.format, stamp)
  // Remembered under its own kind.
  if (known !== undefined) return known as T
  const text = await reading(() => readText(path))
  if (text === null) return null
  const file = parseStored(path, text, kind)
  // It may have been replaced while it was read.
  if (stamp !== null && stamp === (await stampOf(path))) remember(path, kind.format, stamp, file, text.length)
  return file
}

/**
 * Those of many that can be read, in their order, and one sentence for each that cannot: one damaged file must not hide
 * the others. A disk that does not answer is another matter, and thrown.
 */
export async function readAll<T>(
  readings: readonly Promise<T | null>[],
): Promise<{ files: T[]; damages: string[] }> {
  const files: T[] = []
  const damages: string[] = []
  for (const each of await Promise.allSettled(readings)) {
    if (each.status === 'fulfilled') {
      if (each.value !== null) files.push(each.value)
    } else if (each.reason instanceof UserError && each.reason.kind !== 'storage')
      damages.push(each.reason.message)
    else throw each.reason
  }
  return { files, damages }
}

/** The pure part of `readStored`: `path` is for the sentences only. */
export function parseStored<T>(path: string, text: string, kind: StoredKind<T>): T {
  if (nestsDeeper(text, DEEPEST))
    throw new UserError(
      'project',
      `"${path}" is damaged: it has more than ${DEEPEST} things inside each other. ${remedyFor(kind)}`,
    )
  if (holdsMore(text, MOST_ENTRIES))
    throw new UserError(
      'project',
      `"${path}" is damaged: it has more than ${MOST_ENTRIES} entries, which no ${kind.format} has. ${remedyFor(kind)}`,
    )
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UserError(
      'project',
      `"${path}" is damaged: it is not complete JSON (${text.length} characters). ${remedyFor(kind)}`,
      { cause: error },
    )
  }
  const head = headSchema.safeParse(value)
  if (!head.success || head.data.format !== kind.format) {
    throw new UserError(
      'project',
      `"${path}" is not a ${kind.format} file: its "format" must be "${kind.format}". ${remedyFor(kind)}`,
    )
  }
  // Before anything is made of its version, which may be the damaged digit.
  assertSum(path, head.data, kind)
  if (head.data.version > kind.version) throw new NewerVersionError(path, head.data.version, kind.version)
  const checked = kind.schema.safeParse(
    migrate({ ...withoutSum(head.data), version: head.data.version }, kind),
  )
  if (!checked.success) {
    throw new UserError('project', `"${path}" is damaged: ${firstIssue(checked.error)}. ${remedyFor(kind)}`, {
      cause: checked.error,
    })
  }
  return checked.data
}

/** @throws UserError('project') where a file has a sum and says something else; older files, and edited ones, have none */
function assertSum<T>(path: string, file: Record<string, unknown>, kind: StoredKind<T>): void {
  if (!Object.hasOwn(file, 'sum')) return
  if (file['sum'] !== null && (file['sum'] === sumOf(file) || file['sum'] === kind.olderSum?.(file))) return
  throw new UserError(
    'project',
    `"${path}" is damaged, or somebody has edited it: it no longer says what Halfpower wrote there. ${remedyFor(kind)} If the edit is yours and right, delete the line "sum" in it.`,
  )
}

function remedyFor<T>({ remedy }: StoredKind<T>): string {
  return `Restore it from a copy, or ${remedy}.`
}

/** Brings a file forward to the version of `kind`, one step at a time. */
export function migrate<T>(
  file: Record<string, unknown> & { version: number },
  kind: StoredKind<T>,
): Record<string, unknown> {
  let current: Record<string, unknown> = file
  for (let version = file.version; version < kind.version; version++) {
    const step = kind.migrations[version]
    if (!step) throw new Error(`No migration of "${kind.format}" from version ${version}.`)
    current = { ...step(current), version: version + 1 }
  }
  return current
}

/** The first thing that zod found, in words: where, and what. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return 'it does not have the expected shape'
  const where = shown(issue.path.map(String).join('.'))
  return where === '' ? shown(issue.message) : `"${where}": ${shown(issue.message)}`
}

export async function readText(path: string): Promise<string | null> {
  try {
    return await readRegularText(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null
    if (codeOf(error) === 'EACCES')
      throw new UserError('project', `"${path}" cannot be read: you have no permission.`, { cause: error })
    if (error instanceof UserError) throw new UserError('project', error.message, { cause: error })
    const sentence = diskSentence(error, path)
    throw sentence === null ? error : new UserError('storage', sentence, { cause: error })
  }
}
