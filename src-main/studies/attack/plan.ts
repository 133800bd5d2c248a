/** From a request for perturbations to a plan that names every image and every target. */
import { UserError } from '../../contract/errors'
import { USUAL_IMAGES } from '../../contract/kinds/attack/study'
import { ATTACK_METHOD_FACTS, NORM_WORDS } from '../../contract/kinds/attack/methods'
import { isStochastic } from '../../contract/model'
import { imagesInWords } from '../../contract/images/words'
import { chooseImages, listedImages, listedMost } from '../planning/choose-images'
import { modelChoices } from '../planning/class-matching'
import { measured } from '../planning/measured'
import { perturbationStart } from './perturbation-start'
import type { SelectionChoice } from '../../contract/images/selection'
import type {
  AttackPlan,
  AttackRequest,
  AttackSettings,
  attackSettingsRequestSchema,
} from '../../contract/kinds/attack/study'
import type { ModelFile } from '../../contract/model'
import type { Project } from '../../project/project'
import type { MeasuredPart } from '../planning/choose-images'
import type { Planned, PlanningHelp } from '../planning/planning'
import type { z } from 'zod'

type SettingsRequest = z.output<typeof attackSettingsRequestSchema>

const WHOLE: SelectionChoice = { rule: { kind: 'all' }, leftOut: [] }

export async function planAttack(
  project: Project,
  request: AttackRequest,
  help: PlanningHelp,
): Promise<Planned> {
  const cold = await attackPlan(project, request, request.models, help)
  const plan =
    request.startFrom === undefined
      ? cold
      : { ...cold, startFrom: await perturbationStart(project, request.startFrom, cold) }
  const { length } = plan.models
  const { method, norm } = plan.settings
  return {
    plan,
    title: `Perturbations (${ATTACK_METHOD_FACTS[method].title}, ${NORM_WORDS[norm]}) of ${plan.data.dataSet}, ${length} ${length === 1 ? 'model' : 'models'}`,
  }
}

export async function attackPlan(
  project: Project,
  request: SettingsRequest,
  names: string[],
  help: PlanningHelp,
): Promise<AttackPlan> {
  checkMethod(request)
  const found = await measured(project, {
    models: names,
    dataSet: request.dataSet,
    split: request.split,
  })
  const { models } = found
  const { norm, method, goal, margin, confidence, epsilon, seed, batchSize } = request
  const targets = goal === 'untargeted' ? null : request.targets
  if (request.targets.kind === 'file' && targets === null)
    throw new UserError(
      'usage',
      'Untargeted perturbations have no targets: leave out the targets file, or ask for targeted ones.',
    )
  const settings: AttackSettings = {
    norm,
    method,
    goal,
    margin,
    confidence,
    epsilon,
    seed,
    batchSize,
    samples: samplesFor(request.samples, models),
  }
  return {
    kind: 'attack',
    models: modelChoices(models, found.file),
    ...(await imagesAndTargets(project, found, request, targets, help)),
    settings,
    device: await help.device(request.device),
  }
}

async function imagesAndTargets(
  project: Project,
  found: MeasuredPart,
  request: SettingsRequest,
  targets: SettingsRequest['targets'] | null,
  help: PlanningHelp,
): Promise<Pick<AttackPlan, 'data' | 'images'>> {
  const { file, part } = found
  if (targets?.kind === 'file') {
    const most = listedMost(request, 'A targets file') ?? null
    const images = await help.targets({ selection: WHOLE, most, targets }, file, part.split)
    return { data: await listedImages(project, found, images.indices, help), images }
  }
  const data = await chooseImages(project, found, request, USUAL_IMAGES, help)
  const { rule, leftOut } = data.selection ?? WHOLE
  const images = await help.targets({ selection: { rule, leftOut }, most: null, targets }, file, part.split)
  return { data, images: { ...images, origin: `${imagesInWords(data)}, ${images.origin}` } }
}

/** Passes averaged per question where a stochastic model is attacked and nobody says how many. */
const USUAL_SAMPLES = 8

/** Passes averaged when nothing is said. */
export function usualSamples(models: readonly ModelFile[]): number {
  return models.some(({ configuration }) => isStochastic(configuration)) ? USUAL_SAMPLES : 1
}

/** @throws UserError('usage') where averaging is asked for and no model has anything to average */
function samplesFor(asked: number | undefined, models: readonly ModelFile[]): number {
  const usual = usualSamples(models)
  if (asked === undefined) return usual
  if (asked > 1 && usual === 1)
    throw new UserError(
      'usage',
      `Averaging ${asked} samples is useless here: ${models.length === 1 ? `the model "${models[0]!.id}" draws` : 'these models draw'} no noise and answers alike at every pass; leave the number of samples out, or choose a stochastic model.`,
    )
  return asked
}

/** What the method cannot do, before anything is looked up. */
function checkMethod({ method, norm, goal, epsilon }: SettingsRequest): void {
  const facts = ATTACK_METHOD_FACTS[method]
  if (!facts.norms.includes(norm))
    throw new UserError(
      'usage',
      `The method "${method}" does not measure in ${NORM_WORDS[norm]}: choose another method, or the norm ${facts.norms.map((name) => NORM_WORDS[name]).join(' or ')}.`,
    )
  if (!facts.goals.includes(goal))
    throw new UserError(
      'usage',
      `The method "${method}" only finds ${facts.goals.join(' or ')} perturbations: choose another method, or ask for ${facts.goals.join(' or ')} ones.`,
    )
  if (facts.needsEpsilon && epsilon === null)
    throw new UserError(
      'usage',
      `The method "${method}" works at a fixed size ε: give one, or choose a method that looks for the smallest, such as "minimal".`,
    )
}
