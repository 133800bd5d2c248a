/**
 * What the handlers of the contract's methods work with: the open project and everything around it. The
 * Workbench is the only Desk; handlers see no more of it than this.
 */
import type { DeviceReport } from '../contract/devices'
import type { EventData, EventName } from '../contract/events'
import type { kindMethods } from '../contract/kinds/kinds'
import type { CheckedInput, MethodInput, MethodName, MethodOutput } from '../contract/methods'
import type { PlanFile } from '../contract/plans'
import type { HostName } from '../contract/window'
import type { JobRequest } from '../contract/tasks'
import type { Launch } from '../jobs/channel'
import type { EndMessage } from '../jobs/job-runner'
import type { Queue } from '../jobs/queue'
import type { Viewer } from '../jobs/viewer'
import type { Project } from '../project/project'
import type { Press } from './figures/press'
import type { Consent } from './consent'
import type { ContentHashing } from './contents/contents'
import type { FollowUps } from './studies/follow-ups'
import type { Windows } from '../studies/kinds'
import type { PlanningHelp } from '../studies/planning/planning'

/** The way in, as far as the workbench needs to know it. */
export interface HostFacts {
  name: HostName
  nativeDialogs: boolean
  /** Version of Halfpower. */
  version: string
  /** Folder of the shipped data. */
  resources: string
  /** Told which part of the page a window shows; absent: the host sees it itself, or has no window. */
  onShows?: ((part: string) => void) | undefined
}

export interface WorkbenchOptions {
  /** Starts job processes. */
  launch: Launch
  /** Folder of the data sets that this installation brings; absent: nobody has said it, and none is known by name. */
  resources?: string | undefined
  /** Of Halfpower, for what it writes for others; a host says it itself. */
  version?: string
  /** Threads that a job computes with; null is the device's own choice. */
  threads: number | null
  /** Units of a study that are computed at a time; null: chosen for each study (jobs/side-by-side.ts). Absent: one. */
  jobs?: number | null
  /** The words that start Halfpower on another machine that sees this installation; absent: this way in cannot say. */
  program?: readonly string[]
  /** Draws figures for print; absent: this way in cannot. */
  press?: Press | undefined
  /** Whether nothing is written at all. */
  readOnly?: boolean | undefined
  /** Absent for ways in without a window. */
  host?: HostFacts | undefined
}

/** An open project and what runs in it. */
export interface OpenProject {
  readonly project: Project
  readonly queue: Queue
  readonly followUps: FollowUps
  /** Pictures, labels and stored answers of this project. */
  readonly viewer: Viewer
  /** Its pictures by address; those that were made are kept. */
  readonly images: { get(path: string): Promise<{ bytes: Uint8Array; type: string }> }
  /** What the pages of the kinds of study ask. */
  readonly windows: Windows
  readonly consent: Consent
  readonly contents: ContentHashing
}

export interface Desk {
  readonly options: WorkbenchOptions
  /** UserError('usage') while none is open. */
  readonly open: OpenProject
  /** Null while none is open. */
  readonly openOrNull: OpenProject | null
  readonly help: PlanningHelp
  /** Opens a project in place of the one before. */
  use(project: Project): Promise<Project['info']>
  close(): Promise<void>
  /** The devices of this machine, looked up once. */
  devices(): Promise<DeviceReport[]>
  /** How many units of a study are computed at a time from its next start on; null: chosen for each study. */
  readonly atATime: { get(): number | null; set(jobs: number | null): void }
  /** The plan of a study; UserError('project') when it is gone. */
  planOf(study: string): Promise<PlanFile>
  /** A question that is not a unit gets a job process of its own, for as long as it takes. */
  ask(request: JobRequest): Promise<EndMessage>
  /** Any method of the contract, as a way in asks it. */
  readonly invoke: <Name extends MethodName>(
    name: Name,
    input: MethodInput<Name>,
  ) => Promise<MethodOutput<Name>>
  emit<Name extends EventName>(name: Name, data: EventData<Name>): void
}

export type Handler<Name extends MethodName> = (input: CheckedInput<Name>) => Promise<MethodOutput<Name>>
/** Methods that are no kind's own: those of kinds are answered by their windows. */
export type OwnMethodName = Exclude<MethodName, keyof typeof kindMethods>
export type Handlers<Names extends MethodName = OwnMethodName> = { [Name in Names]: Handler<Name> }
