/** The figures of a project (`figures/ID.json`): what is drawn and how, never pixels. */
import { join } from 'node:path'
import { FIGURE_FILE } from './kinds'
import { findByName, freeId } from './names'
import { ofOwnId } from './own-id'
import { doorOf } from './place'
import { readAll, readStored } from './stored-file'
import { namesIn } from './write-atomically'
import type { FigureContents, FigureFile } from '../contract/figures/figures'
import type { Place } from './place'

const ENDING = '.json'

export class FigureStore {
  constructor(private readonly place: Place) {}

  /** All figures that can be read, the newest first. */
  async list(): Promise<FigureFile[]> {
    return (await this.#all()).files.sort((a, b) =>
      a.created < b.created ? 1 : a.created > b.created ? -1 : 0,
    )
  }

  /** One sentence for each figure that is left out because its file cannot be read. */
  async damages(): Promise<string[]> {
    return (await this.#all()).damages
  }

  /** The figure with this id, title or unique beginning of the id. UserError('usage') that lists what there is. */
  async find(typed: string): Promise<FigureFile> {
    const all = await this.list()
    const { id } = findByName(
      'figure',
      typed,
      all.map((each) => ({ id: each.id, name: each.title })),
    )
    return all.find((each) => each.id === id)!
  }

  /** Stores a new one, under an id that its title gives. */
  async add(contents: FigureContents, seen: FigureFile['seen']): Promise<FigureFile> {
    const taken = (await namesIn(this.#folder())).map((name) => name.replace(/\.json$/, ''))
    const file: FigureFile = {
      format: 'halfpower figure',
      version: 1,
      id: freeId(contents.title, taken),
      created: new Date().toISOString(),
      ...contents,
      seen,
    }
    await this.write(file)
    return file
  }

  async write(file: FigureFile): Promise<void> {
    const door = doorOf(this.place)
    await door.makeFolder(this.#folder())
    await door.writeStored(this.#path(file.id), file)
  }

  async #all(): Promise<{ files: FigureFile[]; damages: string[] }> {
    const names = (await namesIn(this.#folder())).filter((name) => name.endsWith(ENDING))
    return await readAll(names.map((name) => this.#read(name.slice(0, -ENDING.length))))
  }

  async #read(id: string): Promise<FigureFile | null> {
    const path = this.#path(id)
    return ofOwnId(id, path, 'figure', FIGURE_FILE.remedy, await readStored(path, FIGURE_FILE))
  }

  #path(id: string): string {
    return join(this.#folder(), `${id}${ENDING}`)
  }

  #folder(): string {
    return join(this.place.folder, 'figures')
  }
}
