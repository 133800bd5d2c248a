/**
 * Computes some units of a folder of jobs on a node: in a project of its own in scratch space, by the same runner as at
 * home, and leaves each finished unit in the bundle of its task at once. Needs no lock: nothing but that bundle and the
 * done file is written, each file whole or not at all.
 *
 * What a node is killed in the middle of is computed again by the same command; what is finished is found in the
 * bundles. A unit whose needs are not finished anywhere is left out and named.
 */
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { UserError } from '../../contract/errors'
import { BundleWriter, bundleName, bundleNames, readBundle, resultSum } from '../../jobs/cluster/bundle'
import { consistentChoice } from '../../jobs/cluster/consistent'
import { copyResult } from '../../jobs/cluster/copy-result'
import { assertFiles, assertVersion, readJobs } from '../../jobs/cluster/manifest'
import { dependentsOf } from '../../jobs/finished'
import { JobCrew } from '../../jobs/crew'
import { runStudy } from '../../jobs/run-study'
import { doorOf } from '../../project/place'
import { openProject } from '../../project/project'
import { WriteDoor, makeNamedFolder, writeAtomically } from '../../project/write-atomically'
import { workOf } from '../studies/facts'
import type { BundledUnit } from '../../jobs/cluster/bundle'
import type { Jobs } from '../../jobs/cluster/manifest'
import type { Launch } from '../../jobs/channel'
import type { StudyListeners, StudyWork } from '../../jobs/study-work'
import type { LogLine, StudyStatusFile } from '../../contract/studies'
import type { Project } from '../../project/project'
import type { Unit } from '../../studies/study'

export interface RunUnitsRequest {
  /** The folder of jobs. */
  folder: string
  /** Numbers of the first and last unit. */
  first: number
  last: number
  /** Written once all of them are finished. */
  doneFile?: string | undefined
  /** Where to compute; absent: the system's folder for temporary files. */
  scratch?: string | undefined
  /** Where data sets lie here, by id, where that is elsewhere. */
  data: readonly { name: string; path: string }[]
  version: string
  launch: Launch
  signal: AbortSignal
  /** Told each line of the log. */
  onLog: (line: LogLine) => void
}

export interface RanUnits {
  /** Units of the range. */
  units: number
  /** Of them, finished before, and by this run. */
  before: number
  now: number
  /** Of those that are not finished: what they are and why not. */
  missing: string[]
}

/** @throws UserError where nothing can be computed here; a unit that fails is in `missing` */
export async function runUnits(request: RunUnitsRequest): Promise<RanUnits> {
  const jobs = await readJobs(request.folder)
  assertVersion(jobs, request.version)
  const range = rangeOf(jobs, request.first, request.last)
  const scratch = await makeScratch(request.scratch ?? tmpdir())
  const crew = new JobCrew(request.launch)
  try {
    const project = await unpack(jobs, join(scratch, 'project.halfpower'), request.data)
    try {
      const ran = await compute(jobs, project, crew, range, request)
      if (ran.missing.length === 0 && request.doneFile !== undefined) await sayDone(request, ran)
      return ran
    } finally {
      await project.close()
    }
  } finally {
    await crew.stop()
    await new WriteDoor(dirname(scratch)).removeFolder(scratch)
  }
}

/** Keys of the units of the range. */
function rangeOf({ manifest }: Jobs, first: number, last: number): string[] {
  const count = manifest.units.length
  if (first > last || last > count)
    throw new UserError(
      'usage',
      `Units ${first} to ${last} are not there: these jobs have the units 1 to ${count}, and --first may not be behind --last.`,
    )
  return manifest.units.slice(first - 1, last).map(({ key }) => key)
}

async function makeScratch(parent: string): Promise<string> {
  const above = resolve(parent)
  await makeNamedFolder(above, 'the scratch space')
  const folder = join(above, `halfpower-units-${process.pid}-${randomBytes(6).toString('hex')}`)
  if (!(await new WriteDoor(above).makeNewFolder(folder)))
    throw new UserError('storage', `"${folder}" is there already: start the task again.`)
  return folder
}

/** The project of the jobs, copied, checked, and with its data sets where they are here. */
async function unpack(jobs: Jobs, folder: string, data: RunUnitsRequest['data']): Promise<Project> {
  const door = new WriteDoor(dirname(folder))
  for (const { path } of jobs.manifest.files) {
    const to = join(folder, ...path.split('/'))
    await door.makeFolder(dirname(to))
    await door.copy(join(jobs.folder, 'project', ...path.split('/')), to).catch(async (error: unknown) => {
      // What is wrong with the folder of jobs is said as such.
      await assertFiles(jobs)
      throw error
    })
  }
  await assertFiles(jobs, folder)
  const project = await openProject(folder, 'write')
  try {
    for (const { name, path } of data) {
      const file = await project.dataSets.find(name)
      await doorOf(project).writeStored(join(folder, 'datasets', `${file.id}.json`), {
        ...file,
        path: resolve(path),
      })
    }
    return project
  } catch (error) {
    await project.close()
    throw error
  }
}

async function compute(
  jobs: Jobs,
  project: Project,
  crew: JobCrew,
  range: readonly string[],
  request: RunUnitsRequest,
): Promise<RanUnits> {
  const { manifest } = jobs
  const all = await workOf(project, manifest.study, { threads: manifest.threads, jobs: 1 })
  assertKeys(jobs, all.units)
  const needed = withNeeds(all.units, new Set(range))
  const given = await sumsOf(project, needed)
  const found = await choose(jobs, needed, given, request)
  // Each with the very results that it was computed from.
  for (const unit of found.values()) await copyResult(project, unit.record.result, unit.arrays)
  const { units, waiting } = computable(needed, new Set(range), new Set([...found.keys(), ...given.keys()]))
  const { first, last } = request
  const own = [...found.values()].filter(({ bundle }) => bundle === bundleName(first, last))
  const writer = await BundleWriter.open(jobs.folder, { jobs: jobs.sum, first, last }, own)
  const work: StudyWork = {
    ...all,
    units,
    publications: all.publications.filter(({ weights }) => units.some(({ key }) => key === weights.key)),
  }
  const now = new Set<string>()
  const listeners = listenersOf(work, project, writer, manifest, request.onLog, (key) => now.add(key))
  const isOpen = units.some(({ key }) => range.includes(key) && !found.has(key))
  const status = isOpen
    ? await runStudy(project, crew, work, listeners, request.signal)
    : await project.studies.lastStatus(manifest.study)
  // A run that was begun again and did not end leaves what does not go together any more: looked at anew.
  const finished =
    !isOpen || status.state === 'done'
      ? new Set(units.map(({ key }) => key))
      : await choose(jobs, needed, given, request)
  const why = reasons(status, request.signal.aborted)
  return {
    units: range.length,
    before: range.filter((key) => found.has(key) && !now.has(key)).length,
    now: range.filter((key) => now.has(key)).length,
    missing: needed
      .filter(({ key }) => range.includes(key) && !finished.has(key))
      .map(({ key, label }) => `${label}: ${waiting.get(key) ?? why(key)}`),
  }
}

/** Why a unit that could have been computed was not. */
function reasons({ failures, error }: StudyStatusFile, stopped: boolean): (key: string) => string {
  const failed = new Map(failures.map((failure) => [failure.key, failure.error.message]))
  return (key) =>
    failed.get(key) ?? error?.message ?? (stopped ? 'it was stopped before.' : 'what it needs has failed.')
}

/** @throws UserError where the units that follow from the plan here are not those of the manifest */
function assertKeys({ folder, manifest }: Jobs, units: readonly Unit[]): void {
  const keys = new Set(units.map(({ key }) => key))
  const strange = manifest.units.find(({ key }) => !keys.has(key))
  if (strange !== undefined)
    throw new UserError(
      'project',
      `The unit "${strange.label}" of "${folder}" does not follow from its plan (another key): the folder has been changed, or another version wrote it. Write the jobs again with "halfpower study export-jobs".`,
    )
}

/** Units of the range and all that they came from, in order. */
function withNeeds(units: readonly Unit[], range: ReadonlySet<string>): Unit[] {
  const wanted = new Set(range)
  for (const unit of [...units].reverse())
    if (wanted.has(unit.key)) for (const key of unit.needs) wanted.add(key)
  return units.filter(({ key }) => wanted.has(key))
}

/** What the bundles have of the units that goes together, by key. */
async function choose(
  jobs: Jobs,
  needed: readonly Unit[],
  given: ReadonlyMap<string, string>,
  { first, last, onLog }: Pick<RunUnitsRequest, 'first' | 'last' | 'onLog'>,
): Promise<Map<string, BundledUnit>> {
  const order = needed.map(({ key }) => key)
  const wanted = new Set(order)
  const candidates = new Map<string, BundledUnit[]>()
  const own = bundleName(first, last)
  const names = await bundleNames(jobs.folder)
  // Its own first: what it has begun it goes on with.
  for (const name of [...names.filter((each) => each === own), ...names.filter((each) => each !== own)]) {
    const { units, damages } = await readBundle(jobs.folder, name, jobs.sum, wanted)
    for (const message of damages)
      onLog({ time: new Date().toISOString(), level: 'warning', message: `${message} It is left aside.` })
    for (const unit of units) candidates.set(unit.key, [...(candidates.get(unit.key) ?? []), unit])
  }
  return consistentChoice(order, candidates, given).chosen
}

/** Sums of the results that came with the jobs. */
async function sumsOf(project: Project, units: readonly Unit[]): Promise<Map<string, string>> {
  const sums = new Map<string, string>()
  for (const { key } of units) {
    const result = await project.results.read(key)
    if (result !== null) sums.set(key, resultSum(result))
  }
  return sums
}

/** What can be computed now, with all that it came from; of the rest, what each waits for. */
function computable(
  needed: readonly Unit[],
  range: ReadonlySet<string>,
  finished: ReadonlySet<string>,
): { units: Unit[]; waiting: Map<string, string> } {
  const labels = new Map(needed.map(({ key, label }) => [key, label]))
  const there = new Set(finished)
  const units: Unit[] = []
  const waiting = new Map<string, string>()
  for (const unit of needed) {
    const open = unit.needs.find((key) => !there.has(key))
    if (range.has(unit.key) && open === undefined) there.add(unit.key)
    else if (range.has(unit.key))
      waiting.set(unit.key, `it needs "${labels.get(open!)!}", which is not finished.`)
    if (there.has(unit.key)) units.push(unit)
  }
  return { units, waiting }
}

/** Puts each unit that is finished into the bundle, with what was said of it. */
function listenersOf(
  work: StudyWork,
  project: Project,
  writer: BundleWriter,
  { program, units }: Jobs['manifest'],
  onLog: (line: LogLine) => void,
  onStored: (key: string) => void,
): StudyListeners {
  const lines = new Map<string, LogLine[]>()
  const dependents = dependentsOf(units)
  const byKey = new Map(work.units.map((unit) => [unit.key, unit]))
  const weights = new Map(work.publications.map((publication) => [publication.weights.key, publication.id]))
  /** What stood between two units of this task only has served; what other tasks read stays. */
  const hasServed = (key: string): boolean => {
    const readers = dependents.get(key) ?? []
    return (
      byKey.get(key)?.temporary === true && !weights.has(key) && readers.every((each) => writer.has(each))
    )
  }
  return {
    onStatus: () => undefined,
    onProgress: () => undefined,
    onModel: () => undefined,
    onLog: (_study, line) => {
      if (line.unit !== undefined) lines.set(line.unit, [...(lines.get(line.unit) ?? []), line])
      onLog(line)
    },
    onFinished: async (unit) => {
      const result = (await project.results.read(unit.key))!
      const needs: { key: string; sum: string }[] = []
      for (const key of unit.needs) needs.push({ key, sum: resultSum((await project.results.read(key))!) })
      const arrays = await arraysOf(project, unit, weights.get(unit.key))
      await writer.add({ program, result, needs, log: lines.get(unit.key) ?? [] }, arrays)
      onStored(unit.key)
      for (const key of unit.needs) if (hasServed(key)) await writer.drop(key)
    },
  }
}

/** Where a unit's arrays are: weights have left the results for their model. Null: it has none, or they have served. */
async function arraysOf(project: Project, unit: Unit, model: string | undefined): Promise<string | null> {
  if (unit.arrays === null) return null
  const place = project.results.arraysPath(unit.key, unit.arrays)
  if (await project.results.hasFile(place)) return place
  const published = model === undefined ? null : await project.models.read(model)
  return published === null ? null : project.models.weightsPath(published)
}

async function sayDone({ doneFile, first, last }: RunUnitsRequest, ran: RanUnits): Promise<void> {
  const file = resolve(doneFile!)
  await makeNamedFolder(dirname(file), 'the done file')
  await writeAtomically(file, `units ${first} to ${last}: all ${ran.units} finished\n`)
}
