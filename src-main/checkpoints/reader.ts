/**
 * What every reader of a container of weights is to the one that chooses among them (open.ts): *match* looks at
 * the first bytes and, where they do not decide, at a few more; *open* checks every bound and says what is wrong.
 */
import type { ByteSource } from './byte-source'
import type { OpenedCheckpoint } from './checkpoint'

/** A file that was given, and the way to the files beside it. */
export interface CheckpointPlace {
  readonly source: ByteSource
  /** The first HEAD_BYTES, or all there are. */
  readonly head: Uint8Array
  /**
   * A file in the same folder, or below it.
   * @param path relative, with forward slashes.
   * @throws UserError('input') when it is not there, or the path leaves the folder.
   */
  readonly beside: (path: string) => Promise<ByteSource>
}

export interface CheckpointReader {
  /** For whom a match is a promise to open it or to say what is damaged about it. */
  match(place: CheckpointPlace): boolean | Promise<boolean>
  /** The result owns the source from here on, and closes it. */
  open(place: CheckpointPlace): Promise<OpenedCheckpoint>
}

/** How much of a file `match` sees without reading. */
export const HEAD_BYTES = 4096
