/**
 * The application service: answers every method of the contract and says its events. It owns the open
 * project, the queue and the job processes, and knows nothing of windows, sockets or terminals. What each
 * method does is in handlers/.
 *
 * Invariant: at most one project is open; input is checked here, whoever sends it.
 */
import { resolve } from 'node:path'
import { specificationOf } from '../contract/data-set'
import { UserError } from '../contract/errors'
import { methods } from '../contract/methods'
import { JobRunner, expectAnswer } from '../jobs/job-runner'
import { Queue } from '../jobs/queue'
import { Viewer } from '../jobs/viewer'
import { firstIssue } from '../project/stored-file'
import { AttackViews } from './attack-views'
import { Consent } from './consent'
import { ContentHashing } from './contents'
import { workOf } from './facts'
import { FollowUps } from './follow-ups'
import { attackHandlers } from './handlers/attacks'
import { dataSetHandlers } from './handlers/data-sets'
import { deviceHandlers } from './handlers/devices'
import { modelHandlers } from './handlers/models'
import { populationHandlers } from './handlers/populations'
import { probeHandlers } from './handlers/probes'
import { projectHandlers } from './handlers/project'
import { studyHandlers } from './handlers/studies'
import { windowHandlers } from './handlers/window'
import { HybridViews } from './hybrid-views'
import { Images } from './images'
import { partSource } from './part-source'
import type { DeviceReport } from '../contract/devices'
import type { EventData, EventName } from '../contract/events'
import type { CheckedInput, MethodInput, MethodName, MethodOutput } from '../contract/methods'
import type { StudyStatusFile } from '../contract/studies'
import type { Project } from '../project/project'
import type { Desk, Handlers, OpenProject, WorkbenchOptions } from './desk'
import type { ImageFile } from './images'
import type { PlanningHelp } from '../studies/planning/planning'

export type { HostFacts, WorkbenchOptions } from './desk'
export type { ImageFile } from './images'

type Listener = (name: EventName, data: unknown) => void

export class Workbench {
  #open: (OpenProject & { images: Images }) | null = null
  #devices: Promise<DeviceReport[]> | null = null
  /** Processes that answer a question which is not a unit. */
  readonly #asking = new Set<JobRunner>()
  readonly #listeners = new Set<Listener>()
  readonly #handlers: Handlers

  constructor(private readonly options: WorkbenchOptions) {
    const desk = this.#desk()
    this.#handlers = {
      ...projectHandlers(desk),
      ...dataSetHandlers(desk),
      ...modelHandlers(desk),
      ...populationHandlers(desk),
      ...studyHandlers(desk),
      ...attackHandlers(desk),
      ...probeHandlers(desk),
      ...windowHandlers(desk),
      ...deviceHandlers(desk),
    }
  }

  /** Answers a method. Throws a UserError, or an Error for a defect. */
  async invoke<Name extends MethodName>(name: Name, input: MethodInput<Name>): Promise<MethodOutput<Name>> {
    // A host passes on what it was sent: the name may be anything.
    if (!Object.hasOwn(methods, name)) throw new UserError('usage', `There is no method "${name}".`)
    const method = methods[name]
    const checked = method.input.safeParse(input)
    if (!checked.success)
      throw new UserError('usage', `The input of "${name}" is not right: ${firstIssue(checked.error)}.`)
    return await this.#handlers[name](checked.data as CheckedInput<Name>)
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
   * A picture by its address (image-addresses.ts), decoded, from `image/` on.
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
      await open.viewer.close().finally(() => open.project.close())
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
      planOf: async (id) => {
        const stored = await this.#project.studies.plan(id)
        if (!stored) throw new UserError('project', `The study "${id}" has no plan any more.`)
        return stored
      },
      ask: (request) => this.#ask(request),
      emit: (name, data) => this.#emit(name, data),
    }
  }

  get #project(): Project {
    if (!this.#open) throw new UserError('usage', 'No project is open.')
    return this.#open.project
  }

  readonly #help: PlanningHelp = {
    device: async (asked) => chooseDevice(await this.#listDevices(), asked),
    pairs: async (file, dataSet, split) => {
      const specification = specificationOf(dataSet, this.#project.dataSets.absolutePath(dataSet), split)
      const answer = await this.#ask({ request: 'read pairs', specification, file: resolve(file) })
      return expectAnswer(answer, 'read pairs').pairs
    },
    images: async (question, dataSet, split) => {
      const { source } = await partSource(this.#project, dataSet.id, split ?? 'all')
      const { specification } = source
      const answer = await this.#ask({ request: 'choose images', specification, ...question })
      return expectAnswer(answer, 'chosen images').found
    },
    targets: async ({ selection, most, targets }, dataSet, split) => {
      const { source } = await partSource(this.#project, dataSet.id, split ?? 'all')
      const wish = targets?.kind === 'file' ? { ...targets, file: resolve(targets.file) } : targets
      const { specification } = source
      const answer = await this.#ask({
        request: 'choose targets',
        specification,
        selection,
        most,
        targets: wish,
      })
      return expectAnswer(answer, 'choose targets').images
    },
    storedChannels: async (dataSet, split) => {
      const { specification } = (await partSource(this.#project, dataSet.id, split ?? 'all')).source
      const colour = { ...specification, transforms: { ...specification.transforms, gray: false } }
      const answer = await this.#ask({ request: 'inspect data set', specifications: [colour] })
      return expectAnswer(answer, 'inspected').parts[0]!.channels
    },
    corruptionSet: async (question) => {
      const answer = await this.#ask({ request: 'inspect corruption set', ...question })
      return expectAnswer(answer, 'inspect corruption set').found
    },
  }

  async #use(project: Project): Promise<Project['info']> {
    await this.#closeProject()
    const { launch, threads } = this.options
    const consent = new Consent(project)
    await consent.look()
    project.asks = () => consent.question
    const followUps = new FollowUps(
      project,
      () => queue,
      this.#help,
      (study, line) => this.#emit('study.log', { study, line }),
    )
    const queue = new Queue(project, new JobRunner(launch), (id) => workOf(project, id, threads), {
      onStatus: (status) => {
        // A disk that cannot say the title now fails the study by itself.
        this.#announce(project, status).catch(() => undefined)
        followUps.heed(status)
      },
      onProgress: (progress) => this.#emit('study.progress', progress),
      onLog: (study, line) => this.#emit('study.log', { study, line }),
      onModel: () => this.#emit('models.changed', null),
    })
    const open = {
      project,
      queue,
      followUps,
      viewer: new Viewer(launch),
      hybridViews: new HybridViews(project),
      attackViews: new AttackViews(project),
      consent,
      contents: new ContentHashing(project, launch, {
        hashing: (now) => this.#emit('dataSet.hashing', now),
        changed: () => this.#emit('dataSets.changed', null),
      }),
    }
    this.#open = { ...open, images: new Images(open) }
    this.#emit('project.changed', project.info)
    // Of a project that somebody else has sent, nothing is read by itself. Commands end too soon for it.
    if (this.options.host && consent.isKnown) open.contents.inBackground()
    return project.info
  }

  async #announce(project: Project, status: StudyStatusFile): Promise<void> {
    const stored = await project.studies.plan(status.id)
    if (!stored) return
    const { format: _format, version: _version, ...shown } = status
    this.#emit('study.status', { ...shown, kind: stored.plan.kind, title: stored.title })
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

/** The device asked for, or the first that is available. UserError('device') when it cannot be used. */
function chooseDevice(devices: readonly DeviceReport[], asked: string | undefined): string {
  const device = devices.find((report) => (asked === undefined ? report.available : report.name === asked))
  if (!device) {
    const names = devices.map((report) => report.name).join(', ')
    throw new UserError(
      'device',
      asked === undefined
        ? 'No compute device works here: see "halfpower devices".'
        : `There is no compute device "${asked}": there are ${names}.`,
    )
  }
  if (!device.available)
    throw new UserError(
      'device',
      `The device "${device.name}" cannot be used: ${device.reason ?? 'it is not available.'}`,
    )
  return device.name
}
