/**
 * A project folder, made or opened. Opening for writing takes the lock and clears away what killed writes
 * left; a project of a newer version, or one that another process writes, opens read-only with a sentence.
 */
import { mkdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { UserError } from '../contract/errors'
import { DataSetStore } from './data-sets'
import { PROJECT_FILE } from './kinds'
import { acquireLock } from './lock'
import { ModelStore } from './models'
import { ResultStore } from './results'
import { NewerVersionError, readStored } from './stored-file'
import { StudyStore } from './studies'
import { codeOf, namesIn, removeLeftovers, storageError, writeJsonAtomically } from './write-atomically'
import type { ProjectFile, ProjectInfo } from '../contract/project'
import type { Lock } from './lock'
import type { Place } from './place'

/** `write` fails when the project cannot be written; `read` never takes the lock; `auto` writes if it can. */
export type OpenMode = 'write' | 'read' | 'auto'

export class Project implements Place {
  readonly dataSets: DataSetStore
  readonly models: ModelStore
  readonly studies: StudyStore
  readonly results: ResultStore
  #lock: Lock | null

  #file: ProjectFile | null

  constructor(
    readonly folder: string,
    /** Null when a newer version wrote it. */
    file: ProjectFile | null,
    readonly readOnlyBecause: string | null,
    lock: Lock | null,
  ) {
    this.#file = file
    this.#lock = lock
    this.dataSets = new DataSetStore(this)
    this.models = new ModelStore(this)
    this.studies = new StudyStore(this)
    this.results = new ResultStore(this)
  }

  get info(): ProjectInfo {
    return {
      folder: this.folder,
      title: this.#file?.title ?? nameOf(this.folder),
      created: this.#file?.created ?? null,
      fieldOfView: this.#file?.fieldOfView ?? null,
      readOnly: this.readOnlyBecause !== null,
      notices: this.readOnlyBecause === null ? [] : [this.readOnlyBecause],
    }
  }

  /** @param degrees above 0 and at most 360; null: not known. UserError when the project may not be written. */
  async setFieldOfView(degrees: number | null): Promise<void> {
    if (this.#file === null || this.readOnlyBecause !== null)
      throw new UserError('project', this.readOnlyBecause ?? 'A newer version wrote this project.')
    const file: ProjectFile = { ...this.#file, fieldOfView: fieldOfViewOf(degrees) }
    await writeJsonAtomically(join(this.folder, 'project.json'), file)
    this.#file = file
  }

  /** Gives the lock back. The project must not be used afterwards. */
  async close(): Promise<void> {
    const lock = this.#lock
    this.#lock = null
    await lock?.release()
  }
}

/** Makes a project in a folder that does not exist or is empty, and opens it for writing. */
export async function createProject(
  path: string,
  title?: string,
  degrees: number | null = null,
): Promise<Project> {
  const folder = resolve(path)
  if (await isProject(folder))
    throw new UserError(
      'usage',
      `"${folder}" is a project already: use it as it is, or choose another folder.`,
    )
  if ((await namesIn(folder)).some((name) => !/^\.(.*\.tmp|DS_Store)$/.test(name) && name !== 'lock')) {
    throw new UserError(
      'usage',
      `"${folder}" is not empty: a new project needs a folder that does not exist yet, or an empty one.`,
    )
  }
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOTDIR')
      throw new UserError('usage', `"${folder}" is a file: a new project needs a folder.`)
    throw storageError(error, folder)
  }
  const lock = await acquireLock(folder)
  try {
    const file: ProjectFile = {
      format: 'halfpower project',
      version: 1,
      title: title ?? nameOf(folder),
      created: new Date().toISOString(),
      fieldOfView: fieldOfViewOf(degrees),
    }
    for (const name of ['datasets', 'models', 'studies', 'results'])
      await mkdir(join(folder, name), { recursive: true })
    await writeJsonAtomically(join(folder, 'project.json'), file)
    return new Project(folder, file, null, lock)
  } catch (error) {
    await lock.release()
    throw storageError(error, folder)
  }
}

function fieldOfViewOf(degrees: number | null): ProjectFile['fieldOfView'] {
  return degrees === null ? null : { value: degrees, unit: 'degrees' }
}

/** Opens a project. UserError('project') when it is none, is damaged, or (mode `write`) may not be written. */
export async function openProject(path: string, mode: OpenMode): Promise<Project> {
  const folder = resolve(path)
  if (!(await isProject(folder))) {
    throw new UserError(
      'project',
      `"${folder}" is not a Halfpower project (it has no project.json): make one with "halfpower new ${path}", or check the path.`,
    )
  }
  let file: ProjectFile | null
  try {
    file = await readStored(join(folder, 'project.json'), PROJECT_FILE)
  } catch (error) {
    if (!(error instanceof NewerVersionError)) throw error
    const sentence = `The project "${folder}" was written by a newer version of Halfpower and is open read-only: install that version to change it.`
    if (mode === 'write') throw new UserError('project', sentence, { cause: error })
    return new Project(folder, null, sentence, null)
  }
  if (mode === 'read') return new Project(folder, file, `The project "${folder}" is open read-only.`, null)
  try {
    const lock = await acquireLock(folder)
    try {
      await clearLeftovers(folder)
      const project = new Project(folder, file, null, lock)
      await project.studies.requeueInterrupted()
      return project
    } catch (error) {
      await lock.release()
      throw error
    }
  } catch (error) {
    if (mode === 'write' || !(error instanceof UserError)) throw error
    return new Project(folder, file, `${error.message} It is open read-only.`, null)
  }
}

/** Whether there is a project (of whatever version, whole or damaged) in a folder. */
export async function isProject(folder: string): Promise<boolean> {
  try {
    return (await stat(join(folder, 'project.json'))).isFile()
  } catch {
    return false
  }
}

/** A folder's name without `.halfpower`, as a title. */
function nameOf(folder: string): string {
  return basename(folder).replace(/\.halfpower$/, '') || 'Untitled'
}

/** Temporary files of killed writers: in the project's own folders, two levels deep. */
async function clearLeftovers(folder: string): Promise<void> {
  await removeLeftovers(folder)
  for (const name of ['datasets', 'models', 'studies', 'results']) {
    await removeLeftovers(join(folder, name))
    for (const inner of await namesIn(join(folder, name))) await removeLeftovers(join(folder, name, inner))
  }
}
