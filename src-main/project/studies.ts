/**
 * The studies of a project (`studies/ID/`): plan.json, status.json, log.jsonl. What it asks never changes, only what it is called and what is written about it;
 * the status is replaced as the study goes on; the log grows. A file `cancel.request` is the one thing
 * that a process without the lock may leave here: a wish that the writer reads and removes. `follow-up.json`
 * says what is to be started when the study is done, and is removed when it has been.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { askedWords, dataSetOf } from '../contract/studies/asked-words'
import { UserError } from '../contract/errors'
import { canonicalJson } from '../contract/json'
import { logLineSchema } from '../contract/studies'
import { sha256 } from './keys'
import { FOLLOW_UP_FILE, PLAN_FILE, STATUS_FILE } from './kinds'
import { BOUND, appendLines, isShorter, reachOf, readLines } from './lines'
import { lockHolder } from './lock'
import { findByName } from './names'
import { ofOwnId } from './own-id'
import { doorOf } from './place'
import { NewerVersionError, readStored } from './stored-file'
import { WriteDoor, namesIn } from './write-atomically'
import type { Plan, PlanFile } from '../contract/plans'
import type { LogLine, StudyInfo, StudyStatusFile } from '../contract/studies'
import type { FollowUpRequest } from '../contract/kinds/sweep/window'
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

  /** All studies that can be read, in queue order; `damages` says what of the others is wrong. */
  async list(): Promise<StudyInfo[]> {
    const { infos } = await this.#all()
    return infos.sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
  }

  /** One sentence for each study that is left out because it cannot be read. */
  async damages(): Promise<string[]> {
    const { infos, damages } = await this.#all()
    // Both leave the study to be seen, and only this says that it was to be followed by another.
    const more = await Promise.all(
      infos.flatMap(({ id }) => [
        // The status says how far the log was, so its own damage comes first.
        damageOf(() => this.status(id)).then((damage) => damage ?? this.logDamage(id)),
        damageOf(() => this.followUp(id)),
      ]),
    )
    return [...damages, ...more.filter((sentence) => sentence !== null)]
  }

  /** One damaged study must not hide the others. */
  async #all(): Promise<{ infos: StudyInfo[]; damages: string[] }> {
    const infos: StudyInfo[] = []
    const damages: string[] = []
    const look = async (id: string): Promise<StudyInfo | string | null> => {
      const info = await this.info(id)
      if (info) return info
      if (((await this.status(id))?.units.done ?? 0) === 0) return null
      return `"${join(this.#folder(), id, 'plan.json')}" is gone, so its study is not shown. Restore it from a copy, or ${PLAN_FILE.remedy}.`
    }
    const all = await Promise.allSettled((await namesIn(this.#folder())).map(look))
    for (const each of all) {
      const found = each.status === 'fulfilled' ? each.value : sentenceOf(each.reason)
      if (typeof found === 'string') damages.push(found)
      else if (found !== null) infos.push(found)
    }
    return { infos, damages }
  }

  async info(id: string): Promise<StudyInfo | null> {
    const plan = await this.plan(id)
    if (!plan) return null
    const status = await this.lastStatus(id)
    const { format: _format, version: _version, logged: _logged, ...shown } = status
    // What a process that died was running waits again, though only a writer may write that down.
    const interrupted =
      status.state === 'running' &&
      this.place.readOnlyBecause !== null &&
      (await lockHolder(this.place.folder)) === null
    return {
      ...shown,
      state: interrupted ? 'queued' : status.state,
      ...describedStudy(plan),
    }
  }

  /** The study with this id or unique beginning of it. UserError('usage') that lists what there is. */
  async find(typed: string): Promise<StudyInfo> {
    return findByName('study', typed, await this.list())
  }

  async plan(id: string): Promise<PlanFile | null> {
    const path = join(this.#folder(), id, 'plan.json')
    return ofOwnId(id, path, 'study', PLAN_FILE.remedy, await readStored(path, PLAN_FILE))
  }

  /** UserError('project') for a damaged one. */
  async status(id: string): Promise<StudyStatusFile | null> {
    const path = join(this.#folder(), id, 'status.json')
    return ofOwnId(id, path, 'study', STATUS_FILE.remedy, await readStored(path, STATUS_FILE))
  }

  /**
   * How a study that has a plan stands: as its status says, or, where that is damaged or gone, failed for that reason.
   * Resuming it writes a new one, and finds again what is finished.
   */
  async lastStatus(id: string): Promise<StudyStatusFile> {
    let why = `"${join(this.#folder(), id, 'status.json')}" is gone`
    try {
      const status = await this.status(id)
      if (status) return status
    } catch (error) {
      // A disk that does not answer says nothing about the file: it must not be replaced for that.
      if (error instanceof NewerVersionError || !(error instanceof UserError) || error.kind === 'storage')
        throw error
      why = error.message
    }
    return {
      ...freshStatus(id),
      state: 'failed',
      error: {
        kind: 'project',
        message: `How far it is, nobody knows any more (${why}): resume it. What is finished is found again.`,
      },
    }
  }

  /** Stores a plan with its first status; a study that is there already stays as it is. */
  async add(plan: Plan, title: string, units: number): Promise<StudyInfo> {
    const door = doorOf(this.place)
    const id = studyId(plan)
    const known = await this.info(id)
    if (known) return known
    const order = Math.max(0, ...(await this.list()).map((info) => info.order)) + 1
    await door.makeFolder(join(this.#folder(), id))
    const status: StudyStatusFile = {
      ...freshStatus(id),
      order,
      units: { total: units, done: 0, failed: 0 },
    }
    await this.writeStatus(status)
    const file: PlanFile = { format: 'halfpower plan', version: 2, id, title, plan }
    await door.writeStored(join(this.#folder(), id, 'plan.json'), file)
    const { format: _format, version: _version, ...shown } = status
    return { ...shown, ...describedStudy(file) }
  }

  /** Another title or note for a study; what it asks, and its id, stay. */
  async describe(id: string, said: { title?: string; note?: string }): Promise<void> {
    const stored = await this.plan(id)
    if (!stored) throw new UserError('usage', `There is no study "${id}" in this project.`)
    const { note: before, ...kept } = stored
    const note = said.note ?? before ?? ''
    const file: PlanFile = { ...kept, title: said.title ?? kept.title, ...(note !== '' && { note }) }
    await doorOf(this.place).writeStored(join(this.#folder(), id, 'plan.json'), file)
  }

  /** @returns what was written: with how far the log is now */
  async writeStatus(status: StudyStatusFile): Promise<StudyStatusFile> {
    const { id, logged } = status
    // Once the status says how far the log is now, only the log can say that some of it was lost; where it cannot be
    // written, whoever writes into it next says why.
    let now = await reachOf(this.#logPath(id))
    if (logged && isShorter(now, logged)) {
      const message = 'Lines of this log before this one are lost.'
      await this.appendLog(id, [{ time: new Date().toISOString(), level: 'warning', message }]).catch(
        () => undefined,
      )
      now = await reachOf(this.#logPath(id))
    }
    const written = { ...status, ...(now && { logged: now }) }
    await doorOf(this.place).writeStored(join(this.#folder(), id, 'status.json'), written)
    return written
  }

  async appendLog(id: string, lines: readonly LogLine[]): Promise<void> {
    await appendLines(doorOf(this.place), this.#logPath(id), lines)
  }

  /** One sentence where the log ends before what its study had written; null: nothing is lost, or nobody knows. */
  async logDamage(id: string): Promise<string | null> {
    const status = await this.status(id).catch(() => null)
    if (!status?.logged || !isShorter(await reachOf(this.#logPath(id)), status.logged)) return null
    return `"${this.#logPath(id)}" ends before what was written into it, so lines of the log are lost: restore it from a copy. Results do not hang on it.`
  }

  #logPath(id: string): string {
    return join(this.#folder(), id, 'log.jsonl')
  }

  /** Its first line says how much of it was removed, its last one how many lines are damaged and left out, if any are. */
  async log(id: string): Promise<LogLine[]> {
    const { lines, damaged, removed } = await readLines(this.#logPath(id), logLineSchema).catch(
      (error: unknown) => {
        // No file of lines at all (a folder, a pipe): said in the log's place.
        if (!(error instanceof UserError) || error.kind === 'storage') throw error
        const line: LogLine = { time: new Date(0).toISOString(), level: 'warning', message: error.message }
        return { lines: [line], damaged: 0, removed: 0 }
      },
    )
    if (removed > 0)
      lines.unshift({
        time: lines[0]?.time ?? new Date(0).toISOString(),
        level: 'warning',
        message: `The oldest ${removed === 1 ? 'part' : `${removed} parts`} of this log (${BOUND.bytes / 1024 ** 2} MiB each) ${removed === 1 ? 'has' : 'have'} been removed: a log keeps its last ${((BOUND.parts + 1) * BOUND.bytes) / 1024 ** 2} MiB.`,
      })
    const lost = await this.logDamage(id)
    if (lost !== null)
      lines.push({ time: lines.at(-1)?.time ?? new Date(0).toISOString(), level: 'warning', message: lost })
    if (damaged === 0) return lines
    const message = `${damaged} ${damaged === 1 ? 'line of this log is' : 'lines of this log are'} damaged and left out (a process that was killed leaves half a line).`
    const time = lines.at(-1)?.time ?? new Date(0).toISOString()
    return [...lines, { time, level: 'warning', message }]
  }

  /**
   * What is to follow when this study is done; null when nothing is, or it has been started.
   * @throws UserError('project') for a damaged file, which `damages` names
   */
  async followUp(id: string): Promise<FollowUpRequest | null> {
    return (await readStored(this.#followUpPath(id), FOLLOW_UP_FILE))?.request ?? null
  }

  async writeFollowUp(id: string, request: FollowUpRequest): Promise<void> {
    await doorOf(this.place).writeStored(this.#followUpPath(id), {
      format: 'halfpower follow-up',
      version: 1,
      request,
    })
  }

  async clearFollowUp(id: string): Promise<void> {
    await doorOf(this.place).remove(this.#followUpPath(id))
  }

  /** Leaves the wish that whoever runs this study stops it. Needs no lock. */
  async requestCancel(id: string): Promise<void> {
    // Nobody would heed it, or nothing may be written here at all.
    if (this.place.readOnlyBecause !== null && (await lockHolder(this.place.folder)) === null)
      throw new UserError('project', this.place.readOnlyBecause)
    const path = this.#cancelPath(id)
    if (!(await new WriteDoor(this.place.folder).create(path, '')) && !(await this.cancelRequested(id)))
      throw new UserError(
        'project',
        `"${path}" is no ordinary file, so the study cannot be asked to stop: remove it.`,
      )
  }

  async cancelRequested(id: string): Promise<boolean> {
    try {
      return (await lstat(this.#cancelPath(id))).isFile()
    } catch {
      return false
    }
  }

  async clearCancelRequest(id: string): Promise<void> {
    await doorOf(this.place).remove(this.#cancelPath(id))
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

/** What lists say of a study beside how it stands. */
export function describedStudy({
  title,
  note,
  plan,
}: PlanFile): Pick<StudyInfo, 'kind' | 'title' | 'note' | 'asked' | 'dataSet'> {
  return {
    kind: plan.kind,
    title,
    ...(note !== undefined && { note }),
    asked: askedWords(plan),
    dataSet: dataSetOf(plan),
  }
}

/** @throws what is no sentence for a user */
function sentenceOf(error: unknown): string {
  if (error instanceof UserError) return error.message
  throw error
}

async function damageOf(read: () => Promise<unknown>): Promise<string | null> {
  return await read().then(() => null, sentenceOf)
}

/** As a study begins. */
function freshStatus(id: string): StudyStatusFile {
  return {
    format: 'halfpower study status',
    version: 2,
    id,
    state: 'queued',
    order: 0,
    units: { total: 0, done: 0, failed: 0 },
    failures: [],
    error: null,
    created: new Date().toISOString(),
    started: null,
    finished: null,
    threads: null,
  }
}
