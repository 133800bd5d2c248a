/**
 * Takes what the tasks of a folder of jobs have finished into the project. A bundle is taken as a whole or, where
 * anything of it is damaged, not at all; of what is whole, only what goes together and with what the project has: no
 * result is taken without the very results that it was computed from.
 *
 * What is taken is as if it had been computed here, so the study then goes on, or ends, as any other. Doing it again
 * changes nothing.
 */
import { UserError } from '../../contract/errors'
import { bundleNames, readBundle, resultSum } from '../../jobs/cluster/bundle'
import { consistentChoice } from '../../jobs/cluster/consistent'
import { copyResult } from '../../jobs/cluster/copy-result'
import { readJobs } from '../../jobs/cluster/manifest'
import { resubmitLines } from '../../jobs/cluster/scripts'
import { dependentsOf, inspectUnits, served } from '../../jobs/finished'
import { publish } from '../../jobs/publish'
import { studyId } from '../../project/studies'
import { workOf } from '../studies/facts'
import type { ImportedResults } from '../../contract/studies/cluster'
import type { BundledUnit } from '../../jobs/cluster/bundle'
import type { Candidate } from '../../jobs/cluster/consistent'
import type { Jobs } from '../../jobs/cluster/manifest'
import type { StudyWork } from '../../jobs/study-work'
import type { Project } from '../../project/project'
import type { Unit } from '../../studies/study'

/** A result that could stand under its key: of a bundle, or one that the project has of an unfinished training. */
type Possible = Candidate & { found: BundledUnit | null }

/** Whether the study has all of its units now, besides what is said of it. */
export type Imported = Omit<ImportedResults, 'study'> & { study: string; whole: boolean }

/** @throws UserError where the folder is no folder of jobs, or of a study that this project does not have */
export async function importResults(
  project: Project,
  folder: string,
  /** Told the study before anything is written; throws where it may not be. */
  onFound: (study: string) => Promise<void> = () => Promise.resolve(),
): Promise<Imported> {
  const jobs = await readJobs(folder)
  const { manifest } = jobs
  const { study } = manifest
  const work = await workOfJobs(project, jobs)
  await onFound(study)
  const { settled } = await inspectUnits(project, work.units, work.publications)
  const { found, refused } = await readBundles(jobs)
  const { fixed, loose } = await standing(project, work, settled)
  const candidates = new Map<string, Possible[]>()
  for (const each of [...loose, ...found])
    candidates.set(each.key, [...(candidates.get(each.key) ?? []), each])
  const order = work.units.map(({ key }) => key)
  const { chosen, apart } = consistentChoice(order, candidates, fixed)
  const taken = work.units.filter(({ key }) => chosen.get(key)?.found)
  const labels = new Map(work.units.map(({ key, label }) => [key, label]))
  for (const key of apart)
    if ((candidates.get(key) ?? []).some((each) => each.found !== null))
      refused.push(
        `${labels.get(key)!}: it was computed from other results than those that are taken or here (another training's), so it is not taken.`,
      )
  await take(project, work, taken, chosen, settled)
  const after = await inspectUnits(project, work.units, work.publications)
  const open = manifest.units.filter(({ key }) => !after.settled.has(key))
  return {
    study,
    whole: after.settled.size === work.units.length,
    taken: taken.length,
    present: manifest.units.filter(({ key }) => settled.has(key) && !chosen.get(key)?.found).length,
    missing: open.map(({ label }) => label),
    refused,
    resubmit: resubmitLines(jobs.folder, open),
  }
}

/** @throws UserError where the project has another study, or other images or models than the jobs were written with */
async function workOfJobs(project: Project, { folder, manifest }: Jobs): Promise<StudyWork> {
  const { study, plan } = manifest
  const stored = await project.studies.plan(study)
  if (stored === null || studyId(plan) !== study || studyId(stored.plan) !== study)
    throw new UserError(
      'usage',
      `"${folder}" holds jobs of the study "${study}", which this project does not have: bring the results into the project that they were written from, or a copy of it.`,
    )
  const work = await workOf(project, study, { threads: manifest.threads, jobs: 1 })
  const keys = new Set(work.units.map(({ key }) => key))
  const strange = manifest.units.find(({ key }) => !keys.has(key))
  if (strange !== undefined)
    throw new UserError(
      'project',
      `The unit "${strange.label}" of "${folder}" is none of the study "${study}" here (another key): the jobs were written by another version of Halfpower (${manifest.program}), or changed. Write them again with "halfpower study export-jobs".`,
    )
  return work
}

/** All bundles that are whole, and one sentence for each that is not. */
async function readBundles(jobs: Jobs): Promise<{ found: Possible[]; refused: string[] }> {
  const found: Possible[] = []
  const refused: string[] = []
  for (const name of await bundleNames(jobs.folder)) {
    let read = await readBundle(jobs.folder, name, jobs.sum, null)
    // Its task may be at work and have taken away what has served.
    if (read.damages.length > 0) read = await readBundle(jobs.folder, name, jobs.sum, null)
    const damage = read.damages[0] ?? strangeComputer(jobs, read.units)
    if (damage !== null) refused.push(`The bundle ${name} is not taken: ${damage}`)
    else for (const unit of read.units) found.push({ ...unit, found: unit })
  }
  return { found, refused }
}

/** One sentence where something was not computed as the manifest says; null where all was. */
function strangeComputer({ manifest }: Jobs, units: readonly BundledUnit[]): string | null {
  for (const { record } of units) {
    const { kind, provenance } = record.result
    if (provenance?.device !== manifest.device || provenance.threads !== manifest.threads)
      return `a unit of it (${kind}) was computed on ${provenance?.device ?? 'an unknown device'} with ${provenance?.threads ?? 'so many'} threads, and the jobs say ${manifest.device} with ${manifest.threads}.`
  }
  return null
}

/**
 * What the project has: results that stand, by sum, and those of a training that is not at its end, in whose place a
 * finished one of the cluster may come.
 */
async function standing(
  project: Project,
  { units }: StudyWork,
  settled: ReadonlySet<string>,
): Promise<{ fixed: Map<string, string>; loose: Possible[] }> {
  const dependents = dependentsOf(units)
  const fixed = new Map<string, string>()
  const loose: Possible[] = []
  const sums = new Map<string, string>()
  for (const unit of units) {
    if (!settled.has(unit.key)) continue
    const sum = resultSum((await project.results.read(unit.key))!)
    sums.set(unit.key, sum)
    const open = unit.task.kind === 'train' && !isEnded(unit, units, dependents, settled)
    if (!open) fixed.set(unit.key, sum)
    else {
      // Trained here from what stands here.
      const needs = unit.needs.map((key) => ({ key, sum: sums.get(key)! }))
      loose.push({ key: unit.key, sum, needs, found: null })
    }
  }
  return { fixed, loose }
}

/** Whether the training that a block belongs to is at its end: what keeps its weights is settled. */
function isEnded(
  unit: Unit,
  units: readonly Unit[],
  dependents: ReadonlyMap<string, readonly string[]>,
  settled: ReadonlySet<string>,
): boolean {
  const byKey = new Map(units.map((each) => [each.key, each]))
  for (let here: Unit | undefined = unit; here;) {
    const next: Unit | undefined = (dependents.get(here.key) ?? [])
      .map((key) => byKey.get(key)!)
      .find(({ task: { kind } }) => kind === 'train' || kind === 'keep')
    if (next?.task.kind === 'keep') return settled.has(next.key)
    here = next
  }
  return true
}

async function take(
  project: Project,
  work: StudyWork,
  taken: readonly Unit[],
  chosen: ReadonlyMap<string, Possible>,
  settled: ReadonlySet<string>,
): Promise<void> {
  const { id, units, publications, threads } = work
  const dependents = dependentsOf(units)
  const then = new Set([...settled, ...taken.map(({ key }) => key)])
  const weights = new Set(publications.map((publication) => publication.weights.key))
  for (const unit of taken) {
    const { record, arrays } = chosen.get(unit.key)!.found!
    const noMore = unit.temporary && !weights.has(unit.key) && served(unit, dependents, then)
    await project.studies.appendLog(id, record.log)
    await copyResult(project, record.result, noMore ? null : arrays)
    if (noMore && unit.arrays !== null) await project.results.dropArrays(unit.key, unit.arrays)
  }
  if (taken.length === 0) return
  for (const publication of publications) {
    if (!then.has(publication.weights.key)) continue
    const said = await publish(project, id, publication)
    if (said !== null)
      await project.studies.appendLog(id, [
        { time: new Date().toISOString(), level: 'warning', message: said },
      ])
  }
  const status = await project.studies.lastStatus(id)
  const now = await inspectUnits(project, units, publications)
  await project.studies.writeStatus({
    ...status,
    state: status.state === 'done' ? 'done' : 'paused',
    error: null,
    failures: status.failures.filter(({ key }) => !now.settled.has(key)),
    threads: status.threads ?? threads,
    started: status.started ?? new Date().toISOString(),
    ...(status.contents === undefined ? { contents: [...work.contents.known] } : {}),
    units: { total: units.length, done: now.settled.size, failed: 0 },
  })
  const time = new Date().toISOString()
  const message = `${taken.length} ${taken.length === 1 ? 'unit' : 'units'} computed on a cluster were brought back`
  await project.studies.appendLog(id, [{ time, level: 'info', message }])
}
