/**
 * Brings what was dropped to where the workbench can read it: in Electron it lies there already; in a
 * browser it is sent to the host in pieces, into the open project's `data/` (contract/upload.ts).
 */
import { UserError, fromErrorData } from '../../src-main/contract/errors'
import { errorDataSchema } from '../../src-main/contract/studies'
import {
  UPLOAD_LIMITS,
  uploadBeginAddress,
  uploadBegunSchema,
  uploadFolderAddress,
  uploadPieceAddress,
  uploadPieceSchema,
} from '../../src-main/contract/upload'
import { withoutEnding } from './dropped-files'
import type { z } from 'zod'
import type { Dropped } from './dropped-files'

export interface Brought {
  /** What `dataSet.add` takes. */
  path: string
  /** Takes away what was sent, when it turned out to be of no use; nothing where nothing was sent. */
  discard: () => Promise<void>
}

/** @param onProgress is told the part that has arrived, from 0 to 1 */
export async function bringToHost(
  dropped: Dropped,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Brought> {
  if (window.halfpower && dropped.handle) {
    const path = window.halfpower.pathOf(dropped.handle)
    return { path: dropped.kind === 'files' ? parentOf(path) : path, discard: () => Promise.resolve() }
  }
  return await upload(dropped, onProgress, signal)
}

async function upload(
  { name, kind, files }: Dropped,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Brought> {
  if (files.length === 0) throw new UserError('input', `"${name}" is empty: drop a folder with images in it.`)
  const begun = await send(
    uploadBeginAddress(withoutEnding(name)),
    { method: 'POST', signal },
    uploadBegunSchema,
  )
  const all = files.reduce((sum, { file }) => sum + file.size, 0)
  let sent = 0
  let lastFile = begun.folder
  try {
    for (const { path, file } of files) {
      // An empty file is one empty piece.
      for (let offset = 0; offset === 0 || offset < file.size; offset += UPLOAD_LIMITS.piece) {
        const body = file.slice(offset, offset + UPLOAD_LIMITS.piece)
        const address = uploadPieceAddress(begun.name, path, offset, file.size)
        const piece = await send(address, { method: 'PUT', body, signal }, uploadPieceSchema)
        lastFile = piece.file ?? lastFile
        sent += body.size
        onProgress(all === 0 ? 1 : sent / all)
      }
    }
  } catch (error) {
    // What came half is of no use; if even that fails, it is the first failure that matters.
    await discard(begun.name)
    throw error
  }
  return { path: kind === 'file' ? lastFile : begun.folder, discard: () => discard(begun.name) }
}

async function discard(folder: string): Promise<void> {
  await fetch(uploadFolderAddress(folder), { method: 'DELETE' }).catch(() => undefined)
}

async function send<Schema extends z.ZodType>(
  address: string,
  request: RequestInit,
  schema: Schema,
): Promise<z.output<Schema>> {
  let response: Response
  try {
    response = await fetch(address, request)
  } catch (error) {
    if (request.signal?.aborted) throw new UserError('cancelled', 'The files were not added: you stopped it.')
    throw new UserError(
      'internal',
      'The files did not arrive because the Halfpower host stopped answering: drop them again when it is connected.',
      { cause: error },
    )
  }
  // Refusals before the workbench is asked are plain text.
  const answer: unknown = await response.json().catch(() => ({}))
  if (!response.ok) {
    const error = errorDataSchema.safeParse((answer as { error?: unknown }).error)
    throw error.success
      ? fromErrorData(error.data)
      : new Error(`The host refused the files (${response.status}).`)
  }
  return schema.parse(answer)
}

function parentOf(path: string): string {
  return path.replace(/[/\\][^/\\]*$/, '')
}
