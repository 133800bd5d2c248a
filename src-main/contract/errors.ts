/**
 * Errors that a user is meant to read: one clear sentence that says what, which value, what is allowed
 * and what to do. Everything else that is thrown is a defect of ours and is shown as such.
 */

/** What kind of thing went wrong; decides the exit code and, in the window, where the sentence is shown. */
export type ErrorKind =
  | 'usage' // a command line or a form that asks for something that does not exist
  | 'input' // a file or data set that cannot be used as it is
  | 'project' // the project cannot be opened, is locked, or was written by a newer version
  | 'storage' // the disk is full or refuses to be written
  | 'device' // a compute device is absent or failed its check
  | 'cancelled' // the user stopped it
  | 'internal' // a defect of ours

/** An error as data: what crosses a process or window border. */
export interface ErrorData {
  kind: ErrorKind
  message: string
  /** Only for defects: helps us, not the user. */
  stack?: string | undefined
}

export class UserError extends Error {
  readonly kind: ErrorKind

  constructor(kind: ErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'UserError'
    this.kind = kind
  }
}

/** Turns whatever was thrown into data; an unknown error becomes `internal` and keeps its stack. */
export function toErrorData(error: unknown): ErrorData {
  if (error instanceof UserError) return { kind: error.kind, message: error.message }
  if (isDiskFull(error)) {
    return {
      kind: 'storage',
      message:
        'The disk is full: free some space and start the same command again; nothing finished was lost.',
    }
  }
  if (error instanceof Error) return { kind: 'internal', message: error.message, stack: error.stack }
  return { kind: 'internal', message: String(error) }
}

/** The other direction: an Error that the receiving side can throw. */
export function fromErrorData(data: ErrorData): Error {
  const error = new UserError(data.kind, data.message)
  if (data.stack !== undefined) error.stack = data.stack
  return error
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}
