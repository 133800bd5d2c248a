/**
 * The models of a project (`models/ID/`): model.json, its weights and, where it was trained here,
 * training.jsonl.
 * Invariant: model.json is written last, so a folder with it is whole and one without it is not a model.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { idSchema } from '../contract/primitives'
import { epochLineSchema, weightsFileName } from '../contract/model'
import { MODEL_FILE } from './kinds'
import { readLines } from './lines'
import { findByName } from './names'
import { ofOwnId } from './own-id'
import { doorOf } from './place'
import { readAll, readStored } from './stored-file'
import { lineWithSum } from './sum'
import { namesIn } from './write-atomically'
import type { EpochLine, ModelFile } from '../contract/model'
import type { Place } from './place'

export class ModelStore {
  constructor(private readonly place: Place) {}

  /** All models that can be read, by id; `damages` says what of the others is wrong. */
  async list(): Promise<ModelFile[]> {
    return (await this.#all()).files
  }

  /** One sentence for each model that is left out because its file cannot be read. */
  async damages(): Promise<string[]> {
    return (await this.#all()).damages
  }

  async #all(): Promise<{ files: ModelFile[]; damages: string[] }> {
    return await readAll((await namesIn(this.#folder())).map((id) => this.read(id)))
  }

  /** Null when there is none; UserError('project') for a damaged one. */
  async read(id: string): Promise<ModelFile | null> {
    const path = join(this.#folder(), id, 'model.json')
    return ofOwnId(id, path, 'model', MODEL_FILE.remedy, await readStored(path, MODEL_FILE))
  }

  /** The model with this id, name or unique beginning of the id. UserError('usage') that lists what there is. */
  async find(name: string): Promise<ModelFile> {
    // A damaged one is named for what it is.
    if (idSchema.safeParse(name).success) await this.read(name)
    return findByName('model', name, await this.list())
  }

  weightsPath({ id, configuration }: Pick<ModelFile, 'id' | 'configuration'>): string {
    return join(this.#folder(), id, weightsFileName(configuration))
  }

  /** A path for weights that a job process writes before they are published; whoever asks removes what is left. */
  async temporaryWeights(): Promise<string> {
    return await doorOf(this.place).temporary(join(this.place.folder, 'imported.weights'))
  }

  /** The epochs of its training, and how many lines of the file are damaged and left out. */
  async training(id: string): Promise<{ lines: EpochLine[]; damaged: number }> {
    try {
      return await readLines(join(this.#folder(), id, 'training.jsonl'), epochLineSchema)
    } catch (error) {
      // No file of lines at all (a folder, a pipe): the model itself is whole.
      if (error instanceof UserError && error.kind !== 'storage') return { lines: [], damaged: 1 }
      throw error
    }
  }

  /** Stores a model whose weights lie in a file; doing it twice leaves the same. */
  async publish(model: ModelFile, weights: string, training: readonly EpochLine[]): Promise<void> {
    const door = doorOf(this.place)
    const folder = join(this.#folder(), model.id)
    await door.makeFolder(folder)
    await door.copy(weights, this.weightsPath(model))
    if (training.length > 0) await this.writeTraining(model.id, training)
    await door.writeStored(join(folder, 'model.json'), model)
  }

  async writeTraining(id: string, training: readonly EpochLine[]): Promise<void> {
    const text = training.map((line) => `${lineWithSum(line)}\n`).join('')
    await doorOf(this.place).write(join(this.#folder(), id, 'training.jsonl'), text)
  }

  /** How many lines of its training are damaged or gone: every epoch that it was trained here has one. */
  async trainingLeftOut({ id, provenance }: ModelFile): Promise<number> {
    const { lines, damaged } = await this.training(id)
    return Math.max(damaged, (provenance.kind === 'trained' ? provenance.epochs : 0) - lines.length)
  }

  /** Takes away what `temporaryWeights` named, as far as it is there. */
  async dropTemporaryWeights(path: string): Promise<void> {
    await doorOf(this.place).remove(path)
  }

  /** Replaces what is said about a model whose weights are there. */
  async update(model: ModelFile): Promise<void> {
    await doorOf(this.place).writeStored(join(this.#folder(), model.id, 'model.json'), model)
  }

  #folder(): string {
    return join(this.place.folder, 'models')
  }
}
