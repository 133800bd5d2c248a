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
    found.push({ model, identity: knownIdentity(model, study === null ? null : plans.get(study)!) })
  }
  const joined = joinImported(found)
  return new Map(found.map(({ model }, i) => [model.id, joined[i]!]))
}

/** What is the same file (project/stored-memory.ts) has the same identity; it is a hash of much. */
const known = new WeakMap<ModelFile, { plan: SweepPlan | null; identity: FamilyIdentity }>()

function knownIdentity(model: ModelFile, plan: SweepPlan | null): FamilyIdentity {
  const there = known.get(model)
  if (there?.plan === plan) return there.identity
  const identity = familyIdentity(model, plan)
  known.set(model, { plan, identity })
  return identity
}

/** A damaged plan is said on its own page; here it is one that cannot be read. */
async function sweepPlan(project: Project, study: string): Promise<SweepPlan | null> {
  const file = await project.studies.plan(study).catch(() => null)
  return file?.plan.kind === 'sweep' ? file.plan : null
}
