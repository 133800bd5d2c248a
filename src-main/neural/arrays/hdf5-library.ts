/**
 * The HDF5 library (h5wasm) behind our own door: the file is opened here and the library reads it through a device of its
 * file system in memory. So it reaches no other file, whatever links or external storage a file names. Loaded when it is
 * first wanted: it has four megabytes.
 */
import { readSync } from 'node:fs'
import { UserError } from '../../contract/errors'
import { withSentence } from '../../files/look'
import { openRegular } from '../../files/regular'

/** What of the library is used. */
export interface Hdf5Module {
  FS: {
    mkdir(path: string): void
    unlink(path: string): void
    rmdir(path: string): void
    readdir(path: string): string[]
    writeFile(path: string, data: Uint8Array): void
    lookupPath(path: string): { node: FileNode }
    streams: ({ stream_ops: Record<string, unknown> } | null | undefined)[]
  }
  /** @param lowest library version and highest; −1: as the file is */
  open(path: string, flags: number, order: boolean, lowest: -1, highest: -1): bigint
  close_file(file: bigint): number
  get_names(file: bigint, path: string, recursive: boolean): string[] | null
  get_type(file: bigint, path: string): number
  /** Where a soft link leads; null for everything else. */
  get_symbolic_link(file: bigint, path: string): string | null
  get_dataset_metadata(file: bigint, path: string): DataSetMetadata
  get_dataset_filters(file: bigint, path: string): { id: number }[]
  get_dataset_data(
    file: bigint,
    path: string,
    count: bigint[],
    offset: bigint[],
    strides: bigint[],
    pointer: bigint,
  ): number
  /** @param reference its bytes; @returns the path of what it leads to */
  get_referenced_name(file: bigint, reference: Uint8Array, isObject: boolean): string
  get_attribute_names(file: bigint, path: string): string[]
  get_attribute_metadata(file: bigint, path: string, name: string): DataSetMetadata & { total_size: number }
  get_attribute_data(file: bigint, path: string, name: string, pointer: bigint): number
  _malloc(bytes: number): number
  _free(pointer: number): void
  HEAPU8: Uint8Array
  H5F_ACC_RDONLY: number
  H5T_class_t: Readonly<Record<'H5T_INTEGER' | 'H5T_FLOAT' | 'H5T_ENUM' | 'H5T_REFERENCE', { value: number }>>
}

export interface DataSetMetadata {
  /** Class of the type. */
  type: number
  /** Bytes of a value. */
  size: number
  signed: boolean
  littleEndian: boolean
  shape: (number | bigint)[] | null
  /** Sides of the pieces in which it is stored; null: it is stored as a whole. */
  chunks: (number | bigint)[] | null
  /** Where its numbers lie, if in other files. */
  virtual_sources?: { file_name: string }[]
  enum_type?: { type: number }
}

interface FileNode {
  usedBytes: number
  stream_ops: StreamOperations
}

type StreamOperations = Readonly<Record<string, unknown>> & {
  read: (stream: unknown, buffer: Uint8Array, at: number, length: number, position: number) => number
}

let loaded: Promise<Hdf5Module> | undefined
let opened = 0

/** The library, once for this process. */
export function hdf5Library(): Promise<Hdf5Module> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<Hdf5Module> {
  const library = (await (await import('h5wasm')).ready) as unknown as Hdf5Module
  // What it complains of on its own is said here in whole sentences.
  const complaints = library.FS.streams[2]
  if (complaints)
    complaints.stream_ops = {
      ...complaints.stream_ops,
      write: (_stream: unknown, _bytes: unknown, _at: number, length: number) => length,
    }
  // A file could name them as its storage; it has nothing to read there.
  for (const name of library.FS.readdir('/dev'))
    if (name !== '.' && name !== '..')
      try {
        library.FS.unlink(`/dev/${name}`)
      } catch {
        // A folder: nothing can be read from it.
      }
  return library
}

export interface OpenHdf5 {
  library: Hdf5Module
  file: bigint
  /** Bytes. */
  size: number
  close(): Promise<void>
}

/**
 * Opens a file for the library.
 * @throws UserError('input') where it is no regular file, or the library cannot open it
 */
export async function openForLibrary(path: string, name: string): Promise<OpenHdf5> {
  const library = await hdf5Library()
  const { handle, size } = await withSentence(path, () => openRegular(path))
  const own = `/file-${++opened}`
  const forget = async (): Promise<void> => {
    await handle.close()
    library.FS.unlink(own)
  }
  library.FS.writeFile(own, new Uint8Array(0))
  const { node } = library.FS.lookupPath(own)
  node.usedBytes = size
  node.stream_ops = {
    ...node.stream_ops,
    read: (_stream, buffer, at, length, position) => {
      const wanted = Math.max(0, Math.min(length, size - position))
      let done = 0
      while (done < wanted) {
        const read = readSync(handle.fd, buffer, at + done, wanted - done, position + done)
        if (read === 0) break
        done += read
      }
      return done
    },
  }
  let file: bigint
  try {
    file = library.open(own, library.H5F_ACC_RDONLY, false, -1, -1)
    if (file <= 0n) throw new Error('The library says no more.')
  } catch (error) {
    await forget()
    throw new UserError(
      'input',
      `${name} begins like an HDF5 file and cannot be opened: it is truncated or damaged; copy or save it again.`,
      { cause: error },
    )
  }
  return {
    library,
    file,
    size,
    close: async () => {
      try {
        library.close_file(file)
      } catch {
        // What a damaged file has broken in it is broken for this process only.
      }
      await forget()
    },
  }
}
