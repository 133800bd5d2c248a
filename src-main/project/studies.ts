/**
 * The studies of a project (`studies/ID/`): plan.json, status.json, log.jsonl. The plan never changes;
 * the status is replaced as the study goes on; the log grows. A file `cancel.request` is the one thing
 * that a process without the lock may leave here: a wish that the writer reads and removes. `follow-up.json`
 * says what is to be started when the study is done, and is removed when it has been.
 */
import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '../contract/json'
import { logLineSchema } from '../contract/studies'
import { sha256 } from './keys'
import { FOLLOW_UP_FILE, PLAN_FILE, STATUS_FILE } from './kinds'
import { appendLines, readLines } from './lines'
import { lockHolder } from './lock'
import { findByName } from './names'
import { assertWritable } from './place'
import { readStored } from './stored-file'
import { namesIn, writeJsonAtomically } from './write-atomically'
import type { Plan, PlanFile } from '../contract/plans'
import type { LogLine, StudyInfo, StudyStatusFile } from '../contract/studies'
import type { FollowUpRequest } from '../contract/window'
import type { Place } from './place'

/** The id of a study follows from its plan: asking the same again is the same study. */
export function studyId(plan: Plan): string {
  return `${plan.kind}-${sha256(canonicalJson(plan)).slice(0, 8)}`
}

export class StudyStore {
  constructor(private readonly place: Place) {}

  /**
   * Puts back in line what a process that died was running. To be called by the holder of the lock, before
   * it runs anything itself.
   */
  async requeueInterrupted(): Promise<void> {
    for (const id of await namesIn(this.#folder())) {
      // A damaged status is said when somebody asks for that study; it must not keep the others from going on.
      const status = await this.status(id).catch(() => null)
      if (status?.state === 'running') await this.writeStatus({ ...status, state: 'queued' })
    }
  }

  /** All studies, in queue order. */
  async list(): Promise<StudyInfo[]> {
    const all = await Promise.all((await namesIn(this.#folder())).map((id) => this.info(id)))
    return all.filter((info) => info !== null).sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
  }

  async info(id: string): Promise<StudyInfo | null> {
    const plan = await this.plan(id)
    const status = plan ? await this.status(id) : null
    if (!plan || !status) return null
    const { format: _format, version: _version, ...shown } = status
    // What a process that died was running waits again, though only a writer may write that down.
    const interrupted =
      status.state === 'running' &&
      this.place.readOnlyBecause !== null &&
      (await lockHolder(this.place.folder)) === null
    return { ...shown, state: interrupted ? 'queued' : status.state, kind: plan.plan.kind, title: plan.title }
  }

  /** The study with this id or unique beginning of it. UserError('usage') that lists what there is. */
  async find(typed: string): Promise<StudyInfo> {
    return findByName('study', typed, await this.list())
  }

  plan(id: string): Promise<PlanFile | null> {
    return readStored(join(this.#folder(), id, 'plan.json'), PLAN_FILE)
  }

  status(id: string): Promise<StudyStatusFile | null> {
    return readStored(join(this.#folder(), id, 'status.json'), STATUS_FILE)
  }

  /** Stores a plan with its first status; a study that is there already stays as it is. */
  async add(plan: Plan, title: string, units: number): Promise<StudyInfo> {
    assertWritable(this.place)
    const id = studyId(plan)
    const known = await this.info(id)
    if (known) return known
    const order = Math.max(0, ...(await this.list()).map((info) => info.order)) + 1
    await mkdir(join(this.#folder(), id), { recursive: true })
    const status: StudyStatusFile = {
      format: 'halfpower study status',
      version: 2,
      id,
      state: 'queued',
      order,
      units: { total: units, done: 0, failed: 0 },
      failures: [],
      error: null,
      created: new Date().toISOString(),
      started: null,
      finished: null,
      threads: null,
    }
    await this.writeStatus(status)
    const file: PlanFile = { format: 'halfpower plan', version: 2, id, title, plan }
    await writeJsonAtomically(join(this.#folder(), id, 'plan.json'), file)
    const { format: _format, version: _version, ...shown } = status
    return { ...shown, kind: plan.kind, title }
  }

  async writeStatus(status: StudyStatusFile): Promise<void> {
    assertWritable(this.place)
    await writeJsonAtomically(join(this.#folder(), status.id, 'status.json'), status)
  }

  async appendLog(id: string, lines: readonly LogLine[]): Promise<void> {
    assertWritable(this.place)
    await appendLines(join(this.#folder(), id, 'log.jsonl'), lines)
  }

  log(id: string): Promise<LogLine[]> {
    return readLines(join(this.#folder(), id, 'log.jsonl'), logLineSchema)
  }

  /** What is to follow when this study is done; null when nothing is, or it has been started. */
  async followUp(id: string): Promise<FollowUpRequest | null> {
    return (await readStored(this.#followUpPath(id), FOLLOW_UP_FILE))?.request ?? null
  }

  async writeFollowUp(id: string, request: FollowUpRequest): Promise<void> {
    assertWritable(this.place)
    await writeJsonAtomically(this.#followUpPath(id), { format: 'halfpower follow-up', version: 1, request })
  }

  async clearFollowUp(id: string): Promise<void> {
    assertWritable(this.place)
    await rm(this.#followUpPath(id), { force: true })
  }

  /** Leaves the wish that whoever runs this study stops it. Needs no lock. */
  async requestCancel(id: string): Promise<void> {
    await writeFile(this.#cancelPath(id), '')
  }

  async cancelRequested(id: string): Promise<boolean> {
    try {
      await access(this.#cancelPath(id))
      return true
    } catch {
      return false
    }
  }

  async clearCancelRequest(id: string): Promise<void> {
    assertWritable(this.place)
    await rm(this.#cancelPath(id), { force: true })
  }

  #followUpPath(id: string): string {
    return join(this.#folder(), id, 'follow-up.json')
  }

  #cancelPath(id: string): string {
    return join(this.#folder(), id, 'cancel.request')
  }

  #folder(): string {
    return join(this.place.folder, 'studies')
  }
}
