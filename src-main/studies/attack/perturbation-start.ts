/** Whose stored perturbations the searches of a plan begin with. */
import { UserError } from '../../contract/errors'
import { NORM_WORDS } from '../../contract/kinds/attack/methods'
import { factsOf } from '../facts'
import { attackModels } from './expand'
import type { AttackPlan, PerturbationStart } from '../../contract/kinds/attack/study'
import type { Project } from '../../project/project'

/**
 * @param named a model, or an attack study of one model
 * @param plan that is to begin with them
 * @throws UserError('usage') where there are none for its images and targets, or its method does not begin anywhere
 */
export async function perturbationStart(
  project: Project,
  named: string,
  plan: AttackPlan,
): Promise<PerturbationStart> {
  const { method, epsilon, norm } = plan.settings
  if (method !== 'minimal' || epsilon !== null)
    throw new UserError(
      'usage',
      'Only the method "minimal" without a largest ε begins with perturbations of another model: leave out --start-from, or --method and --epsilon.',
    )
  const source = await sourceOf(project, named, plan)
  const { name } = await project.models.find(source.model)
  const stored = await project.studies.plan(source.study)
  if (stored?.plan.kind !== 'attack') throw new Error(`The study "${source.study}" is not of perturbations.`)
  const theirs = stored.plan
  const facts = await factsOf(project, theirs)
  const units = attackModels(theirs, facts).find(({ model }) => model === source.model)!
  const blocks: PerturbationStart['blocks'] = []
  for (const unit of units.blocks) {
    if (unit.task.kind !== 'attack') continue
    const { indices, targets } = unit.task
    const shared = indices.filter((index, i) => isAsked(plan, index, targets?.[i] ?? null))
    if (shared.length > 0 && (await project.results.read(unit.key)))
      blocks.push({ key: unit.key, indices: shared })
  }
  if (blocks.length === 0)
    throw new UserError(
      'usage',
      `"${name}" has no finished ${NORM_WORDS[norm]} perturbations of these images with these targets (study "${source.study}"): attack it first with the same data set, images and targets, or leave out --start-from.`,
    )
  return { ...source, name, blocks, version: 2 }
}

function isAsked(
  { images: { indices, targets } }: AttackPlan,
  index: number,
  target: number | null,
): boolean {
  const place = indices.indexOf(index)
  return place >= 0 && (targets?.[place] ?? null) === target
}

async function sourceOf(
  project: Project,
  named: string,
  plan: AttackPlan,
): Promise<Pick<PerturbationStart, 'study' | 'model'>> {
  const study = await project.studies.find(named).catch(() => null)
  if (study) {
    const theirs = (await project.studies.plan(study.id))?.plan
    if (theirs?.kind !== 'attack')
      throw new UserError(
        'usage',
        `The study "${study.id}" is not one of perturbations: name an attack study, or a model.`,
      )
    const [only, ...others] = theirs.models
    if (others.length > 0)
      throw new UserError(
        'usage',
        `The study "${study.id}" has ${theirs.models.length} models: name the one to begin with, e.g. --start-from ${only!.id}.`,
      )
    checkAlike(theirs, plan, study.id)
    return { study: study.id, model: only!.id }
  }
  const { id, name } = await project.models.find(named)
  // The list is in queue order: the newest that fits.
  for (const info of (await project.studies.list()).reverse()) {
    const theirs = (await project.studies.plan(info.id))?.plan
    // What began with this model's perturbations took them from another study; so does the same study once more.
    if (theirs?.kind !== 'attack' || theirs.startFrom?.model === id) continue
    if (theirs.models.some((model) => model.id === id) && isAlike(theirs, plan))
      return { study: info.id, model: id }
  }
  throw new UserError(
    'usage',
    `"${name}" has no attack study of the same data set, norm and goal to begin with: attack it first, or leave out --start-from.`,
  )
}

function isAlike(theirs: AttackPlan, ours: AttackPlan): boolean {
  return (
    theirs.data.hash === ours.data.hash &&
    theirs.settings.norm === ours.settings.norm &&
    theirs.settings.goal === ours.settings.goal
  )
}

function checkAlike(theirs: AttackPlan, ours: AttackPlan, study: string): void {
  if (!isAlike(theirs, ours))
    throw new UserError(
      'usage',
      `The perturbations of the study "${study}" are of another data set, norm or goal: name one that has them in common.`,
    )
}
