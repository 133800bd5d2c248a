/**
 * The studies that wait to be computed, and the one that is. What is queued is in the project
 * (`status.json`), so it survives a restart; which of it this process works on is decided here: a window
 * works on everything, the command line on the study it was asked for.
 *
 * Invariant: one study at a time.
 */
import { toErrorData } from '../contract/errors'
import { runStudy } from './run-study'
import type { StudyStatusFile } from '../contract/studies'
import type { Project } from '../project/project'
import type { JobCrew } from './crew'
import type { StopReason, StudyListeners, StudyWork } from './study-work'

/** How often a wish of another process to cancel is looked for, in milliseconds. */
const CANCEL_POLL = 500

/** Makes the work of a stored study; throws a UserError when that cannot be done any more. */
export type Prepare = (id: string) => Promise<StudyWork>

/** Somebody who waits for a study to end. */
interface Waiting {
  resolve: () => void
  reject: (error: unknown) => void
}

export class Queue {
  readonly #wanted: string[] = []
  #current: { id: string; controller: AbortController; finished: Promise<unknown> } | null = null
  #working: Promise<void> | null = null
  readonly #waiting = new Map<string, Waiting[]>()

  constructor(
    private readonly project: Project,
    private readonly crew: JobCrew,
    private readonly prepare: Prepare,
    private readonly listeners: StudyListeners,
  ) {}

  /** Puts a stored study in line, whatever became of it before. */
  async enqueue(id: string): Promise<void> {
    // A wish to cancel that nobody heeded was for an earlier run.
    await this.project.studies.clearCancelRequest(id)
    await this.#mark(id, 'queued')
    if (!this.#wanted.includes(id) && this.#current?.id !== id) this.#wanted.push(id)
    this.#working ??= this.#work()
  }

  /** Resolves when a study that is in line has ended, in whatever way; at once when it is not in line. */
  async ended(id: string): Promise<void> {
    if (this.#current?.id !== id && !this.#wanted.includes(id)) return
    await new Promise<void>((resolve, reject) => {
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), { resolve, reject }])
    })
  }

  /** Puts everything in line that an earlier process left queued, or running when it died. */
  async runAll(): Promise<void> {
    for (const info of await this.project.studies.list()) {
      if (info.state === 'queued' || info.state === 'running') await this.enqueue(info.id)
    }
  }

  /** Stops a study, running or waiting. What is finished is kept. */
  async stop(id: string, reason: StopReason): Promise<void> {
    const place = this.#wanted.indexOf(id)
    if (place >= 0) this.#wanted.splice(place, 1)
    if (this.#current?.id === id) {
      this.#current.controller.abort(reason)
      await this.#current.finished
      return
    }
    await this.#mark(id, reason)
    this.#tell(id)
  }

  /** Ends the job processes, before the project is closed. What runs or waits stays in line for `runAll`. */
  async close(): Promise<void> {
    for (const id of this.#wanted.splice(0)) this.#tell(id)
    try {
      if (this.#current) {
        const { id } = this.#current
        await this.stop(id, 'paused')
        if ((await this.#status(id)).state === 'paused') await this.#mark(id, 'queued')
      }
      await this.#working
    } finally {
      await this.crew.stop()
    }
  }

  async #work(): Promise<void> {
    for (let id = this.#wanted.shift(); id !== undefined; id = this.#wanted.shift()) {
      const finished = this.#study(id)
      await finished
    }
    this.#working = null
    await this.crew.stop()
  }

  async #study(id: string): Promise<void> {
    const controller = new AbortController()
    let finish = (): void => undefined
    this.#current = { id, controller, finished: new Promise<void>((resolve) => (finish = resolve)) }
    const watch = setInterval(() => void this.#heedRequest(id, controller), CANCEL_POLL)
    try {
      await this.#heedRequest(id, controller)
      const work = await this.prepare(id)
      await runStudy(this.project, this.crew, work, this.listeners, controller.signal)
    } catch (error) {
      await this.#fail(id, error).catch((failure: unknown) =>
        this.#settle(id, ({ reject }) => reject(failure)),
      )
    } finally {
      clearInterval(watch)
      await this.project.studies.clearCancelRequest(id).catch(() => undefined)
      this.#current = null
      finish()
      this.#tell(id)
    }
  }

  async #heedRequest(id: string, controller: AbortController): Promise<void> {
    if (!controller.signal.aborted && (await this.project.studies.cancelRequested(id)))
      controller.abort('cancelled')
  }

  async #mark(id: string, state: StudyStatusFile['state']): Promise<StudyStatusFile> {
    const status = await this.#status(id)
    if (status.state === state || (state === 'queued' && this.#current?.id === id)) return status
    const marked: StudyStatusFile = { ...status, state }
    await this.project.studies.writeStatus(marked)
    this.listeners.onStatus(marked)
    return marked
  }

  async #fail(id: string, error: unknown): Promise<void> {
    const failed: StudyStatusFile = {
      ...(await this.#status(id)),
      state: 'failed',
      error: toErrorData(error),
      finished: new Date().toISOString(),
    }
    this.listeners.onStatus(failed)
    await this.project.studies.writeStatus(failed).catch(() => undefined)
  }

  async #status(id: string): Promise<StudyStatusFile> {
    return await this.project.studies.lastStatus(id)
  }

  #tell(id: string): void {
    this.#settle(id, ({ resolve }) => resolve())
  }

  #settle(id: string, how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id) ?? []
    this.#waiting.delete(id)
    waiting.forEach(how)
  }
}
