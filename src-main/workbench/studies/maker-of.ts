/** Which sweep of a project trained a model that is gone: resumed, it trains it again, to the same weights. */
import { factsOf, modelsOf } from '../../studies/facts'
import { publications } from '../../studies/kinds'
import { UserError } from '../../contract/errors'
import type { Plan } from '../../contract/plans'
import type { Project } from '../../project/project'

/** The first model of a plan that is gone and whose sweep is there; null: none. */
export async function makerOfGone(
  project: Project,
  plan: Plan,
): Promise<{ model: string; sweep: string } | null> {
  const there = new Set((await project.models.list()).map(({ id }) => id))
  const gone = modelsOf(plan).find(({ id }) => !there.has(id))
  if (gone === undefined) return null
  for (const { id, kind } of await project.studies.list()) {
    if (kind !== 'sweep') continue
    const makes = await publishes(project, id, gone.id).catch((error: unknown) => {
      // A sweep that cannot go on itself is no remedy.
      if (error instanceof UserError) return false
      throw error
    })
    if (makes) return { model: gone.id, sweep: id }
  }
  return null
}

async function publishes(project: Project, sweep: string, model: string): Promise<boolean> {
  const file = await project.studies.plan(sweep)
  if (file === null) return false
  const facts = await factsOf(project, file.plan)
  return publications(sweep, file.plan, facts).some(({ id }) => id === model)
}
