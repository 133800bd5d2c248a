/**
 * The application service: answers every method of the contract and says its events. It owns the open
 * project, the queue and the job processes, and knows nothing of windows, sockets or terminals.
 *
 * Invariant: at most one project is open; input is checked here, whoever sends it.
 */
import { resolve } from 'node:path'
import { UserError } from '../contract/errors'
import { methods } from '../contract/methods'
import { detectFormat } from '../datasets/open'
import { JobRunner } from '../jobs/job-runner'
import { Queue } from '../jobs/queue'
import { settledUnits } from '../jobs/finished'
import { copyDurably } from '../project/models'
import { createProject, openProject } from '../project/project'
import { firstIssue } from '../project/stored-file'
import { studyId } from '../project/studies'
import { expand, publications, summarise } from '../studies/kinds'
import { addDataSet, relinkDataSet } from './data-set-service'
import { factsOf, workOf } from './facts'
import { readPairsOf } from './pairs'
import { planStudy } from './plan-study'
import { assertWritable } from '../project/place'
import type { InspectedPart } from '../contract/data-set'
import type { DeviceReport } from '../contract/devices'
import type { EventData, EventName } from '../contract/events'
import type { CheckedInput, MethodInput, MethodName, MethodOutput } from '../contract/methods'
import type { PlanFile, StudyRequest } from '../contract/plans'
import type { StudyInfo, StudyStatusFile } from '../contract/studies'
import type { JobRequest } from '../contract/tasks'
import type { DataSetSpecification } from '../datasets/data-set'
import type { Launch } from '../jobs/channel'
import type { EndMessage } from '../jobs/job-runner'
import type { Project } from '../project/project'
import type { PlanningHelp } from './plan-study'

export interface WorkbenchOptions {
  /** Starts job processes. */
  launch: Launch
  /** Threads that a job computes with; null is the device's own choice. */
  threads: number | null
}

type Handlers = { [Name in MethodName]?: (input: CheckedInput<Name>) => Promise<MethodOutput<Name>> }
type Listener = (name: EventName, data: unknown) => void

export class Workbench {
  #open: { project: Project; queue: Queue } | null = null
  #devices: Promise<DeviceReport[]> | null = null
  readonly #listeners = new Set<Listener>()

  constructor(private readonly options: WorkbenchOptions) {}

  /** Answers a method. Throws a UserError, or an Error for a defect. */
  async invoke<Name extends MethodName>(name: Name, input: MethodInput<Name>): Promise<MethodOutput<Name>> {
    // A host passes on what it was sent: the name may be anything.
    if (!Object.hasOwn(methods, name)) throw new UserError('usage', `There is no method "${name}".`)
    const method = methods[name]
    const checked = method.input.safeParse(input)
    if (!checked.success)
      throw new UserError('usage', `The input of "${name}" is not right: ${firstIssue(checked.error)}.`)
    const handler = this.#handlers[name]
    if (!handler) throw new UserError('usage', `The method "${name}" is not built yet.`)
    return await handler(checked.data as CheckedInput<Name>)
  }

  /** Listens to an event; returns what ends the listening. */
  on<Name extends EventName>(name: Name, listener: (data: EventData<Name>) => void): () => void {
    const wrapped: Listener = (event, data) => {
      if (event === name) listener(data as EventData<Name>)
    }
    this.#listeners.add(wrapped)
    return () => void this.#listeners.delete(wrapped)
  }

  /** Pauses what runs, closes the project. */
  async close(): Promise<void> {
    const open = this.#open
    this.#open = null
    if (!open) return
    await open.queue.close()
    await open.project.close()
    this.#emit('project.changed', null)
  }

  readonly #handlers: Handlers = {
    'project.create': async ({ folder, title }) => this.#use(await createProject(folder, title)),
    'project.open': async ({ folder, mode }) => {
      if (this.#open?.project.folder === resolve(folder)) return this.#open.project.info
      return this.#use(await openProject(folder, mode))
    },
    'project.close': async () => {
      await this.close()
      return null
    },
    'project.info': async () => this.#open?.project.info ?? null,

    'dataSet.detect': ({ path }) => detectFormat(resolve(path)),
    'dataSet.add': async (input) => {
      assertWritable(this.#project)
      const info = await addDataSet(this.#project, (specifications) => this.#inspect(specifications), input)
      this.#emit('dataSets.changed', null)
      return info
    },
    'dataSet.list': async () => {
      const { dataSets } = this.#project
      return await Promise.all((await dataSets.list()).map((file) => dataSets.info(file)))
    },
    'dataSet.relink': async ({ dataSet, path }) => {
      assertWritable(this.#project)
      const info = await relinkDataSet(
        this.#project,
        (specifications) => this.#inspect(specifications),
        dataSet,
        path,
      )
      this.#emit('dataSets.changed', null)
      return info
    },

    'model.list': () => this.#project.models.list(),
    'model.get': async ({ model }) => {
      const file = await this.#project.models.find(model)
      return { ...file, training: await this.#project.models.training(file.id) }
    },
    'model.export': async ({ model, file }) => {
      if (!file.endsWith('.safetensors'))
        throw new UserError('usage', `"${file}" cannot be written: the name must end in .safetensors.`)
      const { id } = await this.#project.models.find(model)
      await copyDurably(this.#project.models.weightsPath(id), resolve(file))
      return { file: resolve(file) }
    },

    'study.plan': async ({ request }) => {
      const project = this.#project
      const { plan } = await planStudy(project, request, this.#help)
      const id = studyId(plan)
      const facts = await factsOf(project, plan)
      const units = expand(plan, facts)
      const settled = await settledUnits(project, units, publications(id, plan, facts))
      const work = units.reduce((sum, unit) => sum + (settled.has(unit.key) ? 0 : unit.work), 0)
      return { id, plan, units: units.length, unfinished: units.length - settled.size, work }
    },
    'study.start': ({ request }) => this.#start(request),
    'study.list': () => this.#project.studies.list(),
    'study.get': async ({ study }) => {
      const info = await this.#project.studies.find(study)
      return { info, plan: (await this.#planOf(info.id)).plan, then: null }
    },
    'study.result': async ({ study }) => {
      const project = this.#project
      const { id } = await project.studies.find(study)
      const { plan } = await this.#planOf(id)
      return await summarise(id, plan, await factsOf(project, plan), {
        result: (key) => project.results.read(key),
        model: (model) => project.models.read(model),
        log: () => project.studies.log(id),
      })
    },
    'study.log': async ({ study }) => this.#project.studies.log((await this.#project.studies.find(study)).id),
    'study.pause': async ({ study }) => {
      const { id } = await this.#project.studies.find(study)
      assertWritable(this.#project)
      await this.#queue.stop(id, 'paused')
      return await this.#project.studies.find(id)
    },
    'study.resume': async ({ study }) => {
      const { id } = await this.#project.studies.find(study)
      assertWritable(this.#project)
      return await this.#enqueue(id)
    },
    'study.cancel': async ({ study }) => {
      const project = this.#project
      const { id } = await project.studies.find(study)
      if (project.readOnlyBecause === null) await this.#queue.stop(id, 'cancelled')
      else await project.studies.requestCancel(id)
      return await project.studies.find(id)
    },
    'study.wait': async ({ study }) => {
      const { id } = await this.#project.studies.find(study)
      await this.#queue.ended(id)
      return await this.#project.studies.find(id)
    },
    'study.pairs': async ({ study }) => {
      const project = this.#project
      const { id } = await project.studies.find(study)
      const { plan } = await this.#planOf(id)
      if (plan.kind !== 'hybrid')
        throw new UserError('usage', `The study "${id}" has no pairs: only hybrid studies have.`)
      return await readPairsOf(plan, await factsOf(project, plan))
    },
    'queue.start': async () => {
      assertWritable(this.#project)
      await this.#queue.runAll()
      return null
    },

    'device.list': () => (this.#devices ??= this.#askDevices(false)),
    'device.check': () => this.#askDevices(true),
  }

  get #project(): Project {
    if (!this.#open) throw new UserError('usage', 'No project is open.')
    return this.#open.project
  }

  get #queue(): Queue {
    if (!this.#open) throw new UserError('usage', 'No project is open.')
    return this.#open.queue
  }

  readonly #help: PlanningHelp = {
    device: async (asked) => {
      const devices = await (this.#devices ??= this.#askDevices(false))
      const device =
        asked === undefined
          ? devices.find((report) => report.available)
          : devices.find((report) => report.name === asked)
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
    },
    pairs: async (file, dataSet, split) => {
      const path = this.#project.dataSets.absolutePath(dataSet)
      const specification = {
        path,
        format: dataSet.dataFormat,
        transforms: dataSet.transforms,
        ...(split === null ? {} : { split }),
      }
      const answer = await this.#ask({ request: 'read pairs', specification, file: resolve(file) })
      if (answer.message !== 'pairs') throw new Error(`The job process answered "${answer.message}".`)
      return answer.pairs
    },
  }

  async #use(project: Project): Promise<Project['info']> {
    await this.close()
    const queue = new Queue(
      project,
      new JobRunner(this.options.launch),
      (id) => workOf(project, id, this.options.threads),
      {
        onStatus: (status) => void this.#announce(project, status),
        onProgress: (progress) => this.#emit('study.progress', progress),
        onLog: (study, line) => this.#emit('study.log', { study, line }),
        onModel: () => this.#emit('models.changed', null),
      },
    )
    this.#open = { project, queue }
    this.#emit('project.changed', project.info)
    return project.info
  }

  async #start(request: StudyRequest): Promise<StudyInfo> {
    const project = this.#project
    assertWritable(project)
    const { plan, title } = await planStudy(project, request, this.#help)
    const units = expand(plan, await factsOf(project, plan))
    const info = await project.studies.add(plan, title, units.length)
    return await this.#enqueue(info.id)
  }

  async #enqueue(id: string): Promise<StudyInfo> {
    await this.#queue.enqueue(id)
    return await this.#project.studies.find(id)
  }

  async #announce(project: Project, status: StudyStatusFile): Promise<void> {
    const stored = await project.studies.plan(status.id)
    if (!stored) return
    const { format: _format, version: _version, ...shown } = status
    this.#emit('study.status', { ...shown, kind: stored.plan.kind, title: stored.title })
  }

  async #planOf(id: string): Promise<PlanFile> {
    const stored = await this.#project.studies.plan(id)
    if (!stored) throw new UserError('project', `The study "${id}" has no plan any more.`)
    return stored
  }

  async #inspect(specifications: DataSetSpecification[]): Promise<InspectedPart[]> {
    const answer = await this.#ask({ request: 'inspect data set', specifications })
    if (answer.message !== 'inspected') throw new Error(`The job process answered "${answer.message}".`)
    return answer.parts
  }

  async #askDevices(check: boolean): Promise<DeviceReport[]> {
    const answer = await this.#ask({ request: 'devices', check })
    if (answer.message !== 'devices') throw new Error(`The job process answered "${answer.message}".`)
    return answer.devices
  }

  /** A question that is not a unit gets a job process of its own, for as long as it takes. */
  async #ask(request: JobRequest): Promise<EndMessage> {
    const runner = new JobRunner(this.options.launch)
    try {
      return await runner.run(request)
    } finally {
      await runner.stop()
    }
  }

  #emit<Name extends EventName>(name: Name, data: EventData<Name>): void {
    for (const listener of this.#listeners) listener(name, data)
  }
}
