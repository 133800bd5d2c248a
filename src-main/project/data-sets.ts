/**
 * The data sets of a project (`datasets/ID.json`): where they are and what was in them when they were
 * added. Nothing here opens a data set. Paths are relative when the data lie in the project or beside it,
 * so that both can be moved together. What is shipped with Halfpower is referred to by name, so that a project on it
 * finds it in every installation.
 */
import { existsSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { decodeNpy } from '../checkpoints/npy'
import { changedWords } from '../contract/images/contents'
import { SHIPPED_NAME } from '../contract/data-set'
import { UserError } from '../contract/errors'
import { idSchema } from '../contract/primitives'
import { shown } from '../contract/shown'
import { readRegular } from '../files/regular'
import { sha256 } from './keys'
import { DATA_SET_FILE } from './kinds'
import { freeId, findByName } from './names'
import { ofOwnId } from './own-id'
import { doorOf } from './place'
import { quotedWord } from './quoted'
import { readAll, readStored } from './stored-file'
import { namesIn } from './write-atomically'
import type { DataSetFile, DataSetInfo, DataSetPart } from '../contract/data-set'
import type { Place } from './place'

export class DataSetStore {
  /** Folder of the data sets that this installation brings; null where nobody has said it. */
  resources: string | null = null

  constructor(private readonly place: Place) {}

  /** All data sets that can be read, by id; `damages` says what of the others is wrong. */
  async list(): Promise<DataSetFile[]> {
    return (await this.#all()).files
  }

  /** One sentence for each data set that is left out because its file cannot be read. */
  async damages(): Promise<string[]> {
    const { files, damages } = await this.#all()
    for (const file of files)
      for (const part of file.parts)
        if (part.content?.digests !== undefined && (await this.digests(file, part)) === null)
          damages.push(
            `"${this.#digestsPath(file, part)}" is gone, or damaged: how many images two data sets have in common is not said. "halfpower dataset hash ${quotedWord(this.place.folder)} ${file.id}" writes it again.`,
          )
    return damages
  }

  async #all(): Promise<{ files: DataSetFile[]; damages: string[] }> {
    return await readAll((await this.#ids()).map((id) => this.read(id)))
  }

  /** Damaged ones too: nothing is ever written over them. */
  async #ids(): Promise<string[]> {
    return (await namesIn(this.#folder()))
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .map((name) => name.slice(0, -'.json'.length))
  }

  /** The data set with this id or name. UserError('usage') that lists what there is. */
  async find(name: string): Promise<DataSetFile> {
    // A damaged one is named for what it is.
    if (idSchema.safeParse(name).success) await this.read(name)
    return findByName('data set', name, await this.list())
  }

  /** Null when there is none; UserError('project') for a damaged one. */
  async read(id: string): Promise<DataSetFile | null> {
    const path = join(this.#folder(), `${id}.json`)
    return ofOwnId(id, path, 'data set', DATA_SET_FILE.remedy, await readStored(path, DATA_SET_FILE))
  }

  /** Whether there is a file for it, whole or damaged. */
  has(id: string): Promise<boolean> {
    return exists(join(this.#folder(), `${id}.json`))
  }

  /** Stores a new data set under an id made from its name. */
  async add(
    entry: Omit<DataSetFile, 'format' | 'version' | 'id' | 'path' | 'shipped'>,
    absolutePath: string,
  ): Promise<DataSetFile> {
    await doorOf(this.place).makeFolder(this.#folder())
    const id = freeId(entry.name, await this.#ids())
    const file: DataSetFile = {
      format: 'halfpower data set',
      version: 1,
      id,
      ...entry,
      ...this.#whereabouts(absolutePath),
    }
    await this.#write(file)
    return file
  }

  /** Points a data set to another place. The caller has checked by hash that the content is the same. */
  async relink(file: DataSetFile, absolutePath: string): Promise<DataSetFile> {
    const { shipped: _shipped, ...kept } = file
    const moved = { ...kept, ...this.#whereabouts(absolutePath) }
    await this.#write(moved)
    return moved
  }

  /** Where a job process may write the hashes of the files of a part; whoever asks removes what is left. */
  async temporaryDigests(): Promise<string> {
    const door = doorOf(this.place)
    await door.makeFolder(this.#folder())
    return await door.temporary(join(this.#folder(), 'hashes.npy'))
  }

  async dropTemporaryDigests(path: string): Promise<void> {
    await doorOf(this.place).remove(path)
  }

  /** SHA-256 of every file of a part, uint8 [images, 32]; null where not all have been hashed, or they are damaged. */
  async digests(file: DataSetFile, part: DataSetPart): Promise<Uint8Array | null> {
    if (part.content === undefined) return null
    return await this.readDigests(this.#digestsPath(file, part), part.images, part.content.digests)
  }

  /** @param sum SHA-256 of the file, where it is known */
  async readDigests(path: string, images: number, sum?: string): Promise<Uint8Array | null> {
    try {
      const bytes = await readRegular(path)
      if (sum !== undefined && sha256(bytes) !== sum) return null
      const { shape, dtype, data } = decodeNpy(bytes)
      const fits = dtype === 'uint8' && shape.length === 2 && shape[0] === images && shape[1] === 32
      return fits ? (data as Uint8Array) : null
    } catch {
      return null
    }
  }

  /** Keeps what all files of a part were when they were first hashed. */
  async keepContent(
    file: DataSetFile,
    part: DataSetPart,
    content: NonNullable<DataSetPart['content']>,
    temporaryDigests: string,
  ): Promise<void> {
    const digests = sha256(await readRegular(temporaryDigests))
    await doorOf(this.place).putInPlace(temporaryDigests, this.#digestsPath(file, part))
    await this.#changePart(file, part, ({ changed: _changed, ...kept }) => ({
      ...kept,
      content: { ...content, digests },
    }))
  }

  /** Says that the files of a part are others than when they were first hashed, or (null) the same again. */
  async markChanged(
    file: DataSetFile,
    part: DataSetPart,
    changed: NonNullable<DataSetPart['changed']> | null,
  ): Promise<void> {
    await this.#changePart(file, part, ({ changed: _changed, ...kept }) =>
      changed === null ? kept : { ...kept, changed },
    )
  }

  /** @throws UserError('input') where images are known to be others than those that results were measured on */
  assertUnchanged(file: DataSetFile, split: string | null): void {
    const part = file.parts.find((each) => each.split === split)
    const words = part && changedWords(file, part)
    if (words)
      throw new UserError(
        'input',
        `${words} Once they are back, "halfpower dataset hash ${quotedWord(this.place.folder)} ${file.id}" finds that out.`,
      )
  }

  /** What has been written meanwhile stays. */
  async #changePart(
    { id }: DataSetFile,
    { split, hash }: DataSetPart,
    how: (part: DataSetPart) => DataSetPart,
  ): Promise<void> {
    const file = (await this.list()).find((each) => each.id === id)
    if (!file) return
    const parts = file.parts.map((part) => (part.split === split && part.hash === hash ? how(part) : part))
    await this.#write({ ...file, parts })
  }

  #digestsPath(file: DataSetFile, { split }: DataSetPart): string {
    const place = file.parts.findIndex((part) => part.split === split)
    return join(this.#folder(), `${file.id}.${place}.npy`)
  }

  /** Where the data are on this machine. */
  absolutePath(file: DataSetFile): string {
    if (this.resources !== null && file.shipped !== undefined) {
      const here = join(this.resources, file.shipped)
      if (existsSync(here)) return here
    }
    return isAbsolute(file.path) ? file.path : resolve(this.place.folder, ...file.path.split('/'))
  }

  /** How a path is stored: relative, with `/`, inside or beside the project; else absolute. */
  stored(absolutePath: string): string {
    const besides = dirname(this.place.folder)
    const fromBesides = relative(besides, absolutePath)
    const inside =
      fromBesides !== '' &&
      !isAbsolute(fromBesides) &&
      fromBesides !== '..' &&
      !fromBesides.startsWith(`..${sep}`)
    return inside ? relative(this.place.folder, absolutePath).split(sep).join('/') || '.' : absolutePath
  }

  #whereabouts(absolutePath: string): Pick<DataSetFile, 'path' | 'shipped'> {
    const path = this.stored(absolutePath)
    const isShipped =
      this.resources !== null &&
      dirname(absolutePath) === resolve(this.resources) &&
      SHIPPED_NAME.test(basename(absolutePath))
    return isShipped ? { path, shipped: basename(absolutePath) } : { path }
  }

  /** The entry as shown, with one sentence when its files are gone. */
  async info(file: DataSetFile): Promise<DataSetInfo> {
    const absolutePath = this.absolutePath(file)
    const reason = (await exists(absolutePath)) ? null : this.missing(file)
    return { ...file, absolutePath, available: reason === null, reason }
  }

  /** What is said of data that are no longer where they were. */
  gone(file: DataSetFile): string {
    return `The data set "${file.id}" is no longer at "${shown(this.absolutePath(file))}".`
  }

  /** The same with what to do. */
  missing(file: DataSetFile): string {
    return `${this.gone(file).slice(0, -1)}: put it back, or say where it is now with "halfpower dataset relink ${quotedWord(this.place.folder)} ${file.id} PATH".`
  }

  /** Throws that sentence when the data are gone. */
  async assertAvailable(file: DataSetFile): Promise<void> {
    if (await exists(this.absolutePath(file))) return
    const remedy = { relink: file.id, sentence: this.gone(file) }
    throw new UserError('input', this.missing(file), { remedy })
  }

  #folder(): string {
    return join(this.place.folder, 'datasets')
  }

  #write(file: DataSetFile): Promise<void> {
    return doorOf(this.place).writeStored(join(this.#folder(), `${file.id}.json`), file)
  }
}

/**
 * The part to use: the one asked for, else the first of `preferred` that there is, else the only one.
 * UserError('usage') that lists the parts.
 * @param advice what to do where that cannot be told
 */
export function choosePart(
  file: DataSetFile,
  asked: string | null,
  preferred: readonly string[],
  advice = 'say which with --split',
): DataSetPart {
  const names = file.parts.map((part) => part.split ?? 'all')
  if (asked !== null) {
    const part = file.parts.find((candidate) => (candidate.split ?? 'all') === asked)
    if (part) return part
    throw new UserError(
      'usage',
      `The data set "${file.id}" has no part "${asked}": it has ${names.join(', ')}.`,
    )
  }
  for (const name of preferred) {
    const part = file.parts.find((candidate) => candidate.split?.toLowerCase() === name)
    if (part) return part
  }
  const [only, ...others] = file.parts
  if (only && others.length === 0) return only
  throw new UserError(
    'usage',
    `The data set "${file.id}" has several parts (${names.join(', ')}): ${advice}.`,
  )
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
