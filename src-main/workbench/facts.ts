/** Turns a stored study into work for the queue. */
import { classRemarks } from '../contract/class-remarks'
import { UserError } from '../contract/errors'
import { defaultThreads } from '../devices/environment'
import { assertNothingDeleted, factsOf } from '../studies/facts'
import { expand, publications } from '../studies/kinds'
import { contentWords, knownContents } from './content-provenance'
import { dataChoices } from '../studies/planning/data-choices'
import type { StudyWork } from '../jobs/run-study'
import type { Project } from '../project/project'

/**
 * Everything the queue needs to run a stored study. UserError when something that it reads is gone.
 *
 * @param threads null leaves the number to the machine
 */
export async function workOf(project: Project, id: string, threads: number | null): Promise<StudyWork> {
  const stored = await project.studies.plan(id)
  if (!stored) throw new UserError('usage', `There is no study "${id}" in this project.`)
  await assertNothingDeleted(project, stored.plan)
  const facts = await factsOf(project, stored.plan)
  for (const { dataSet, split } of dataChoices(stored.plan)) {
    const { file } = facts.dataSets.get(dataSet)!
    await project.dataSets.assertAvailable(file)
    project.dataSets.assertUnchanged(file, split)
  }
  return {
    id,
    device: stored.plan.device,
    threads: threads ?? defaultThreads(),
    remarks: classRemarks(stored.plan),
    contents: { known: knownContents(stored.plan, facts), words: contentWords(stored.plan, facts) },
    units: expand(stored.plan, facts),
    publications: publications(id, stored.plan, facts),
  }
}
