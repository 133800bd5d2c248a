/**
 * What was deleted (`bin/ID/`): `entry.json` says what it was, and beside it lies what was moved, under its own name.
 * Moving is one rename for each file or folder, so nothing is copied and nothing can be lost on the way. What a process
 * that was killed has left is an entry without anything beside it, which is not shown.
 */
import { existsSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { idSchema } from '../contract/primitives'
import { populationContentName } from '../contract/population'
import { BIN_ENTRY_FILE, DATA_SET_FILE, FIGURE_FILE, MODEL_FILE, PLAN_FILE, POPULATION_FILE } from './kinds'
import { freeId } from './names'
import { ofOwnId } from './own-id'
import { doorOf } from './place'
import { contentDamage } from './populations'
import { readAll, readStored } from './stored-file'
import { namesIn } from './write-atomically'
import type { BinEntryFile, BinKind, Thing } from '../contract/bin'
import type { DataSetFile } from '../contract/data-set'
import type { ModelFile } from '../contract/model'
import type { Plan } from '../contract/plans'
import type { PopulationFile } from '../contract/population'
import type { Place } from './place'
import type { StoredKind } from './stored-file'

const FOLDERS: Readonly<Record<BinKind, string>> = {
  study: 'studies',
  model: 'models',
  figure: 'figures',
  population: 'populations',
  'data set': 'datasets',
}
const ENTRY = 'entry.json'

export class BinStore {
  constructor(private readonly place: Place) {}

  /** What can be restored, the newest first; what of it cannot be read is left out. */
  async list(): Promise<BinEntryFile[]> {
    const all = (await this.#all()).files
    const there = await Promise.all(
      all.map(async (entry) => !entry.emptied && (await this.#contents(entry)).length > 0),
    )
    return all.filter((_, i) => there[i]).sort((a, b) => b.deleted.localeCompare(a.deleted))
  }

  /** One sentence for each entry that is left out because it cannot be read. */
  async unreadable(): Promise<string[]> {
    return (await this.#all()).damages
  }

  /** The same, and for each thing of which it cannot be read what it was: it would be restored as damaged as it is. */
  async damages(): Promise<string[]> {
    const { files, damages } = await this.#all()
    const more = await readAll(files.map((entry) => this.#mainFile(entry)))
    const ofContent = await Promise.all(files.map((entry) => this.#contentDamage(entry)))
    return [...damages, ...more.damages, ...ofContent.filter((sentence) => sentence !== null)]
  }

  /** Of a deleted population: its content would be restored as it is. */
  async #contentDamage(entry: BinEntryFile): Promise<string | null> {
    if (entry.kind !== 'population' || entry.emptied) return null
    const file = await this.#mainFile(entry).catch(() => null)
    if (file === null) return null
    const population = file as PopulationFile
    const path = join(this.#folder(), entry.id, entry.thing, populationContentName(population))
    return await contentDamage(
      population,
      path,
      `it is in the bin ("${entry.id}"); delete it for good and add it again.`,
    )
  }

  /** @throws UserError('usage') when there is no such entry */
  async find(id: string): Promise<BinEntryFile> {
    const entry = (await this.list()).find((each) => each.id === id)
    if (!entry) throw new UserError('usage', `There is no "${id}" in the bin of this project.`)
    return entry
  }

  /** Moves a thing that the project has into the bin. */
  async put({ kind, thing, title }: Thing): Promise<BinEntryFile> {
    const door = doorOf(this.place)
    const names = await this.#namesOf(kind, thing)
    const id = freeId(`${kind} ${thing}`, await namesIn(this.#folder()))
    await door.makeFolder(this.#folder())
    await door.makeFolder(join(this.#folder(), id))
    const deleted = new Date().toISOString()
    const entry: BinEntryFile = {
      ...{ format: 'halfpower bin entry', version: 1, id },
      ...{ kind, thing, title, deleted },
    }
    await door.writeStored(join(this.#folder(), id, ENTRY), entry)
    for (const name of names)
      await door.move(join(this.place.folder, FOLDERS[kind], name), join(this.#folder(), id, name))
    return entry
  }

  /** Moves it back to where it was. @throws UserError('usage') where another has its place by now */
  async restore(entry: BinEntryFile): Promise<void> {
    const obstacle = await this.obstacle(entry)
    if (obstacle !== null) throw new UserError('usage', obstacle)
    const door = doorOf(this.place)
    const folder = FOLDERS[entry.kind]
    await door.makeFolder(join(this.place.folder, folder))
    for (const name of await this.#contents(entry))
      await door.move(join(this.#folder(), entry.id, name), join(this.place.folder, folder, name))
    await door.removeFolder(join(this.#folder(), entry.id))
  }

  /** Why an entry cannot be restored; null when it can. */
  async obstacle(entry: BinEntryFile): Promise<string | null> {
    for (const name of await this.#contents(entry))
      if (await lstat(join(this.place.folder, FOLDERS[entry.kind], name)).catch(() => null))
        return `The project has another ${entry.kind} "${entry.thing}" by now: delete that one first.`
    return null
  }

  /** Removes an entry for good; of what studies still use, the description stays. Returns the bytes that are free now. */
  async remove(entry: BinEntryFile, isUsed: boolean): Promise<number> {
    const door = doorOf(this.place)
    const before = await this.bytes(entry)
    const kept = isUsed ? DESCRIPTIONS[entry.kind] : undefined
    if (kept === undefined) {
      await door.removeFolder(join(this.#folder(), entry.id))
      return before
    }
    // First, so that nobody is offered to restore half of it.
    await door.writeStored(join(this.#folder(), entry.id, ENTRY), { ...entry, emptied: true })
    const folder = kept.isFolder
      ? join(this.#folder(), entry.id, entry.thing)
      : join(this.#folder(), entry.id)
    const description = kept.isFolder ? kept.name : `${entry.thing}.json`
    for (const name of await namesIn(folder))
      if (name !== description && name !== ENTRY) await door.removeFolder(join(folder, name))
    return before - (await this.bytes(entry))
  }

  /** Size of what an entry holds. */
  async bytes({ id }: BinEntryFile): Promise<number> {
    const all = await readdir(join(this.#folder(), id), { recursive: true, withFileTypes: true }).catch(
      () => [],
    )
    const sizes = all
      .filter((each) => each.isFile())
      .map(async (each) => (await lstat(join(each.parentPath, each.name))).size)
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  }

  /** A model that was deleted, with these weights where they are given: what it was, for studies that used it. */
  async model(id: string, weights?: string): Promise<ModelFile | null> {
    const found = await this.#described('model', id, MODEL_FILE)
    return found.find((each) => weights === undefined || each.weights === weights) ?? null
  }

  /**
   * What a study that is there asked; null where it has no plan.
   * @throws UserError where its plan cannot be read: what it has found is then not known
   */
  async plan({ id, thing }: BinEntryFile): Promise<Plan | null> {
    const stored = await readStored(join(this.#folder(), id, thing, 'plan.json'), PLAN_FILE)
    return stored?.plan ?? null
  }

  /** Which says what the thing is; null where it is not there. */
  async #mainFile(entry: BinEntryFile): Promise<object | null> {
    // What an entry says may be a way out of the bin; what lies there has a plain name.
    if ((await this.#contents(entry)).length === 0) return null
    const [stored, name] = MAIN_FILES[entry.kind]
    return await readStored(join(this.#folder(), entry.id, name(entry.thing)), stored)
  }

  async dataSet(id: string): Promise<DataSetFile | null> {
    return (await this.#described('data set', id, DATA_SET_FILE))[0] ?? null
  }

  async population(id: string): Promise<PopulationFile | null> {
    return (await this.#described('population', id, POPULATION_FILE))[0] ?? null
  }

  /** The descriptions that are there: of which entry, their name below it, and where they lie. */
  async descriptions(): Promise<{ entry: BinEntryFile; name: string; path: string }[]> {
    return (await this.#all()).files.flatMap((entry) => {
      const described = DESCRIPTIONS[entry.kind]
      if (described === undefined) return []
      const name = described.isFolder ? `${entry.thing}/${described.name}` : `${entry.thing}.json`
      const path = join(this.#folder(), entry.id, ...name.split('/'))
      return existsSync(path) ? [{ entry, name, path }] : []
    })
  }

  /** Whether something can be restored. */
  async holds(kind: BinKind, thing: string): Promise<boolean> {
    return (await this.list()).some((each) => each.kind === kind && each.thing === thing)
  }

  /** The stored descriptions of a deleted thing, the latest first. */
  async #described<T extends { id: string }>(
    kind: 'model' | 'data set' | 'population',
    id: string,
    stored: StoredKind<T>,
  ): Promise<T[]> {
    if (!idSchema.safeParse(id).success) return []
    const entries = (await this.#all()).files.filter((each) => each.kind === kind && each.thing === id)
    const { isFolder, name } = DESCRIPTIONS[kind]!
    const readings = entries
      .sort((a, b) => b.deleted.localeCompare(a.deleted))
      .map(async (entry) => {
        const path = join(this.#folder(), entry.id, ...(isFolder ? [id, name] : [`${id}.json`]))
        return ofOwnId(id, path, kind, stored.remedy, await readStored(path, stored))
      })
    return (await readAll(readings)).files
  }

  async #all(): Promise<{ files: BinEntryFile[]; damages: string[] }> {
    const ids = (await namesIn(this.#folder())).filter((id) => idSchema.safeParse(id).success)
    const readings = ids.map(async (id) => {
      const path = join(this.#folder(), id, ENTRY)
      return ofOwnId(id, path, 'bin entry', BIN_ENTRY_FILE.remedy, await readStored(path, BIN_ENTRY_FILE))
    })
    return await readAll(readings)
  }

  /** Names of what belongs to a thing in its folder of the project. */
  async #namesOf(kind: BinKind, thing: string): Promise<string[]> {
    return (await namesIn(join(this.place.folder, FOLDERS[kind]))).filter((name) => isOf(kind, thing, name))
  }

  async #contents({ id, kind, thing }: BinEntryFile): Promise<string[]> {
    return (await namesIn(join(this.#folder(), id))).filter((name) => isOf(kind, thing, name))
  }

  #folder(): string {
    return join(this.place.folder, 'bin')
  }
}

/** Which file says what a thing is, in the folder that it has, or (data sets) as `ID.json`. */
const DESCRIPTIONS: Readonly<Partial<Record<BinKind, { isFolder: boolean; name: string }>>> = {
  model: { isFolder: true, name: 'model.json' },
  population: { isFolder: true, name: 'population.json' },
  'data set': { isFolder: false, name: '' },
}

const MAIN_FILES: Readonly<Record<BinKind, readonly [StoredKind<object>, (thing: string) => string]>> = {
  study: [PLAN_FILE, (thing) => join(thing, 'plan.json')],
  model: [MODEL_FILE, (thing) => join(thing, 'model.json')],
  population: [POPULATION_FILE, (thing) => join(thing, 'population.json')],
  figure: [FIGURE_FILE, (thing) => `${thing}.json`],
  'data set': [DATA_SET_FILE, (thing) => `${thing}.json`],
}

/** Nothing that an entry says decides which files are moved: only its kind and id, which hold no path. */
function isOf(kind: BinKind, thing: string, name: string): boolean {
  if (kind === 'figure') return name === `${thing}.json`
  if (kind !== 'data set') return name === thing
  return (
    name === `${thing}.json` ||
    (name.startsWith(`${thing}.`) && /^\d+\.npy$/.test(name.slice(thing.length + 1)))
  )
}
