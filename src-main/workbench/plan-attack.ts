/**
 * From a request for perturbations, or for their spectra, to a plan that names every image and every target.
 */
import { ATTACK_METHOD_FACTS, NORM_WORDS } from '../contract/kinds/attack/methods'
import { UserError } from '../contract/errors'
import { DEFAULT_IMAGES } from '../contract/image-selection'
import { imagesInWords } from '../studies/measured-images'
import { chooseImages, listedImages, listedMost } from './choose-images'
import { modelChoices } from './class-matching'
import { findModels, measured } from './measured'
import { isStochastic } from '../contract/model'
import type {
  AttackPlan,
  AttackRequest,
  AttackSettings,
  attackSettingsRequestSchema,
} from '../contract/kinds/attack/study'
import type { SelectionChoice } from '../contract/image-selection'
import type { ModelFile } from '../contract/model'
import type { SpectrumPlan, SpectrumRequest } from '../contract/kinds/spectrum/study'
import type { Project } from '../project/project'
import type { MeasuredPart } from './choose-images'
import type { Planned, PlanningHelp } from './plan-study'
import type { z } from 'zod'

type SettingsRequest = z.output<typeof attackSettingsRequestSchema>

/** The paper's number of resamples is not known; 1000 settle the interval to a few per cent of its width. */
const BOOTSTRAP = { resamples: 1000, seed: 0 }
const WHOLE: SelectionChoice = { rule: { kind: 'all' }, leftOut: [] }

export async function planAttack(
  project: Project,
  request: AttackRequest,
  help: PlanningHelp,
): Promise<Planned> {
  const plan = await attackPlan(project, request, request.models, help)
  const { length } = plan.models
  const { method, norm } = plan.settings
  return {
    plan,
    title: `Perturbations (${ATTACK_METHOD_FACTS[method].title}, ${NORM_WORDS[norm]}) of ${plan.data.dataSet}, ${length} ${length === 1 ? 'model' : 'models'}`,
  }
}

export async function planSpectrum(
  project: Project,
  request: SpectrumRequest,
  help: PlanningHelp,
): Promise<Planned> {
  if (request.attack !== undefined && request.settings !== undefined)
    throw new UserError('usage', 'Name either an attack study or the settings of an attack, not both.')
  const attack =
    request.settings !== undefined
      ? await attackPlan(project, request.settings, request.models, help)
      : await storedAttack(project, request)
  const plan: SpectrumPlan = {
    kind: 'spectrum',
    models: attack.models,
    data: attack.data,
    attack,
    points: request.points,
    bootstrap: BOOTSTRAP,
    device: attack.device,
  }
  const { length } = plan.models
  return {
    plan,
    title: `Spectra of perturbations (${NORM_WORDS[attack.settings.norm]}) of ${plan.data.dataSet}, ${length} ${length === 1 ? 'model' : 'models'}`,
  }
}

async function attackPlan(
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
  const data = await chooseImages(project, found, request, DEFAULT_IMAGES.attack, help)
  const { rule, leftOut } = data.selection ?? WHOLE
  const images = await help.targets({ selection: { rule, leftOut }, most: null, targets }, file, part.split)
  return { data, images: { ...images, origin: `${imagesInWords(data)}, ${images.origin}` } }
}

/** Passes averaged per question where a stochastic model is attacked and nobody says how many. */
const USUAL_SAMPLES = 8

/** @throws UserError('usage') where averaging is asked for and no model has anything to average */
function samplesFor(asked: number | undefined, models: readonly ModelFile[]): number {
  const isAny = models.some(({ configuration }) => isStochastic(configuration))
  if (asked === undefined) return isAny ? USUAL_SAMPLES : 1
  if (asked > 1 && !isAny)
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

/** The attack of a study, restricted to the models that are asked for. */
async function storedAttack(project: Project, request: SpectrumRequest): Promise<AttackPlan> {
  const wanted =
    request.attack !== undefined && request.models.includes('all')
      ? null
      : (await findModels(project, request.models)).map(({ id }) => id)
  if (request.attack !== undefined) {
    const { id } = await project.studies.find(request.attack)
    const plan = (await project.studies.plan(id))?.plan
    if (plan?.kind !== 'attack')
      throw new UserError('usage', `The study "${id}" is not one of perturbations: name an attack study.`)
    const missing = wanted?.find((model) => !plan.models.some((other) => other.id === model))
    if (missing !== undefined)
      throw new UserError(
        'usage',
        `The model "${missing}" is not in the attack study "${id}": it has ${plan.models.map((model) => model.id).join(', ')}.`,
      )
    return restricted(plan, wanted)
  }
  // The newest one that has all of them; the list is in queue order.
  for (const info of (await project.studies.list()).reverse()) {
    const plan = (await project.studies.plan(info.id))?.plan
    if (plan?.kind !== 'attack' || info.state === 'cancelled') continue
    if (wanted!.every((model) => plan.models.some((other) => other.id === model)))
      return restricted(plan, wanted)
  }
  throw new UserError(
    'usage',
    `There is no attack study of ${namesOf(wanted!)} to take spectra of: run "halfpower attack" first, or name a data set and a norm here.`,
  )
}

function restricted(plan: AttackPlan, models: readonly string[] | null): AttackPlan {
  return models === null ? plan : { ...plan, models: plan.models.filter(({ id }) => models.includes(id)) }
}

function namesOf(models: readonly ModelFile['id'][]): string {
  return models.length === 1
    ? `the model "${models[0]}"`
    : `all of ${models.map((id) => `"${id}"`).join(', ')}`
}
