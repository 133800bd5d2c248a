/** The identities of a project's models: each beside the plan of the sweep that trained it. */
import { familyIdentity, joinImported } from './identity'
import type { ModelFile } from '../../contract/model'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { Project } from '../../project/project'
import type { FamilyIdentity } from './identity'

/** By id of the model. */
export async function projectIdentities(
  project: Project,
  models: readonly ModelFile[],
): Promise<Map<string, FamilyIdentity>> {
  const plans = new Map<string, SweepPlan | null>()
  const found = []
  for (const model of models) {
    const { provenance } = model
    const study = provenance.kind === 'trained' ? provenance.study : null
    if (study !== null && !plans.has(study)) plans.set(study, await sweepPlan(project, study))
    found.push({ model, identity: familyIdentity(model, study === null ? null : plans.get(study)!) })
  }
  const joined = joinImported(found)
  return new Map(found.map(({ model }, i) => [model.id, joined[i]!]))
}

/** A damaged plan is said on its own page; here it is one that cannot be read. */
async function sweepPlan(project: Project, study: string): Promise<SweepPlan | null> {
  const file = await project.studies.plan(study).catch(() => null)
  return file?.plan.kind === 'sweep' ? file.plan : null
}
