/**
 * Whether studies that wait in a project may go on by themselves when a window opens it. Only where this machine has
 * put studies in line before: a project that was sent by somebody else could name the user's files as its images, and
 * compute for days. In any other the window asks, once.
 *
 * What this machine knows is a list in the user's configuration folder of hashes of a project's real path and of a
 * random word in its `mark.json`, each with the moment at which that file appeared on this disk. All three must agree, so a copy of the
 * word alone (the project was sent away and came back changed) is not enough. A project that its user has moved or
 * copied is asked about once more.
 */
import { createHash, randomBytes } from 'node:crypto'
import { lstat, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { doorOf } from '../project/place'
import { readStored } from '../project/stored-file'
import { WriteDoor, makeNamedFolder } from '../project/write-atomically'
import { configurationFolder } from './recent-projects'
import type { Project } from '../project/project'
import type { StoredKind } from '../project/stored-file'

/** How many projects are remembered; of more, the oldest are asked about again. */
const MOST = 1000
/** Milliseconds by which some file systems round the time of a change. */
const ROUNDING = 2000

const MARK_FILE: StoredKind<{ word: string }> = {
  format: 'halfpower mark',
  version: 1,
  schema: z.object({ word: z.string().min(16).max(100) }),
  remedy: 'delete it: whether its studies go on is then asked once more',
  migrations: {},
}

const knownSchema = z.object({ projects: z.array(z.object({ key: z.string(), appeared: z.number() })) })
const KNOWN_FILE: StoredKind<z.infer<typeof knownSchema>> = {
  format: 'halfpower known projects',
  version: 1,
  schema: knownSchema,
  remedy: 'delete it: whether waiting studies go on is then asked once more in each project',
  migrations: {},
}

type Known = z.infer<typeof knownSchema>['projects'][number]

export class Consent {
  /** Studies that wait without anybody here having put them in line. */
  #unasked = 0
  #recorded = false

  constructor(private readonly project: Project) {}

  /** One sentence, while the user is to be asked; null when there is nothing to ask. */
  get question(): string | null {
    if (this.#unasked === 0) return null
    const [studies, they] =
      this.#unasked === 1 ? ['1 study waits', 'it does'] : [`${this.#unasked} studies wait`, 'they do']
    return `${studies} in this project, in which nothing has been computed on this machine before, so ${they} not go on without being asked to. Go on only if you know where the project comes from.`
  }

  /** Whether this machine has computed, or added images, in this project before. */
  get isKnown(): boolean {
    return this.#recorded
  }

  /** To be called when the project has been opened. */
  async look(): Promise<void> {
    if (this.project.readOnlyBecause !== null) return
    const waiting = await this.#waiting()
    this.#unasked = (await this.#isKnown()) ? 0 : waiting.length
  }

  /** The user has said that everything that waits may go on. */
  async toAll(): Promise<void> {
    this.#unasked = 0
    await this.#record()
  }

  /** The user has put one study in line. Says nothing about others that wait. */
  async toOne(study: string): Promise<void> {
    if (this.#unasked > 0) this.#unasked = (await this.#waiting()).filter((id) => id !== study).length
    if (this.#unasked === 0) await this.#record()
  }

  /** The user has added images: where nothing waits, the project is one that is used here. */
  async toAdding(): Promise<void> {
    if (this.#unasked === 0) await this.#record()
  }

  /** Studies that would go on, and those that would be followed by another. */
  async #waiting(): Promise<string[]> {
    const { studies } = this.project
    const waiting: string[] = []
    for (const { id, state } of await studies.list()) {
      const followed = state === 'done' && (await studies.followUp(id).catch(() => null)) !== null
      if (state === 'queued' || state === 'running' || followed) waiting.push(id)
    }
    return waiting
  }

  async #isKnown(): Promise<boolean> {
    const mark = await readMark(this.project.folder)
    if (mark === null) return false
    this.#recorded = (await readKnown()).some((known) => isSame(known, mark))
    return this.#recorded
  }

  /** A home that cannot be written costs a question the next time, and nothing else. */
  async #record(): Promise<void> {
    if (this.#recorded || (await this.#isKnown().catch(() => false))) return
    try {
      const { folder } = this.project
      const mark = (await readMark(folder)) ?? (await makeMark(this.project))
      const others = (await readKnown()).filter(({ key }) => key !== mark.key)
      await makeNamedFolder(dirname(path()))
      await new WriteDoor(dirname(path())).writeStored(path(), {
        format: KNOWN_FILE.format,
        version: KNOWN_FILE.version,
        projects: [mark, ...others].slice(0, MOST),
      })
      this.#recorded = true
    } catch {
      // As above.
    }
  }
}

/** Null when there is none, or a damaged one. */
async function readMark(folder: string): Promise<Known | null> {
  const file = join(folder, 'mark.json')
  try {
    const mark = await readStored(file, MARK_FILE)
    if (mark === null) return null
    const key = createHash('sha256')
      .update(`${await realpath(folder)}\0${mark.word}`)
      .digest('hex')
    // Unpacking and copying can set the time of a file's content, but not this one.
    return { key, appeared: (await lstat(file)).ctimeMs }
  } catch {
    return null
  }
}

async function makeMark(project: Project): Promise<Known> {
  const mark = {
    format: MARK_FILE.format,
    version: MARK_FILE.version,
    word: randomBytes(24).toString('base64url'),
  }
  await doorOf(project).writeStored(join(project.folder, 'mark.json'), mark)
  const made = await readMark(project.folder)
  if (made === null) throw new Error('The mark that was just written cannot be read.')
  return made
}

async function readKnown(): Promise<Known[]> {
  try {
    return (await readStored(path(), KNOWN_FILE))?.projects ?? []
  } catch {
    return []
  }
}

function isSame(a: Known, b: Known): boolean {
  return a.key === b.key && Math.abs(a.appeared - b.appeared) <= ROUNDING
}

function path(): string {
  return join(configurationFolder(), 'known.json')
}
