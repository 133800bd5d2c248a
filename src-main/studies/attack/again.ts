/** From a plan of perturbations back to what was asked. */
import { USUAL_IMAGES } from '../../contract/kinds/attack/study'
import { lostList, measuredAgain } from '../again/again'
import { usualSamples } from './plan'
import { targetsInWords } from './target-words'
import type { AttackPlan, PerturbationStart, TargetsRequest } from '../../contract/kinds/attack/study'
import type { ModelFile } from '../../contract/model'
import type { Again, Known } from '../again/again'

export function attackAgain(plan: AttackPlan, known: Known): Again<'attack'> {
  const { settings, images, device } = plan
  const { samples, goal, ...same } = settings
  const models = plan.models.flatMap(({ id }): ModelFile[] => {
    const file = known.models.get(id)
    return file ? [file] : []
  })
  const targets = goal === 'untargeted' ? undefined : drawnTargets(images.origin)
  return {
    request: {
      kind: 'attack',
      ...measuredAgain(plan, USUAL_IMAGES, known),
      ...same,
      goal,
      ...(targets ? { targets } : {}),
      ...(plan.startFrom ? { startFrom: sourceAgain(plan.startFrom, known) } : {}),
      ...(samples === usualSamples(models) ? {} : { samples }),
      device,
    },
    lost: targets === null ? [lostList('targets', `Its ${images.indices.length} images and targets`)] : [],
  }
}

/** The study itself where it has no other model: of a model, the newest study that fits would be taken. */
function sourceAgain({ study, model }: PerturbationStart, { attacks }: Known): string {
  return attacks.get(study)?.models.length === 1 ? study : model
}

/** A plan keeps the targets themselves; how they were drawn is in its words. Null: a file named them. */
function drawnTargets(origin: string): TargetsRequest | null {
  for (const kind of ['element-wise', 'class-wise'] as const) {
    const seed = /\(target seed (\d+)\)$/.exec(origin)?.[1]
    if (seed !== undefined && origin.endsWith(targetsInWords(kind, Number(seed))))
      return { kind, seed: Number(seed) }
  }
  return null
}
