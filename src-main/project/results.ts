/**
 * Unit results (`results/KK/KEY.json` and arrays beside it). The JSON is written after the arrays, so its
 * presence says that the unit is finished. Only the holder of the project's lock puts files in place; a
 * job process may write temporary files here and nothing else.
 */
import { createHash } from 'node:crypto'
import { access, lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { UserError } from '../contract/errors'
import { streamRegular } from '../files/regular'
import { RESULT_FILE } from './kinds'
import { doorOf } from './place'
import { NewerVersionError, readStored } from './stored-file'
import type { ResultFile } from '../contract/studies'
import type { Place } from './place'

export type Inspected =
  | { state: 'missing' }
  | { state: 'damaged' }
  | { state: 'whole'; result: ResultFile }
  | { state: 'without arrays'; result: ResultFile }

/** Hashes of arrays that this process has computed, by path, size and times: files here are replaced, never changed. */
const hashes = new Map<string, string>()
const MOST_HASHES = 50_000

/** SHA-256 (hex) of a file, read as a stream. */
export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(await streamRegular(path), hash)
  return hash.digest('hex')
}

/**
 * Of a unit that another one reads, by its path: what `ResultStore.read` finds.
 * @throws UserError('project') for a damaged one, and for one that is gone
 */
export async function readResultAt(path: string): Promise<ResultFile> {
  const result = await readStored(path, RESULT_FILE)
  if (result === null)
    throw new UserError('project', `"${path}" is gone: resume its study, and it is computed anew.`)
  return result
}

export class ResultStore {
  constructor(private readonly place: Place) {}

  /** Path of a unit's JSON. */
  jsonPath(key: string): string {
    return join(this.place.folder, 'results', key.slice(0, 2), `${key}.json`)
  }

  /** Path of a unit's arrays. */
  arraysPath(key: string, extension: 'npz' | 'safetensors'): string {
    return join(this.place.folder, 'results', key.slice(0, 2), `${key}.${extension}`)
  }

  /** @throws UserError('project') for a damaged one, also where no more than a digit of it is another */
  async read(key: string): Promise<ResultFile | null> {
    return await readStored(this.jsonPath(key), RESULT_FILE)
  }

  /**
   * A unit's result if it is whole: it parses, is the one that its name says, and its arrays, where it has some that
   * are there, have its size and hash. What is not is as good as not there: it is computed again.
   */
  async inspect(key: string, extension: 'npz' | 'safetensors' | null): Promise<Inspected> {
    let result: ResultFile | null
    try {
      result = await this.read(key)
    } catch (error) {
      if (error instanceof NewerVersionError || !(error instanceof UserError)) throw error
      return { state: 'damaged' }
    }
    if (result === null) return { state: 'missing' }
    if (result.key !== key) return { state: 'damaged' }
    if (extension === null) return { state: 'whole', result }
    const arrays = await this.isAsDescribed(this.arraysPath(key, extension), result)
    if (arrays === null) return { state: 'without arrays', result }
    return arrays ? { state: 'whole', result } : { state: 'damaged' }
  }

  /** Whether a file has the size and hash of a result's arrays; null when it is not there. */
  async isAsDescribed(path: string, { arrays }: Pick<ResultFile, 'arrays'>): Promise<boolean | null> {
    const status = await lstat(path).catch(() => null)
    if (status === null) return null
    if (arrays === null || status.size !== arrays.bytes) return false
    return (await this.hashOf(path)) === arrays.sha256
  }

  /** SHA-256 (hex) of a file of the project; null when it is none. */
  async hashOf(path: string): Promise<string | null> {
    const status = await lstat(path).catch(() => null)
    if (!status?.isFile()) return null
    const name = `${path} ${status.size} ${status.mtimeMs} ${status.ctimeMs} ${status.ino}`
    const known = hashes.get(name)
    if (known !== undefined) return known
    const hash = await hashOfFile(path)
    hashes.set(name, hash)
    if (hashes.size > MOST_HASHES) hashes.delete(hashes.keys().next().value!)
    return hash
  }

  async hasFile(path: string): Promise<boolean> {
    try {
      await access(path)
      return true
    } catch {
      return false
    }
  }

  /** Makes the folder of a unit and names a temporary file in it for the job process to write arrays to. */
  async temporaryArrays(key: string, extension: 'npz' | 'safetensors'): Promise<string> {
    const door = doorOf(this.place)
    const path = this.arraysPath(key, extension)
    await door.makeFolder(dirname(path))
    return await door.temporary(path)
  }

  /** Makes a result appear: first its arrays (from the temporary file), then its JSON. */
  async commit(result: ResultFile, temporaryArrays: string): Promise<void> {
    const door = doorOf(this.place)
    const folder = dirname(this.jsonPath(result.key))
    await door.makeFolder(folder)
    if (result.arrays) await door.putInPlace(temporaryArrays, join(folder, result.arrays.file))
    await door.writeStored(this.jsonPath(result.key), result)
  }

  /** Makes a result appear whose arrays have served, or that has none. */
  async commitWithoutArrays(result: ResultFile): Promise<void> {
    const door = doorOf(this.place)
    await door.makeFolder(dirname(this.jsonPath(result.key)))
    await door.writeStored(this.jsonPath(result.key), result)
  }

  /** Copies arrays from elsewhere to where `temporaryArrays` said. */
  async copyTemporary(from: string, temporary: string): Promise<void> {
    await doorOf(this.place).copy(from, temporary)
  }

  /** Removes arrays that no unit will read again (the state of an epoch that others have followed). */
  async dropArrays(key: string, extension: 'npz' | 'safetensors'): Promise<void> {
    await doorOf(this.place).remove(this.arraysPath(key, extension))
  }

  /** Removes a result that no study has any more; its arrays are gone already. */
  async drop(key: string): Promise<void> {
    await doorOf(this.place).remove(this.jsonPath(key))
  }

  /** Takes away what `temporaryArrays` named, as far as it is there. */
  async dropTemporary(path: string): Promise<void> {
    await doorOf(this.place).remove(path)
  }
}
