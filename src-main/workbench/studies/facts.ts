/** Turns a stored study into work for the queue. */
import { classRemarks } from '../../contract/images/class-remarks'
import { UserError } from '../../contract/errors'
import { availableParallelism } from 'node:os'
import { threadsOfEnvironment } from '../../devices/environment'
import { jobsFor, threadsFor } from '../../jobs/side-by-side'
import { memoryHere } from '../../studies/sweep/memory'
import { assertNothingDeleted, factsOf } from '../../studies/facts'
import { expand, publications } from '../../studies/kinds'
import { contentWords, knownContents } from '../contents/provenance'
import { dataChoices } from '../../studies/planning/data-choices'
import type { Wanted } from '../../jobs/side-by-side'
import type { StudyWork } from '../../jobs/study-work'
import type { Project } from '../../project/project'
import type { Unit } from '../../studies/study'

/**
 * Everything the queue needs to run a stored study. UserError when something that it reads is gone.
 *
 * @param wanted what is null is chosen (jobs/side-by-side.ts)
 */
export async function workOf(project: Project, id: string, wanted: Wanted): Promise<StudyWork> {
  const stored = await project.studies.plan(id)
  if (!stored) throw new UserError('usage', `There is no study "${id}" in this project.`)
  await assertNothingDeleted(project, stored.plan)
  const facts = await factsOf(project, stored.plan)
  for (const { dataSet, split } of dataChoices(stored.plan)) {
    const { file } = facts.dataSets.get(dataSet)!
    await project.dataSets.assertAvailable(file)
    project.dataSets.assertUnchanged(file, split)
  }
  const { device } = stored.plan
  const units = expand(stored.plan, facts)
  return {
    id,
    device,
    ...placesOf(wanted, units, device),
    remarks: classRemarks(stored.plan),
    contents: { known: knownContents(stored.plan, facts), words: contentWords(stored.plan, facts) },
    units,
    publications: publications(id, stored.plan, facts),
  }
}

/** Threads of each unit where nothing is computed yet, and how many are computed at a time on this computer. */
export function placesOf(
  wanted: Wanted,
  units: readonly Unit[],
  device: string,
): Required<Pick<StudyWork, 'threads' | 'jobs'>> {
  const said: Wanted = { ...wanted, threads: wanted.threads ?? threadsOfEnvironment() }
  const computer = { cores: availableParallelism(), memory: memoryHere() }
  return {
    threads: threadsFor(said, units, device, computer),
    jobs: (threads) => jobsFor(said, threads, units, device, computer, process.availableMemory()),
  }
}
