/**
 * Unit results (`results/KK/KEY.json` and arrays beside it). The JSON is written after the arrays, so its
 * presence says that the unit is finished. Only the holder of the project's lock puts files in place; a
 * job process may write temporary files here and nothing else.
 */
import { access, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RESULT_FILE } from './kinds'
import { assertWritable } from './place'
import { readStored } from './stored-file'
import { putInPlace, temporaryPath, writeJsonAtomically } from './write-atomically'
import type { ResultFile } from '../contract/studies'
import type { Place } from './place'

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

  read(key: string): Promise<ResultFile | null> {
    return readStored(this.jsonPath(key), RESULT_FILE)
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
    assertWritable(this.place)
    const path = this.arraysPath(key, extension)
    await mkdir(dirname(path), { recursive: true })
    return temporaryPath(path)
  }

  /** Makes a result appear: first its arrays (from the temporary file), then its JSON. */
  async commit(result: ResultFile, temporaryArrays: string): Promise<void> {
    assertWritable(this.place)
    const folder = dirname(this.jsonPath(result.key))
    await mkdir(folder, { recursive: true })
    if (result.arrays) await putInPlace(temporaryArrays, join(folder, result.arrays.file))
    await writeJsonAtomically(this.jsonPath(result.key), result)
  }

  /** Removes arrays that no unit will read again (the state of an epoch that others have followed). */
  async dropArrays(key: string, extension: 'npz' | 'safetensors'): Promise<void> {
    assertWritable(this.place)
    await rm(this.arraysPath(key, extension), { force: true })
  }
}
