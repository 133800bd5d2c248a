/**
 * How a page in a browser hands files to the host, which cannot be told a path: addresses, limits and
 * answers. First `POST upload?name=NAME` makes a folder of that name (or the next free one) below `data/`
 * of the open project; then each file comes in pieces, `PUT upload/FOLDER/PATH?offset=O&size=S`, one after
 * another; at last the folder or file is added as a data set. `DELETE upload/FOLDER` takes an unfinished
 * one away. Failures are answered with `{ error }`, an ErrorData.
 *
 * Invariant: an upload only ever writes below a folder that the same host has begun for it.
 */
import { z } from 'zod'
import { countSchema } from './primitives'

export const UPLOAD_LIMITS = {
  /** Bytes of one piece. */
  piece: 8 * 2 ** 20,
  /** Bytes of one file. */
  file: 64 * 2 ** 30,
  /** Folders above one another. */
  depth: 16,
  /** Bytes of one file's or folder's name. */
  name: 200,
} as const

export const uploadBegunSchema = z.object({
  /** Name of the folder, for the addresses that follow. */
  name: z.string(),
  /** Absolute path of the folder: what `dataSet.add` is given for a folder of images. */
  folder: z.string(),
})
export type UploadBegun = z.infer<typeof uploadBegunSchema>

export const uploadPieceSchema = z.object({
  /** Bytes of the file that the host has now. */
  received: countSchema,
  /** Absolute path of the file when it is whole; null before. */
  file: z.string().nullable(),
})
export type UploadPiece = z.infer<typeof uploadPieceSchema>

/** Address, relative to the host, where an upload is begun (POST). */
export function uploadBeginAddress(name: string): string {
  return `upload?name=${encodeURIComponent(name)}`
}

/** Address of a folder that was begun (DELETE). */
export function uploadFolderAddress(folder: string): string {
  return `upload/${encodeURIComponent(folder)}`
}

/**
 * Address of one piece of a file (PUT).
 *
 * @param path names from the begun folder down to the file
 * @param offset of the piece's first byte in the file, in bytes
 * @param size of the whole file, in bytes
 */
export function uploadPieceAddress(
  folder: string,
  path: readonly string[],
  offset: number,
  size: number,
): string {
  return `${uploadFolderAddress(folder)}/${path.map(encodeURIComponent).join('/')}?offset=${offset}&size=${size}`
}
