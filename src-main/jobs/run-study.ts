/**
 * Runs the unfinished units of one study, one after another or several at a time, and keeps its status and log. A failed unit
 * does not stop the others, only those that need it; a full disk, a broken device or a project that cannot
 * be written stops the study, because the rest would fail in the same way.
 *
 * Invariants: status.json never says more than what lies in results/; all units of a study are computed with
 * one number of threads, which is part of what determines their last bits and no part of their keys; how many are
 * computed at a time determines nothing; only one thing at a time is written into the project.
 */
import pLimit from 'p-limit'
import { isOutOfMemory, toErrorData } from '../contract/errors'
import { computeUnit } from './compute-unit'
import { foreignAccuracies, foreignStates } from './continuity'
import { expectAnswer } from './job-runner'
import { ProgressMeter } from './progress'
import { Schedule } from './schedule'
import { dependentsOf, inspectUnits, served, threadsOfResults } from './finished'
import { publish } from './publish'
import { asSentence, damageWords, silenceWords, startedWords, threadsWords } from './study-words'
import type { ErrorData } from '../contract/errors'
import type { Fingerprint } from '../contract/fingerprint'
import type { LogLine, StudyState, StudyStatusFile } from '../contract/studies'
import type { Project } from '../project/project'
import type { Publication, Unit } from '../studies/study'
import type { Computed, UnitDesk } from './compute-unit'
import type { JobCrew } from './crew'
import type { JobRunner } from './job-runner'
import type { StudyListeners, StudyWork } from './study-work'

/** Kinds of error that every further unit would meet too. */
const STOPPING: readonly ErrorData['kind'][] = ['storage', 'memory', 'device', 'project']

/**
 * Runs a study to its end, or until `signal` aborts with a StopReason. Returns its last status; throws only
 * for defects and when not even the status could be written.
 */
export async function runStudy(
  project: Project,
  crew: JobCrew,
  work: StudyWork,
  listeners: StudyListeners,
  signal: AbortSignal,
): Promise<StudyStatusFile> {
  return await new StudyRun(project, crew, work, listeners, signal).run()
}

class StudyRun {
  readonly #settled = new Set<string>()
  readonly #failed = new Set<string>()
  readonly #dependents: ReadonlyMap<string, string[]>
  readonly #meter: ProgressMeter
  /** Aborted with what stops the study, so that no place goes on. */
  readonly #stopped = new AbortController()
  readonly #signal: AbortSignal
  /** Whatever writes into the project, one after another. */
  readonly #inTurn = pLimit(1)
  readonly #running = new Map<string, { label: string; imagesPerSecond: number | null }>()
  readonly #waiting: (() => void)[] = []
  /** How many units are computed at a time. */
  #places = 1
  #schedule!: Schedule<Unit>
  #status!: StudyStatusFile

  constructor(
    private readonly project: Project,
    private readonly crew: JobCrew,
    private readonly work: StudyWork,
    private readonly listeners: StudyListeners,
    private readonly signal: AbortSignal,
  ) {
    this.#signal = AbortSignal.any([signal, this.#stopped.signal])
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
      await this.#units()
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
    const finishedBefore = this.#settled.size
    const { threads: wanted } = this.work
    const threads = (await threadsOfResults(this.project, this.#settled, this.#status.threads)) ?? wanted
    await this.#set({
      state: 'running',
      threads,
      started: this.#status.started ?? new Date().toISOString(),
      finished: null,
      ...(this.#settled.size === 0 ? { contents: [...this.work.contents.known] } : {}),
    })
    const open = this.work.units.length - this.#settled.size
    this.#places = Math.max(1, Math.min(this.work.jobs?.(threads) ?? 1, open))
    this.#schedule = new Schedule(this.work.units, this.#settled, this.#places)
    const began = { ...this.work, threads, places: this.#places, finishedBefore }
    await this.#log({ level: 'info', message: startedWords(began) })
    for (const message of this.work.contents.words) await this.#log({ level: 'info', message })
    for (const message of this.work.remarks) await this.#log({ level: 'warning', message })
    if (threads !== wanted) await this.#log({ level: 'warning', message: threadsWords(threads, wanted) })
  }

  /** Runs that would go on from a state of another computer are computed from their beginning. */
  async #beginForeignRunsAgain(): Promise<void> {
    const { device } = this.work
    const threads = this.#status.threads ?? this.work.threads
    const here = async (): Promise<Fingerprint> =>
      expectAnswer(await this.crew.at(0).run({ request: 'fingerprint', device, threads }), 'fingerprint')
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

  /** Computes what is open, in as many places as the study has, until nothing is left or one of them stops it. */
  async #units(): Promise<void> {
    const ends = Array.from({ length: this.#places }, (_, place) => this.#inPlace(place))
    // None is left behind that still writes.
    const ended = await Promise.allSettled(ends)
    // What the first of them ended with, not what the others were stopped with.
    if (ended.some(({ status }) => status === 'rejected')) throw this.#stopped.signal.reason
  }

  /** One unit after another in one job process. */
  async #inPlace(place: number): Promise<void> {
    let last: string | null = null
    while (this.#schedule.size > 0 && !this.#signal.aborted) {
      const unit = this.#schedule.next(last)
      if (unit === null) {
        await this.#news()
        continue
      }
      try {
        if (!(await this.#unit(unit, this.crew.at(place)))) return
      } catch (error) {
        this.#stopped.abort(error)
        throw error
      } finally {
        this.#running.delete(unit.key)
        this.#tellWaiting()
      }
      last = unit.key
    }
  }

  /** Resolves when a unit has ended somewhere, or is to be done again. */
  async #news(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  #tellWaiting(): void {
    for (const tell of this.#waiting.splice(0)) tell()
  }

  /** @returns whether its place goes on: where memory has run out for several, it does not */
  async #unit(unit: Unit, runner: JobRunner): Promise<boolean> {
    const began = performance.now()
    this.#running.set(unit.key, { label: unit.label, imagesPerSecond: null })
    try {
      await computeUnit(unit, runner, this.#desk)
    } catch (error) {
      if (this.#signal.aborted) throw error
      if (isOutOfMemory(error) && this.#places > 1) {
        await this.#oneFewer(unit, runner, error)
        return false
      }
      const data = toErrorData(error)
      if (STOPPING.includes(data.kind)) throw error
      await this.#inTurn(() => this.#fail(unit, data))
      return true
    }
    await this.#inTurn(async () => {
      this.#meter.finish(unit.work, unit.key)
      this.#running.delete(unit.key)
      this.#schedule.finish(unit.key)
      await this.#log({
        level: 'info',
        message: unit.label,
        unit: unit.key,
        seconds: (performance.now() - began) / 1000,
      })
      await this.listeners.onFinished?.(unit)
      await this.#set({})
      this.#report(unit)
    })
    return true
  }

  /** Of several at a time: the unit waits, and there is one place less, before any batch is made smaller. */
  async #oneFewer(unit: Unit, runner: JobRunner, error: unknown): Promise<void> {
    this.#places -= 1
    const left = this.#places === 1 ? 'one unit' : `${this.#places} units`
    await this.#warn(unit, `${asSentence(error)} From now on ${left} at a time; this one is computed again.`)
    this.#meter.giveUp(unit.key)
    await runner.stop()
    this.#schedule.giveBack(unit.key)
  }

  async #fail(unit: Unit, error: ErrorData): Promise<void> {
    for (const { key, work } of [unit, ...this.#schedule.fail(unit.key)]) {
      this.#failed.add(key)
      this.#meter.finish(work, key)
    }
    this.#status = {
      ...this.#status,
      failures: [...this.#status.failures, { key: unit.key, label: unit.label, error }],
    }
    await this.#log({ level: 'error', message: `${unit.label}: ${error.message}`, unit: unit.key })
    await this.#set({})
  }

  /** What units of this study are computed with, by whoever computes them. */
  get #desk(): UnitDesk {
    const { results } = this.project
    return {
      device: this.work.device,
      threads: this.#status.threads,
      signal: this.#signal,
      isAlone: () => this.#places === 1,
      place: (unit) => this.#inTurn(() => results.temporaryArrays(unit.key, unit.arrays ?? 'npz')),
      drop: (path) => results.dropTemporary(path),
      store: (unit, computed, arraysPath) => this.#inTurn(() => this.#store(unit, computed, arraysPath)),
      warn: (unit, sentence) => this.#warn(unit, sentence),
      onSilence: (unit, milliseconds) => this.#saySilence(unit, milliseconds),
      onProgress: (unit, work, imagesPerSecond) => {
        this.#meter.advance(Math.min(work, unit.work), unit.key)
        this.#running.set(unit.key, { label: unit.label, imagesPerSecond })
        this.#report(unit)
      },
    }
  }

  async #warn(unit: Unit, sentence: string): Promise<void> {
    await this.#inTurn(() =>
      this.#log({ level: 'warning', message: `${unit.label}: ${sentence}`, unit: unit.key }),
    )
  }

  async #store(unit: Unit, { result, lines }: Computed, arraysPath: string): Promise<void> {
    // Before the result: a model that is published later finds its seconds here.
    await this.#write(lines)
    await this.project.results.commit(result, arraysPath)
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
    this.#warn(unit, silenceWords(milliseconds)).catch(() => undefined)
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

  #report(unit: Pick<Unit, 'label'>): void {
    const running = [...this.#running.values()]
    const speeds = running.flatMap(({ imagesPerSecond }) => imagesPerSecond ?? [])
    const besides = running.length > 1 ? ` (and ${running.length - 1} more at a time)` : ''
    this.listeners.onProgress(
      this.#meter.report(
        this.#counts(),
        `${running[0]?.label ?? unit.label}${besides}`,
        speeds.length === 0 ? null : speeds.reduce((sum, speed) => sum + speed, 0),
      ),
    )
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
    const { logged } = await this.project.studies.writeStatus(this.#status)
    if (logged) this.#status = { ...this.#status, logged }
  }

  async #log(line: Omit<LogLine, 'time'>): Promise<void> {
    await this.#write([{ time: new Date().toISOString(), ...line }])
  }

  async #write(lines: readonly LogLine[]): Promise<void> {
    for (const line of lines) this.listeners.onLog(this.work.id, line)
    await this.project.studies.appendLog(this.work.id, lines)
  }
}
