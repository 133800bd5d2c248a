/**
 * What studies have found, kept while nothing that it was put together from has changed: the Map asks all studies of a
 * project at once, and most of them ended long ago.
 *
 * Invariant: an answer is used again only where the study's status and plan and all data sets, models and populations
 * that it names are the very files that they were (project/stored-memory.ts). A study's results change with its status.
 * Where a stored result could not be read, nothing is kept.
 */
import { dataChoices } from '../../studies/planning/data-choices'
import { lineage } from '../../studies/planning/lineage'
import { resultOf } from './service'
import type { Plan } from '../../contract/plans'
import type { StudyResult } from '../../contract/studies/results'
import type { Project } from '../../project/project'
import type { ThingsOfProject } from '../../studies/facts'

/** More studies than a project has after years. */
const MOST = 2000

interface Known {
  from: readonly unknown[]
  answer: unknown
}

const known = new WeakMap<Project, Map<string, Known>>()

/**
 * As `resultOf` answers, which may be shared with others and is not to be changed.
 * @param things of the project, looked up now
 * @param onLost told of each stored result that cannot be read
 */
export async function knownResultOf(
  project: Project,
  study: string,
  plan: Plan,
  things: ThingsOfProject,
  onLost: () => void,
): Promise<StudyResult> {
  return await knownAnswer(project, study, plan, things, onLost, (told) =>
    resultOf(project, study, plan, told, things),
  )
}

/** Anything else that follows from a study's results alone; each study has one such answer. */
export async function knownAnswer<T>(
  project: Project,
  study: string,
  plan: Plan,
  things: ThingsOfProject,
  onLost: () => void,
  answer: (onLost: () => void) => Promise<T>,
): Promise<T> {
  const from = await filesOf(project, study, plan, things)
  const own = known.get(project) ?? new Map<string, Known>()
  known.set(project, own)
  const there = own.get(study)
  if (there && from !== null && sameFiles(there.from, from)) return there.answer as T
  let lost = 0
  const found = await answer(() => {
    lost++
    onLost()
  })
  own.delete(study)
  if (from !== null && lost === 0) own.set(study, { from, answer: found })
  if (own.size > MOST) own.delete(own.keys().next().value!)
  return found
}

/** Null where one of them is not there, or damaged: then its study says so each time. */
async function filesOf(
  project: Project,
  study: string,
  plan: Plan,
  { dataSets, models }: ThingsOfProject,
): Promise<unknown[] | null> {
  const status = await project.studies.status(study).catch(() => null)
  if (status === null) return null
  const files: unknown[] = [status, plan]
  for (const { dataSet } of dataChoices(plan)) files.push(dataSets.get(dataSet)?.file)
  for (const { id } of plan.kind === 'sweep' ? [] : plan.models) {
    const model = models.get(id)
    if (!model) return null
    // Whether what is measured was learnt hangs on all that the model goes on from, and on where they were trained.
    for (const each of lineage(model, models).models) {
      files.push(each)
      if (each.provenance.kind === 'trained') files.push(dataSets.get(each.provenance.dataSet)?.file)
    }
  }
  if (plan.kind === 'neural')
    files.push(await project.populations.read(plan.population.id).catch(() => undefined))
  return files
}

function sameFiles(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((file, i) => file !== undefined && file === b[i])
}
