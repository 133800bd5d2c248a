/**
 * The models of a project (`models/ID/`): model.json, its weights and, where it was trained here,
 * training.jsonl.
 * Invariant: model.json is written last, so a folder with it is whole and one without it is not a model.
 */
import { constants } from 'node:fs'
import { copyFile, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { epochLineSchema, weightsFileName } from '../contract/model'
import { MODEL_FILE } from './kinds'
import { readLines } from './lines'
import { findByName } from './names'
import { assertWritable } from './place'
import { readStored } from './stored-file'
import {
  namesIn,
  putInPlace,
  storageError,
  temporaryPath,
  writeAtomically,
  writeJsonAtomically,
} from './write-atomically'
import type { EpochLine, ModelFile } from '../contract/model'
import type { Place } from './place'

export class ModelStore {
  constructor(private readonly place: Place) {}

  /** All models, by id. */
  async list(): Promise<ModelFile[]> {
    const files = await Promise.all((await namesIn(this.#folder())).map((id) => this.read(id)))
    return files.filter((file) => file !== null)
  }

  read(id: string): Promise<ModelFile | null> {
    return readStored(join(this.#folder(), id, 'model.json'), MODEL_FILE)
  }

  /** The model with this id, name or unique beginning of the id. UserError('usage') that lists what there is. */
  async find(name: string): Promise<ModelFile> {
    return findByName('model', name, await this.list())
  }

  weightsPath({ id, configuration }: Pick<ModelFile, 'id' | 'configuration'>): string {
    return join(this.#folder(), id, weightsFileName(configuration))
  }

  /** A path for weights that a job process writes before they are published; whoever asks removes what is left. */
  temporaryWeights(): string {
    assertWritable(this.place)
    return temporaryPath(join(this.place.folder, 'imported.weights'))
  }

  /** The epochs of its training. */
  training(id: string): Promise<EpochLine[]> {
    return readLines(join(this.#folder(), id, 'training.jsonl'), epochLineSchema)
  }

  /** Stores a model whose weights lie in a file; doing it twice leaves the same. */
  async publish(model: ModelFile, weights: string, training: readonly EpochLine[]): Promise<void> {
    assertWritable(this.place)
    const folder = join(this.#folder(), model.id)
    await mkdir(folder, { recursive: true })
    await copyDurably(weights, this.weightsPath(model))
    if (training.length > 0)
      await writeAtomically(
        join(folder, 'training.jsonl'),
        training.map((line) => `${JSON.stringify(line)}\n`).join(''),
      )
    await writeJsonAtomically(join(folder, 'model.json'), model)
  }

  /** Replaces what is said about a model whose weights are there. */
  async update(model: ModelFile): Promise<void> {
    assertWritable(this.place)
    await writeJsonAtomically(join(this.#folder(), model.id, 'model.json'), model)
  }

  #folder(): string {
    return join(this.place.folder, 'models')
  }
}

/** Copies a file so that the copy appears whole or not at all. Also used for exporting. */
export async function copyDurably(from: string, to: string): Promise<void> {
  const temporary = temporaryPath(to)
  try {
    await copyFile(from, temporary, constants.COPYFILE_FICLONE)
    const file = await open(temporary, 'r+')
    try {
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    throw storageError(error, to)
  }
  await putInPlace(temporary, to)
}
