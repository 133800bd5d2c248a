/**
 * The populations of a project (`populations/ID/`): population.json and beside it the file of its weights, responses or
 * units.
 * Invariant: population.json is written last, so a folder with it is whole and one without it is no population.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { idSchema } from '../contract/primitives'
import { populationContentName } from '../contract/population'
import { POPULATION_FILE } from './kinds'
import { findByName } from './names'
import { ofOwnId } from './own-id'
import { doorOf } from './place'
import { hashOfFile } from './results'
import { readAll, readStored } from './stored-file'
import { namesIn } from './write-atomically'
import type { PopulationFile } from '../contract/population'
import type { Place } from './place'

/** Bytes. */
const MOST_LOOKED_AT = 64 * 2 ** 20

/**
 * One sentence where a population's content is not what was added. Long recordings are looked at when they are opened
 * only: reading gigabytes would keep a window waiting.
 */
export async function contentDamage(
  file: PopulationFile,
  path: string,
  remedy: string,
): Promise<string | null> {
  const status = await lstat(path).catch(() => null)
  if (!status?.isFile()) return `The content of the population "${file.id}" is missing: ${remedy}`
  if (status.size > MOST_LOOKED_AT || (await hashOfFile(path)) === file.content) return null
  return `The content of the population "${file.id}" is not what it was when it was added: ${remedy}`
}

export class PopulationStore {
  constructor(private readonly place: Place) {}

  /** All that can be read, by id; `damages` says what of the others is wrong. */
  async list(): Promise<PopulationFile[]> {
    return (await this.#all()).files
  }

  /** One sentence for each that is left out because its file cannot be read, or whose content is not what was added. */
  async damages(): Promise<string[]> {
    const { files, damages } = await this.#all()
    const ofContent = await Promise.all(
      files.map((file) =>
        contentDamage(file, this.contentPath(file), 'remove the population and add it again.'),
      ),
    )
    return [...damages, ...ofContent.filter((sentence) => sentence !== null)]
  }

  async #all(): Promise<{ files: PopulationFile[]; damages: string[] }> {
    return await readAll((await this.ids()).map((id) => this.read(id)))
  }

  /** Damaged ones too: nothing is ever written over them. */
  async ids(): Promise<string[]> {
    return (await namesIn(this.#folder())).filter((name) => !name.startsWith('.'))
  }

  /** Null when there is none; UserError('project') for a damaged one. */
  async read(id: string): Promise<PopulationFile | null> {
    const path = join(this.#folder(), id, 'population.json')
    return ofOwnId(id, path, 'population', POPULATION_FILE.remedy, await readStored(path, POPULATION_FILE))
  }

  /** The one with this id, name or unique beginning of the id. UserError('usage') that lists what there is. */
  async find(name: string): Promise<PopulationFile> {
    // A damaged one is named for what it is.
    if (idSchema.safeParse(name).success) await this.read(name)
    return findByName('population', name, await this.list())
  }

  contentPath(file: Pick<PopulationFile, 'id' | 'source'>): string {
    return join(this.#folder(), file.id, populationContentName(file))
  }

  /** A path for content that a job process writes before it is published; whoever asks removes what is left. */
  async temporaryContent(): Promise<string> {
    const door = doorOf(this.place)
    await door.makeFolder(this.#folder())
    return await door.temporary(join(this.#folder(), 'content'))
  }

  async dropTemporaryContent(path: string): Promise<void> {
    await doorOf(this.place).remove(path)
  }

  /** Stores a population whose content lies in a file; doing it twice leaves the same. */
  async publish(file: PopulationFile, content: string): Promise<void> {
    const door = doorOf(this.place)
    await door.makeFolder(join(this.#folder(), file.id))
    await door.copy(content, this.contentPath(file))
    await this.update(file)
  }

  /** Replaces what is said about a population whose content is there. */
  async update(file: PopulationFile): Promise<void> {
    await doorOf(this.place).writeStored(join(this.#folder(), file.id, 'population.json'), file)
  }

  #folder(): string {
    return join(this.place.folder, 'populations')
  }
}
