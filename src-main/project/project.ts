/**
 * A project folder, made or opened. Opening for writing takes the lock and clears away what killed writes
 * left; a project of a newer version, or one that another process writes, opens read-only with a sentence.
 */
import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import pLimit from 'p-limit'
import { UserError } from '../contract/errors'
import { dataSetsOf } from '../contract/plans'
import { shown, shownText } from '../contract/shown'
import { BinStore } from './bin'
import { DataSetStore } from './data-sets'
import { FigureStore } from './figures'
import { foreignThing } from './foreign'
import { PROJECT_FILE } from './kinds'
import { acquireLock } from './lock'
import { ModelStore } from './models'
import { quotedWord } from './quoted'
import { PopulationStore } from './populations'
import { ResultStore } from './results'
import { NewerVersionError, readStored } from './stored-file'
import { StudyStore } from './studies'
import { doorOf } from './place'
import { WriteDoor, makeNamedFolder, namesIn } from './write-atomically'
import { storageError } from './write-refusals'
import type { ProjectFile, ProjectInfo } from '../contract/project'
import type { Lock } from './lock'
import type { Place } from './place'

/** Each holds a few open files. */
const FOLDERS_AT_A_TIME = 16

/** `write` fails when the project cannot be written; `read` never takes the lock; `auto` writes if it can. */
export type OpenMode = 'write' | 'read' | 'auto'

export class Project implements Place {
  readonly dataSets: DataSetStore
  readonly models: ModelStore
  readonly populations: PopulationStore
  readonly studies: StudyStore
  readonly results: ResultStore
  readonly figures: FigureStore
  readonly bin: BinStore
  #lock: Lock | null

  #file: ProjectFile | null
  /** What of it could not be read when it was opened: whole sentences. */
  damages: readonly string[] = []
  /** What the user is to be asked before studies go on; whoever runs them says it. */
  asks: () => string | null = () => null

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
    this.populations = new PopulationStore(this)
    this.studies = new StudyStore(this)
    this.results = new ResultStore(this)
    this.figures = new FigureStore(this)
    this.bin = new BinStore(this)
  }

  get info(): ProjectInfo {
    return {
      folder: this.folder,
      title: this.#file?.title ?? shown(nameOf(this.folder)),
      created: this.#file?.created ?? null,
      fieldOfView: this.#file?.fieldOfView ?? null,
      readOnly: this.readOnlyBecause !== null,
      notices: [...(this.readOnlyBecause === null ? [] : [this.readOnlyBecause]), ...this.damages].map(
        shownText,
      ),
      asks: this.asks(),
    }
  }

  /** @param degrees above 0 and at most 360; null: not known. UserError when the project may not be written. */
  async setFieldOfView(degrees: number | null): Promise<void> {
    if (this.#file === null || this.readOnlyBecause !== null)
      throw new UserError('project', this.readOnlyBecause ?? 'A newer version wrote this project.')
    const file: ProjectFile = { ...this.#file, fieldOfView: fieldOfViewOf(degrees) }
    await doorOf(this).writeStored(join(this.folder, 'project.json'), file)
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
  await makeNamedFolder(folder, 'a new project')
  const obstacle = await foreignThing(folder)
  if (obstacle !== null) throw new UserError('project', obstacle)
  const lock = await acquireLock(folder)
  const door = new WriteDoor(folder)
  try {
    const file: ProjectFile = {
      format: 'halfpower project',
      version: 1,
      title: title ?? nameOf(folder),
      created: new Date().toISOString(),
      fieldOfView: fieldOfViewOf(degrees),
    }
    for (const name of ['datasets', 'models', 'studies', 'results']) await door.makeFolder(join(folder, name))
    await door.writeStored(join(folder, 'project.json'), file)
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
  const project = await open(path, mode)
  try {
    project.damages = [
      ...(await project.dataSets.damages()),
      ...(await project.models.damages()),
      ...(await project.populations.damages()),
      ...(await project.studies.damages()),
      ...(await project.figures.damages()),
      ...(await project.bin.damages()),
      ...(await lostData(project)),
    ]
  } catch (error) {
    // A disk that has gone away meanwhile must not leave the lock with a project that nobody has.
    await project.close().catch(() => undefined)
    throw error
  }
  return project
}

/** One sentence for each data set that a study was made with and that is not in the project (damaged ones are named before). */
async function lostData(project: Project): Promise<string[]> {
  const lost = new Map<string, string>()
  for (const { id } of await project.studies.list()) {
    const plan = (await project.studies.plan(id))?.plan
    for (const dataSet of plan === undefined ? [] : dataSetsOf(plan))
      if (!(await project.dataSets.has(dataSet)) && !(await project.bin.dataSet(dataSet)))
        lost.set(dataSet, id)
  }
  return [...lost].map(
    ([dataSet, study]) =>
      `The data set "${shown(dataSet)}", which the study "${study}" was made with, is no longer in the project: put "datasets/${shown(dataSet)}.json" back, or add the data set again under the same name.`,
  )
}

async function open(path: string, mode: OpenMode): Promise<Project> {
  const folder = resolve(path)
  if (!(await isProject(folder))) {
    throw new UserError(
      'project',
      `"${shown(folder)}" is not a Halfpower project (it has no project.json): make one with "halfpower new ${quotedWord(path)}", or check the path.`,
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
    // Before anything is written, the lock included.
    const obstacle = await foreignThing(folder)
    if (obstacle !== null) {
      if (mode === 'write') throw new UserError('project', obstacle)
      return new Project(folder, file, obstacle, null)
    }
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
  const atATime = pLimit(FOLDERS_AT_A_TIME)
  const door = new WriteDoor(folder)
  await door.removeLeftovers(folder)
  for (const name of ['datasets', 'models', 'populations', 'studies', 'results', 'figures', 'bin']) {
    await door.removeLeftovers(join(folder, name))
    const inner = await namesIn(join(folder, name))
    await Promise.all(inner.map((each) => atATime(() => door.removeLeftovers(join(folder, name, each)))))
  }
}
