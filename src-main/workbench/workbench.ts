/**
 * The application service: answers every method of the contract and says its events. It owns the open
 * project, the queue and the job processes, and knows nothing of windows, sockets or terminals. What each
 * method does is in handlers/.
 *
 * Invariant: at most one project is open; input is checked here, whoever sends it.
 */
import { UserError } from '../contract/errors'
import { methods } from '../contract/methods'
import { JobCrew } from '../jobs/crew'
import { JobRunner, expectAnswer } from '../jobs/job-runner'
import { Queue } from '../jobs/queue'
import { Viewer } from '../jobs/viewer'
import { firstIssue } from '../project/stored-file'
import { describedStudy } from '../project/studies'
import { Consent } from './consent'
import { ContentHashing } from './contents/contents'
import { workOf } from './studies/facts'
import { FollowUps } from './studies/follow-ups'
import { binHandlers } from './handlers/bin'
import { clusterHandlers } from './handlers/cluster'
import { dataSetHandlers } from './handlers/data-sets'
import { deviceHandlers } from './handlers/devices'
import { figureHandlers } from './handlers/figures'
import { modelHandlers } from './handlers/models'
import { populationHandlers } from './handlers/populations'
import { projectHandlers } from './handlers/project'
import { studyHandlers } from './handlers/studies'
import { windowHandlers } from './handlers/window'
import { writingHandlers } from './handlers/writing'
import { Images } from './images'
import { planningHelp } from './studies/planning-help'
import { assertReads } from './read-only'
import { planStudy, windowsOf } from '../studies/kinds'
import type { DeviceReport } from '../contract/devices'
import type { EventData, EventName } from '../contract/events'
import type { MethodInput, MethodName, MethodOutput } from '../contract/methods'
import type { StudyStatusFile } from '../contract/studies'
import type { Project } from '../project/project'
import type { Desk, Handlers, OpenProject, OwnMethodName, WorkbenchOptions } from './desk'
import type { ImageFile } from './images'
import type { PlanOf } from '../contract/plans'
import type { Windows } from '../studies/kinds'
import type { WindowDesk } from '../studies/window'

export type { WorkbenchOptions } from './desk'
export type { ImageFile } from './images'

type Listener = (name: EventName, data: unknown) => void

export class Workbench {
  #open: OpenProject | null = null
  #devices: Promise<DeviceReport[]> | null = null
  /** Units of a study that are computed at a time; null: chosen for each study. */
  #jobs: number | null
  /** Processes that answer a question which is not a unit. */
  readonly #asking = new Set<JobRunner>()
  readonly #listeners = new Set<Listener>()
  readonly #handlers: Handlers

  constructor(private readonly options: WorkbenchOptions) {
    this.#jobs = options.jobs === undefined ? 1 : options.jobs
    const desk = this.#desk()
    this.#handlers = {
      ...projectHandlers(desk),
      ...dataSetHandlers(desk),
      ...modelHandlers(desk),
      ...populationHandlers(desk),
      ...studyHandlers(desk),
      ...clusterHandlers(desk),
      ...windowHandlers(desk),
      ...deviceHandlers(desk),
      ...figureHandlers(desk),
      ...writingHandlers(desk),
      ...binHandlers(desk),
    }
  }

  /** Answers a method. Throws a UserError, or an Error for a defect. */
  async invoke<Name extends MethodName>(name: Name, input: MethodInput<Name>): Promise<MethodOutput<Name>> {
    // A host passes on what it was sent: the name may be anything.
    if (!Object.hasOwn(methods, name)) throw new UserError('usage', `There is no method "${name}".`)
    if (this.options.readOnly) assertReads(name)
    const method = methods[name]
    const checked = method.input.safeParse(input)
    if (!checked.success)
      throw new UserError('usage', `The input of "${name}" is not right: ${firstIssue(checked.error)}.`)
    const answer = Object.hasOwn(this.#handlers, name)
      ? this.#handlers[name as OwnMethodName]
      : this.#windows.methods[name]
    if (!answer) throw new Error(`Nobody answers "${name}".`)
    // The tables give each method its own input, which the type of a union cannot say.
    return (await (answer as (input: unknown) => Promise<unknown>)(checked.data)) as MethodOutput<Name>
  }

  /** Listens to an event; returns what ends the listening. */
  on<Name extends EventName>(name: Name, listener: (data: EventData<Name>) => void): () => void {
    const wrapped: Listener = (event, data) => {
      if (event === name) listener(data as EventData<Name>)
    }
    this.#listeners.add(wrapped)
    return () => void this.#listeners.delete(wrapped)
  }

  /**
   * A picture by its address (studies/address-words.ts), decoded, from `image/` on.
   * @throws UserError in one sentence when there is no such picture
   */
  async image(path: string): Promise<ImageFile> {
    if (!this.#open) throw new UserError('usage', 'No project is open.')
    return await this.#open.images.get(path)
  }

  /** Ends everything: what runs waits in line for the next start, questions on their way end, the project closes. */
  async close(): Promise<void> {
    await Promise.all([this.#closeProject(), ...[...this.#asking].map((runner) => runner.stop())])
  }

  async #closeProject(): Promise<void> {
    const open = this.#open
    this.#open = null
    if (!open) return
    try {
      // First: a follow-up that is being started would put something into the queue that ends.
      await open.followUps.close()
      await open.contents.close()
      await open.queue.close()
    } finally {
      // A disk that fails now must leave neither a process nor a lock behind.
      try {
        await open.viewer.close()
      } finally {
        await open.project.close()
      }
      this.#emit('project.changed', null)
    }
  }

  #desk(): Desk {
    const openOrNull = (): OpenProject | null => this.#open
    return {
      options: this.options,
      get open() {
        const open = openOrNull()
        if (!open) throw new UserError('usage', 'No project is open.')
        return open
      },
      get openOrNull() {
        return openOrNull()
      },
      help: this.#help,
      use: (project) => this.#use(project),
      close: () => this.#closeProject(),
      devices: () => this.#listDevices(),
      atATime: {
        get: () => this.#jobs,
        set: (jobs) => {
          this.#jobs = jobs
        },
      },
      planOf: async (id) => {
        const stored = await this.#project.studies.plan(id)
        if (!stored) throw new UserError('project', `The study "${id}" has no plan any more.`)
        return stored
      },
      ask: (request) => this.#ask(request),
      invoke: (name, input) => this.invoke(name, input),
      emit: (name, data) => this.#emit(name, data),
    }
  }

  get #windows(): Windows {
    if (!this.#open) throw new UserError('usage', 'No project is open.')
    return this.#open.windows
  }

  get #project(): Project {
    if (!this.#open) throw new UserError('usage', 'No project is open.')
    return this.#open.project
  }

  readonly #help = planningHelp(
    () => this.#project,
    () => this.#listDevices(),
    (request) => this.#ask(request),
    (request) => this.#open?.viewer.run(request) ?? this.#ask(request),
  )

  async #use(project: Project): Promise<Project['info']> {
    await this.#closeProject()
    const { launch, threads, host } = this.options
    project.dataSets.resources = host?.resources ?? this.options.resources ?? null
    const consent = new Consent(project)
    await consent.look()
    project.asks = () => consent.question
    const followUps = new FollowUps(
      project,
      () => queue,
      this.#help,
      (study, line) => this.#emit('study.log', { study, line }),
    )
    const queue = new Queue(
      project,
      new JobCrew(launch),
      (id) => workOf(project, id, { threads, jobs: this.#jobs }),
      {
        onStatus: (status) => {
          // A disk that cannot say the title now fails the study by itself.
          this.#announce(project, status).catch(() => undefined)
          followUps.heed(status)
        },
        onProgress: (progress) => this.#emit('study.progress', progress),
        onLog: (study, line) => this.#emit('study.log', { study, line }),
        onModel: () => this.#emit('models.changed', null),
      },
    )
    const viewer = new Viewer(launch)
    const open = {
      project,
      queue,
      followUps,
      viewer,
      windows: windowsOf(this.#windowDesk(project, viewer)),
      consent,
      contents: new ContentHashing(project, launch, {
        hashing: (now) => this.#emit('dataSet.hashing', now),
        changed: () => this.#emit('dataSets.changed', null),
      }),
    }
    this.#open = { ...open, images: new Images(open) }
    this.#emit('project.changed', project.info)
    // Of a project that somebody else has sent, nothing is read by itself. Commands end too soon for it.
    if (host && consent.isKnown) open.contents.inBackground()
    return project.info
  }

  #windowDesk(project: Project, viewer: Viewer): WindowDesk {
    return {
      project,
      help: this.#help,
      threads: this.options.threads,
      plan: async (request) => {
        const { plan } = await planStudy(project, request, this.#help)
        if (plan.kind !== request.kind)
          throw new Error(`A ${request.kind} request became a ${plan.kind} plan.`)
        return plan as PlanOf<typeof request.kind>
      },
      // The answer to a question has its name, which the type of a union cannot say.
      ask: async (question) => expectAnswer(await this.#ask(question), question.request) as never,
      look: (question) => viewer.ask(question),
      labels: (question) => viewer.ask(question),
    }
  }

  async #announce(project: Project, status: StudyStatusFile): Promise<void> {
    const stored = await project.studies.plan(status.id)
    if (!stored) return
    const { format: _format, version: _version, ...shown } = status
    this.#emit('study.status', { ...shown, ...describedStudy(stored) })
  }

  async #listDevices(): Promise<DeviceReport[]> {
    this.#devices ??= this.#ask({ request: 'devices', check: false }).then(
      (answer) => expectAnswer(answer, 'devices').devices,
    )
    try {
      return await this.#devices
    } catch (error) {
      // Asked again next time: a process that died once says nothing about the machine.
      this.#devices = null
      throw error
    }
  }

  async #ask(request: Parameters<Desk['ask']>[0]): ReturnType<Desk['ask']> {
    const runner = new JobRunner(this.options.launch)
    this.#asking.add(runner)
    try {
      return await runner.run(request)
    } finally {
      this.#asking.delete(runner)
      await runner.stop()
    }
  }

  #emit<Name extends EventName>(name: Name, data: EventData<Name>): void {
    for (const listener of this.#listeners) listener(name, data)
  }
}
