/**
 * What follows when a sweep is done: the hybrid study of its models that was asked for together with it.
 * The wish is stored beside the sweep, so it is heeded by whichever process finishes it, or by the next one
 * that opens the project. Starting it twice is harmless: the same request is the same study.
 */
import { toErrorData } from '../../contract/errors'
import { resultOf, startStudy } from './service'
import type { Queue } from '../../jobs/queue'
import type { LogLine, StudyStatusFile } from '../../contract/studies'
import type { Project } from '../../project/project'
import type { PlanningHelp } from '../../studies/planning/planning'

export class FollowUps {
  #starting: Promise<void> = Promise.resolve()
  #closed = false

  constructor(
    private readonly project: Project,
    private readonly queue: () => Queue,
    private readonly help: PlanningHelp,
    private readonly onLog: (study: string, line: LogLine) => void,
  ) {}

  /** To be told of every change of a study. */
  heed(status: Pick<StudyStatusFile, 'id' | 'state'>): void {
    if (status.state === 'done') this.#then(status.id)
  }

  /** Starts what an earlier process did not live to start. */
  async startAll(): Promise<void> {
    for (const info of await this.project.studies.list()) this.heed(info)
    await this.#starting
  }

  /** Nothing is started any more once this has resolved. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#starting
  }

  #then(study: string): void {
    this.#starting = this.#starting.then(() => this.#start(study)).catch(() => undefined)
  }

  async #start(study: string): Promise<void> {
    if (this.#closed || this.project.readOnlyBecause !== null) return
    const { studies } = this.project
    try {
      const then = await studies.followUp(study)
      const stored = then && (await studies.plan(study))
      if (!then || !stored) return
      const result = await resultOf(this.project, study, stored.plan)
      const models = result.kind === 'sweep' ? result.runs.flatMap(({ model }) => model ?? []) : []
      const open = { project: this.project, queue: this.queue() }
      const started = await startStudy(open, this.help, { ...then, models }, { then: null }, this.onLog)
      await studies.clearFollowUp(study)
      await this.#log(study, 'info', `followed by ${started.id}`)
    } catch (error) {
      // The wish stays: it is tried again when the project is opened next.
      await this.#log(
        study,
        'error',
        `What was to follow this study could not be started: ${toErrorData(error).message}`,
      )
    }
  }

  async #log(study: string, level: LogLine['level'], message: string): Promise<void> {
    const line: LogLine = { time: new Date().toISOString(), level, message }
    await this.project.studies.appendLog(study, [line])
    this.onLog(study, line)
  }
}
