/**
 * Runs the unfinished units of one study, one after another, and keeps its status and log. A failed unit
 * does not stop the others, only those that need it; a full disk, a broken device or a project that cannot
 * be written stops the study, because the rest would fail in the same way.
 *
 * Invariants: status.json never says more than what lies in results/; all units of a study are computed with
 * one number of threads, which is part of what determines their last bits and no part of their keys.
 */
import { UserError, isOutOfMemory, toErrorData } from '../contract/errors'
import { foreignAccuracies, foreignStates } from './continuity'
import { JobCrash, expectAnswer } from './job-runner'
import { memorySentence, withSmallerBatch } from './smaller-batch'
import { ProgressMeter } from './progress'
import { dependentsOf, inspectUnits, served, threadsOfResults } from './finished'
import { publish } from './publish'
import { asSentence, damageWords, inWords } from './study-words'
import type { KnownContent } from '../contract/contents'
import type { ErrorData } from '../contract/errors'
import type { Fingerprint } from '../contract/fingerprint'
import type { LogLine, StudyProgress, StudyState, StudyStatusFile } from '../contract/studies'
import type { Project } from '../project/project'
import type { UnitTask } from '../contract/tasks'
import type { Publication, Unit } from '../studies/study'
import type { JobRunner } from './job-runner'

export interface StudyWork {
  id: string
  device: string
  /** What its user should know before the first result, one sentence each: logged as warnings whenever it starts. */
  remarks: readonly string[]
  /** What is known of the content of its images: kept in its status, and in words for its log. */
  contents: { known: readonly KnownContent[]; words: readonly string[] }
  /** Wanted; a study that has results goes on with the number that they were computed with. */
  threads: number
  units: readonly Unit[]
  publications: readonly Publication[]
}

export interface StudyListeners {
  onStatus(status: StudyStatusFile): void
  onProgress(progress: StudyProgress): void
  onLog(study: string, line: LogLine): void
  /** A model of the project is new or has another accuracy. */
  onModel(): void
  /** A unit is finished and stored: waited for before the next one begins; what it throws stops the study. */
  onFinished?(unit: Unit): Promise<void>
}

/** Why a run was stopped from outside. */
export type StopReason = 'paused' | 'cancelled'

/** Kinds of error that every further unit would meet too. */
const STOPPING: readonly ErrorData['kind'][] = ['storage', 'memory', 'device', 'project']

/**
 * Runs a study to its end, or until `signal` aborts with a StopReason. Returns its last status; throws only
 * for defects and when not even the status could be written.
 */
export async function runStudy(
  project: Project,
  runner: JobRunner,
  work: StudyWork,
  listeners: StudyListeners,
  signal: AbortSignal,
): Promise<StudyStatusFile> {
  return await new StudyRun(project, runner, work, listeners, signal).run()
}

class StudyRun {
  readonly #settled = new Set<string>()
  readonly #failed = new Set<string>()
  readonly #dependents: ReadonlyMap<string, string[]>
  readonly #meter: ProgressMeter
  #status!: StudyStatusFile

  constructor(
    private readonly project: Project,
    private readonly runner: JobRunner,
    private readonly work: StudyWork,
    private readonly listeners: StudyListeners,
    private readonly signal: AbortSignal,
  ) {
    this.#dependents = dependentsOf(work.units)
    this.#meter = new ProgressMeter(
      work.id,
      work.units.reduce((sum, unit) => sum + unit.work, 0),
    )
  }

  async run(): Promise<StudyStatusFile> {
    const status = await this.project.studies.lastStatus(this.work.id)
    this.#status = { ...status, failures: [], error: null }
    try {
      await this.#prepare()
      for (const unit of this.work.units) {
        if (this.#settled.has(unit.key)) continue
        if (this.signal.aborted) break
        await this.#unit(unit)
      }
    } catch (error) {
      if (!this.signal.aborted) return await this.#end('failed', toErrorData(error))
    }
    if (this.signal.aborted)
      return await this.#end(this.signal.reason === 'cancelled' ? 'cancelled' : 'paused', null)
    return await this.#end(this.#failed.size === 0 ? 'done' : 'failed', null)
  }

  /** Looks what is finished, and makes good what a killed run left undone after its last result. */
  async #prepare(): Promise<void> {
    const { settled, damaged } = await inspectUnits(this.project, this.work.units, this.work.publications)
    for (const key of settled) this.#settled.add(key)
    for (const unit of damaged)
      await this.#log({ level: 'warning', message: `${unit.label}: ${damageWords(unit)}`, unit: unit.key })
    await this.#beginForeignRunsAgain()
    for (const publication of this.work.publications) {
      if (this.#settled.has(publication.weights.key)) await this.#publish(publication)
    }
    for (const unit of this.work.units) {
      if (!this.#settled.has(unit.key)) continue
      this.#meter.skip(unit.work)
      await this.#dropServed(unit)
    }
    const resumed =
      this.#settled.size > 0
        ? `, ${this.#settled.size} of ${this.work.units.length} units were finished before`
        : ''
    const { threads: wanted } = this.work
    const threads = (await threadsOfResults(this.project, this.#settled, this.#status.threads)) ?? wanted
    await this.#set({
      state: 'running',
      threads,
      started: this.#status.started ?? new Date().toISOString(),
      finished: null,
      ...(this.#settled.size === 0 ? { contents: [...this.work.contents.known] } : {}),
    })
    await this.#log({
      level: 'info',
      message: `started on ${this.work.device} with ${threads} ${threads === 1 ? 'thread' : 'threads'}${resumed}`,
    })
    for (const message of this.work.contents.words) await this.#log({ level: 'info', message })
    for (const message of this.work.remarks) await this.#log({ level: 'warning', message })
    if (threads !== wanted)
      await this.#log({
        level: 'warning',
        message: `The study goes on with ${threads} threads, as it began, and not with ${wanted}: another number would give its results other last bits.`,
      })
  }

  /** Runs that would go on from a state of another computer are computed from their beginning. */
  async #beginForeignRunsAgain(): Promise<void> {
    const { device } = this.work
    const threads = this.#status.threads ?? this.work.threads
    const here = async (): Promise<Fingerprint> =>
      expectAnswer(await this.runner.run({ request: 'fingerprint', device, threads }), 'fingerprint')
        .fingerprint
    const { results, models } = this.project
    const { units, publications } = this.work
    const foreign = [
      ...(await foreignStates(results, units, this.#settled, here)),
      ...(await foreignAccuracies(results, models, publications, this.#settled)),
    ]
    for (const { keys, sentence } of foreign) {
      for (const key of keys) this.#settled.delete(key)
      await this.#log({ level: 'warning', message: sentence })
    }
  }

  async #unit(unit: Unit): Promise<void> {
    if (unit.needs.some((key) => this.#failed.has(key))) {
      this.#failed.add(unit.key)
      this.#meter.finish(unit.work)
      return
    }
    const began = performance.now()
    try {
      await this.#compute(unit)
    } catch (error) {
      if (this.signal.aborted) throw error
      const data = toErrorData(error)
      if (STOPPING.includes(data.kind)) throw error
      this.#failed.add(unit.key)
      this.#meter.finish(unit.work)
      this.#status = {
        ...this.#status,
        failures: [...this.#status.failures, { key: unit.key, label: unit.label, error: data }],
      }
      await this.#log({ level: 'error', message: `${unit.label}: ${data.message}`, unit: unit.key })
      await this.#set({})
      return
    }
    this.#meter.finish(unit.work)
    await this.#log({
      level: 'info',
      message: unit.label,
      unit: unit.key,
      seconds: (performance.now() - began) / 1000,
    })
    await this.listeners.onFinished?.(unit)
    await this.#set({})
    this.#report(unit, null)
  }

  /** One unit; once more in a fresh process when the first one died, and with smaller batches while memory runs out. */
  async #compute(unit: Unit): Promise<void> {
    let [{ task }, batch]: [Pick<Unit, 'task'>, number | null] = [unit, null]
    for (let isFirst = true; ; isFirst = false) {
      try {
        await this.#attempt(unit, task, batch)
        return
      } catch (error) {
        if (this.signal.aborted) throw error
        if (isOutOfMemory(error)) {
          const smaller = withSmallerBatch(task)
          if (smaller === null) throw new UserError('memory', memorySentence(unit.task), { cause: error })
          ;({ task, batch } = smaller)
          await this.#warn(
            unit,
            `${asSentence(error)} Trying with ${batch === 1 ? '1 image' : `${batch} images`} at a time instead: what is found of an image depends on that image alone (at most its last bits depend on how many are computed together).`,
          )
          // What it holds is no more of use.
          await this.runner.stop()
        } else if (error instanceof JobCrash && isFirst) {
          await this.#warn(unit, `${error.message} Trying once more in a fresh process.`)
        } else throw error
      }
    }
  }

  async #warn(unit: Unit, sentence: string): Promise<void> {
    await this.#log({ level: 'warning', message: `${unit.label}: ${sentence}`, unit: unit.key })
  }

  async #attempt(unit: Unit, task: UnitTask, batch: number | null): Promise<void> {
    const arraysPath = await this.project.results.temporaryArrays(unit.key, unit.arrays ?? 'npz')
    try {
      await this.#computeAndCommit(unit, task, batch, arraysPath)
    } finally {
      // Gone already when all went well; half a file must not fill a disk further.
      await this.project.results.dropTemporary(arraysPath)
    }
  }

  async #computeAndCommit(
    unit: Unit,
    task: UnitTask,
    batch: number | null,
    arraysPath: string,
  ): Promise<void> {
    const { results } = this.project
    const extension = unit.arrays ?? 'npz'
    this.#report(unit, null)
    const lines: LogLine[] = []
    const message = await this.runner.run(
      {
        request: 'unit',
        task,
        device: this.work.device,
        threads: this.#status.threads,
        arraysPath,
      },
      {
        signal: this.signal,
        onSilence: (milliseconds) => this.#saySilence(unit, milliseconds),
        onProgress: ({ work, imagesPerSecond }) => {
          this.#meter.advance(Math.min(work, unit.work))
          this.#report(unit, imagesPerSecond)
        },
        onLog: ({ level, text, data }) =>
          lines.push({
            time: new Date().toISOString(),
            level,
            message: `${unit.label}: ${text}`,
            unit: unit.key,
            ...(data ? { data } : {}),
          }),
      },
    )
    if (message.message !== 'unit result')
      throw new UserError('internal', `The job process answered "${message.message}" to a unit.`)
    // Before the result: a model that is published later finds its seconds here.
    await this.#write(lines)
    const { data, arrays } = message.outcome
    const { fingerprint } = message
    await results.commit(
      {
        format: 'halfpower result',
        version: 1,
        key: unit.key,
        kind: unit.task.kind,
        inputs: unit.inputs,
        data,
        arrays: arrays && { file: `${unit.key}.${extension}`, ...arrays },
        ...(fingerprint ? { provenance: batch === null ? fingerprint : { ...fingerprint, batch } } : {}),
      },
      arraysPath,
    )
    this.#settled.add(unit.key)
    for (const publication of this.work.publications) {
      if (publication.weights.key !== unit.key && publication.accuracy.key !== unit.key) continue
      await this.#publish(publication)
      this.listeners.onModel()
    }
    for (const need of this.work.units) if (unit.needs.includes(need.key)) await this.#dropServed(need)
    // One that was damaged and is computed again may have served already.
    await this.#dropServed(unit)
  }

  /** It may compute something large, or wait for a disk that does not answer: nobody but its user can know. */
  #saySilence(unit: Unit, milliseconds: number): void {
    this.#warn(
      unit,
      `no sign of progress for ${inWords(milliseconds)}. It has not been stopped: it may be computing something large, or waiting for a disk. If it does not go on, pause or cancel the study and resume it; what is finished is kept.`,
    ).catch(() => undefined)
  }

  async #publish(publication: Publication): Promise<void> {
    const said = await publish(this.project, this.work.id, publication)
    if (said !== null) await this.#log({ level: 'warning', message: said, unit: publication.weights.key })
  }

  async #dropServed(unit: Unit): Promise<void> {
    const isWeights = this.work.publications.some((publication) => publication.weights.key === unit.key)
    if (unit.temporary && unit.arrays && !isWeights && served(unit, this.#dependents, this.#settled)) {
      await this.project.results.dropArrays(unit.key, unit.arrays)
    }
  }

  #report(unit: Unit, imagesPerSecond: number | null): void {
    this.listeners.onProgress(this.#meter.report(this.#counts(), unit.label, imagesPerSecond))
  }

  #counts(): StudyStatusFile['units'] {
    return { total: this.work.units.length, done: this.#settled.size, failed: this.#failed.size }
  }

  async #end(state: StudyState, error: ErrorData | null): Promise<StudyStatusFile> {
    const sentence = error ? `: ${error.message}` : ''
    // With a full disk even this may fail; the old status then stays, and says "running" of a study that is not.
    await this.#log({ level: state === 'failed' ? 'error' : 'info', message: `${state}${sentence}` }).catch(
      () => undefined,
    )
    try {
      await this.#set({ state, error, finished: new Date().toISOString() })
    } catch (failure) {
      if (error?.kind !== 'storage') throw failure
    }
    return this.#status
  }

  async #set(change: Partial<StudyStatusFile>): Promise<void> {
    this.#status = { ...this.#status, ...change, units: this.#counts() }
    this.listeners.onStatus(this.#status)
    await this.project.studies.writeStatus(this.#status)
  }

  async #log(line: Omit<LogLine, 'time'>): Promise<void> {
    await this.#write([{ time: new Date().toISOString(), ...line }])
  }

  async #write(lines: readonly LogLine[]): Promise<void> {
    for (const line of lines) this.listeners.onLog(this.work.id, line)
    await this.project.studies.appendLog(this.work.id, lines)
  }
}
