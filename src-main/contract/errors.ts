/**
 * Errors that a user is meant to read: one clear sentence that says what, which value, what is allowed
 * and what to do. Everything else that is thrown is a defect of ours and is shown as such.
 */

import { shown } from './shown'

/** What kind of thing went wrong; decides the exit code and, in the window, where the sentence is shown. */
export type ErrorKind =
  | 'usage' // a command line or a form that asks for something that does not exist
  | 'input' // a file or data set that cannot be used as it is
  | 'project' // the project cannot be opened, is locked, or was written by a newer version
  | 'storage' // the disk is full or refuses to be written
  | 'memory' // what was asked for needs more memory than there is
  | 'device' // a compute device is absent or failed its check
  | 'cancelled' // the user stopped it
  | 'internal' // a defect of ours

/** An error as data: what crosses a process or window border. */
export interface ErrorData {
  kind: ErrorKind
  message: string
  /** Only for defects: helps us, not the user. */
  stack?: string | undefined
  /** What a window can offer where the sentence is shown; a terminal prints the sentence, which names a command. */
  remedy?: Remedy | undefined
}

/** A data set that is no longer where it was: a window asks where it is now. */
export interface Remedy {
  /** Id of the data set. */
  relink: string
  /** What is wrong, without the command. */
  sentence: string
}

/** More letters than any sentence of ours has: a name in one may be as long as the file that it came from. */
const MOST_LETTERS = 10_000

/** Its message is one line, whatever names and paths of others stand in it. */
export class UserError extends Error {
  readonly kind: ErrorKind
  readonly remedy: Remedy | undefined

  constructor(kind: ErrorKind, message: string, options?: { cause?: unknown; remedy?: Remedy | undefined }) {
    super(oneLine(message), options)
    this.name = 'UserError'
    this.kind = kind
    this.remedy = options?.remedy
  }
}

function oneLine(message: string): string {
  const begin = shown(message.slice(0, MOST_LETTERS))
  return message.length > MOST_LETTERS ? `${begin}…` : begin
}

/** What a window says: where it offers a button, the sentence needs no command. */
export function windowWords({ message, remedy }: ErrorData): string {
  return remedy?.sentence ?? message
}

/** Turns whatever was thrown into data; an unknown error becomes `internal` and keeps its stack. */
export function toErrorData(error: unknown): ErrorData {
  // Sentences hold names and paths of others, which must steer neither a terminal nor a page.
  if (error instanceof UserError) {
    const { kind, remedy } = error
    return { kind, message: error.message, ...(remedy && { remedy }) }
  }
  if (isOutOfMemory(error)) return { kind: 'memory', message: OUT_OF_MEMORY }
  const refusal = diskSentence(error)
  if (refusal !== null) return { kind: 'storage', message: refusal }
  if (isNullInPath(error))
    return {
      kind: 'usage',
      message:
        'A path holds the character NUL, which no file and no folder can have in its name: give another one.',
    }
  if (error instanceof Error) return { kind: 'internal', message: error.message, stack: error.stack }
  return { kind: 'internal', message: String(error) }
}

/** Node refuses it before it asks the system; no door could open it. */
function isNullInPath(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    'code' in error &&
    error.code === 'ERR_INVALID_ARG_VALUE' &&
    error.message.includes('without null bytes')
  )
}

/** The other direction: an Error that the receiving side can throw. */
export function fromErrorData(data: ErrorData): Error {
  const error = new UserError(data.kind, data.message, { remedy: data.remedy })
  if (data.stack !== undefined) error.stack = data.stack
  return error
}

/** What to do where memory ran out, in a sentence of its own. */
export const OUT_OF_MEMORY =
  'There is not enough memory for this: close other programs, or use a smaller batch or fewer images, and start the same command again; what was finished is kept.'

/** As engines and libraries say it: V8, the C++ library, ONNX Runtime, CUDA. */
const MEMORY_WORDS =
  /bad_alloc|array buffer allocation failed|heap out of memory|out of memory|failed to allocate memory|cannot allocate memory|invalid array buffer length/i

/** Whether an error, or what a process that died wrote last, says that memory ran out. */
export function isOutOfMemory(error: unknown): boolean {
  if (error instanceof UserError) return error.kind === 'memory'
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'ENOMEM' || MEMORY_WORDS.test(error instanceof Error ? error.message : String(error))
}

/**
 * What a disk or a network folder answered, in one sentence that says what to do; null when it is another error.
 *
 * @param path of the file, if it is not the error's own
 */
export function diskSentence(error: unknown, path?: string): string | null {
  const { code, name } = systemError(error)
  const file = shown(path ?? name ?? 'a file')
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full: "${file}" could not be written. Free some space and start the same command again; what was finished is kept.`
    case 'EROFS':
      return `"${file}" could not be written: its disk is read-only (some become so when they fail). Make it writable, or copy the project to another disk.`
    case 'EIO':
    case 'EBADMSG':
    case 'EUCLEAN':
      return `The disk reports an error at "${file}" (${code}): it may be failing or badly connected. Check it, or copy the project to another disk, and start the same command again; what was finished is kept.`
    case 'ESTALE':
    case 'ENODEV':
    case 'ENOTCONN':
    case 'EHOSTDOWN':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
    case 'EREMOTEIO':
    case 'ETIMEDOUT':
      return `The disk or network folder with "${file}" is no longer connected (${code}): connect it again and start the same command again; what was finished is kept.`
    case 'ENOENT':
    case 'ENOTDIR':
      return `"${file}" is not there any more: if its disk was disconnected, connect it again, else put the file back, and start the same command again; what was finished is kept.`
    case 'EACCES':
    case 'EPERM':
      return `"${file}" may not be read or written by you: change its permissions, or copy the project to a folder of your own.`
    case 'EMFILE':
    case 'ENFILE':
      return `Too many files are open to open "${file}": close other programs, or raise the limit (ulimit -n), and start the same command again.`
    default:
      return null
  }
}

/** Code and path of an error of the operating system about a file; others (of sockets, of processes) have no path. */
function systemError(error: unknown): { code: string | null; name: string | null } {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return { code: null, name: null }
  const isOfFiles = 'syscall' in error && FILE_CALLS.has(String(error.syscall))
  const name = 'path' in error && typeof error.path === 'string' ? error.path : null
  return { code: isOfFiles || name !== null ? error.code : null, name }
}

/** Calls on an open file, whose errors name no path. */
const FILE_CALLS = new Set(['read', 'write', 'fsync', 'fstat', 'ftruncate', 'close', 'copyfile'])
