/**
 * A paragraph for the methods section of a paper, of one study: what was asked, of which models and images, with every
 * number, seed and version that another laboratory needs, and what it cites. It says what the plan says, nothing else.
 * Sentences stand in the past tense and use the paper's names.
 */
import { ATTACK_METHOD_FACTS, NORM_WORDS } from '../../contract/kinds/attack/methods'
import { formatNumber } from '../../contract/units'
import { architectureOf } from './models-table'
import type { Citation } from './citations'
import type { DataChoice } from '../../contract/choices'
import type { DataSetInfo } from '../../contract/data-set'
import type { AttackPlan } from '../../contract/kinds/attack/study'
import type { StartFrom } from '../../contract/kinds/sweep/start-from'
import type { ModelFile } from '../../contract/model'
import type { Plan } from '../../contract/plans'
import type { Recipe } from '../../contract/recipe'
import type { StudyResult } from '../../contract/results'
import { listed } from '../numbers'

export interface MethodsFacts {
  study: string
  plan: Plan
  result: StudyResult
  models: readonly ModelFile[]
  dataSets: readonly DataSetInfo[]
  /** Threads that its results were computed with; null: not known. */
  threads: number | null
  /** Of Halfpower. */
  version: string
  finished: { done: number; total: number }
}

export interface MethodsText {
  /** Plain text; citations as `[@key]`. */
  text: string
  cited: Citation[]
}

type PlanOf<Kind extends Plan['kind']> = Extract<Plan, { kind: Kind }>

export function methodsText(facts: MethodsFacts): MethodsText {
  const cited = new Set<Citation>(['li2023'])
  const cite = (...keys: Citation[]): string => {
    for (const key of keys) cited.add(key)
    return `[${keys.map((key) => `@${key}`).join('; ')}]`
  }
  const sentences = [...sentencesOf(facts.plan, facts, cite), ...ending(facts)]
  return { text: `${sentences.join(' ')}\n`, cited: [...cited] }
}

type Cite = (...keys: Citation[]) => string

function sentencesOf(plan: Plan, facts: MethodsFacts, cite: Cite): string[] {
  switch (plan.kind) {
    case 'sweep':
      return sweep(plan, facts, cite)
    case 'hybrid':
      return hybrid(plan, facts, cite)
    case 'attack':
      return attack(plan, facts, cite)
    case 'spectrum':
      return [...attack(plan.attack, facts, cite), ...spectrum(plan, cite)]
    case 'corruption':
      return corruption(plan, facts, cite)
    case 'filter':
      return filter(plan, facts)
    case 'fourier-map':
      return fourierMap(plan, facts, cite)
    case 'evaluation':
      return [
        `The clean accuracy of ${modelsWords(plan.models, facts)} was measured on ${imagesWords(plan.data, facts)}, with 95 % Wilson intervals over images ${cite('wilson1927')}.`,
      ]
    default:
      return otherKind(plan)
  }
}

/** A kind of study that nobody has written sentences for says so, instead of nothing. */
function otherKind({ kind }: { kind: string }): string[] {
  return [`The study was of kind "${kind}"; its plan stands in the project.`]
}

function sweep(plan: PlanOf<'sweep'>, { dataSets }: MethodsFacts, cite: Cite): string[] {
  const { network, recipe } = plan
  const fronts = [
    ...(plan.sigmas.length > 0 ? [blurWords(plan.sigmas)] : []),
    ...(plan.components
      ? [
          `a projection onto the leading ${listed(plan.components.map(String))} principal components of the training images`,
        ]
      : []),
    ...(plan.noises
      ? [
          `Gaussian noise with a standard deviation of ${listed(plan.noises.map(String))} (intensities in [0, 1]) on every image`,
        ]
      : []),
  ]
  const residual = /resnet/.test(network.architecture) ? ` ${cite('he2016')}` : ''
  return [
    `Networks were trained on ${imagesWords(plan.train, { dataSets })} that differed in their front end and training seed only ${cite('li2023')}.`,
    `Each was a ${architectureOf({ configuration: { ...network, sigma: null } })}${residual} with a ${network.stem === 'cifar' ? '3×3' : '7×7'} stem, for ${network.classes} classes and ${network.channels === 1 ? 'gray' : 'colour'} images of ${network.size}×${network.size} pixels, normalised with mean ${network.mean.join(', ')} and standard deviation ${network.std.join(', ')}.`,
    `Before the network stood ${listed(fronts)}.`,
    ...(plan.from === undefined ? [] : beginning(plan.from)),
    `The training ${plan.seeds.length === 1 ? 'seed was' : 'seeds were'} ${listed(plan.seeds.map(String))}.`,
    ...training(recipe),
    ...(plan.test === null
      ? []
      : [
          `Clean accuracy was measured on ${imagesWords(plan.test, { dataSets })}, with 95 % Wilson intervals over images ${cite('wilson1927')}.`,
        ]),
  ]
}

/** That weights were gone on from (methods B.4). */
function beginning({ name, weights, readOut, freezeUntil, reestimate }: StartFrom): string[] {
  const layer = readOut.kind === 'new' ? ' but for the last layer, which was drawn anew' : ''
  return [
    `All networks began with the weights of ${name} (SHA-256 ${weights.slice(0, 8)})${layer}, so that they are biased towards its tuning.`,
    ...(freezeUntil === undefined ? [] : [`The layers up to and including ${freezeUntil} were not trained.`]),
    ...(reestimate === undefined
      ? []
      : [
          `The running statistics of batch normalisation were found anew over ${reestimate} training images.`,
        ]),
  ]
}

/** `nothing (baseline), or a Gaussian blur with a standard deviation σ of 1, 2 and 3 pixels of the input` */
function blurWords(sigmas: readonly (number | null)[]): string {
  const blurs = sigmas.filter((sigma) => sigma !== null).map(String)
  const parts = [
    ...(sigmas.includes(null) ? ['nothing (baseline)'] : []),
    ...(blurs.length > 0
      ? [`a Gaussian blur with a standard deviation σ of ${listed(blurs)} pixels of the input`]
      : []),
  ]
  return parts.join(', or ')
}

function training(recipe: Recipe): string[] {
  const schedule = {
    constant: 'held constant',
    cyclic: 'lowered in cycles',
    cosine: 'lowered along a cosine',
    'one-cycle': 'varied in one cycle',
  }[recipe.schedule.kind]
  return [
    `Training was by stochastic gradient descent on the cross entropy for ${recipe.epochs} epochs in batches of ${recipe.batchSize} images${recipe.microBatch === undefined ? '' : ` (${recipe.microBatch} at a time, their gradients added up)`}, with momentum ${recipe.momentum}, a weight decay of ${recipe.weightDecay} and a largest learning rate of ${recipe.learningRate} that was ${schedule}.`,
    `A share of ${String(Math.round(recipe.validationFraction * 1e4) / 100)} % of the training images was kept apart, and the weights of the epoch with the lowest loss on them were kept; training images were ${recipe.augmentation === null ? 'not augmented' : 'augmented at random'}.`,
  ]
}

function hybrid(plan: PlanOf<'hybrid'>, facts: MethodsFacts, cite: Cite): string[] {
  const { result } = facts
  const resamples = result.kind === 'hybrid' ? result.models[0]?.f_rev.resamples : undefined
  const pairs =
    plan.pairing.kind === 'seeded'
      ? `Images were paired at random with images of another class, anew for each of ${plan.pairing.seeds.length} pairing seeds (${listed(plan.pairing.seeds.map(String))}).`
      : `Pairs of images were given as a list of ${plan.pairing.pairs.low.length}.`
  return [
    `The preference of ${modelsWords(plan.models, facts)} for spatial frequencies was measured with hybrid images ${cite('li2023')}, made of the low spatial frequencies of one image and the high ones of another from ${imagesWords(plan.data, facts)}.`,
    `Mixing frequencies f_mix were ${listed(plan.fMix.values.map(String))} (${plan.fMix.unit}).`,
    pairs,
    'At each f_mix we counted how often a network answered the class of the low-frequency image (p_low), of the high-frequency image (p_high) or another one (p_other).',
    `The reversal frequency f_rev is the f_mix at which p_low = p_high, interpolated linearly; its 95 % interval is a percentile bootstrap${resamples === undefined ? '' : ` of ${formatNumber(resamples)} resamples`} over images and pairings.`,
  ]
}

function attack(plan: AttackPlan, facts: Pick<MethodsFacts, 'models' | 'dataSets'>, cite: Cite): string[] {
  const { settings, images } = plan
  const { title, needsEpsilon } = ATTACK_METHOD_FACTS[settings.method]
  const usesBoundary = ['paper', 'brendel-bethge', 'minimal'].includes(settings.method)
  return [
    `${needsEpsilon ? 'Adversarial perturbations' : 'Minimal adversarial perturbations'} of ${modelsWords(plan.models, facts)} were searched for in the ${NORM_WORDS[settings.norm]} norm (pixels in [0, 1]) with the method "${title}"${usesBoundary ? ` ${cite('brendel2019')}` : ''}, ${settings.goal === 'targeted' ? 'towards fixed target classes' : 'towards any other class'}, of ${images.indices.length} images of ${dataSetWords(plan.data, facts)}: ${images.origin}.`,
    settings.confidence === null
      ? `An image counted as adversarial where the ${settings.goal === 'targeted' ? "target's logit exceeded" : 'largest wrong logit exceeded'} every other by ${settings.margin}.`
      : `An image counted as adversarial where the softmax probability of the ${settings.goal === 'targeted' ? 'target' : 'wrong answer'} was above ${settings.confidence}.`,
    ...(settings.epsilon === null ? [] : [`Perturbations were at most ε = ${settings.epsilon} large.`]),
    `Each was verified in a fresh forward pass of the stored image; the attack's seed was ${settings.seed}.`,
  ]
}

function spectrum(plan: PlanOf<'spectrum'>, cite: Cite): string[] {
  return [
    `The power spectra of the perturbations were averaged over images and colour channels, and the half-power frequency f_0.5 is the radius below which half of their power lies ${cite('li2023')}.`,
    `Its 95 % interval is a bias-corrected and accelerated bootstrap ${cite('efron1987')} of ${formatNumber(plan.bootstrap.resamples)} resamples over images (seed ${plan.bootstrap.seed}).`,
  ]
}

function corruption(plan: PlanOf<'corruption'>, facts: MethodsFacts, cite: Cite): string[] {
  const { result } = facts
  const origin = result.kind === 'corruption' ? result.origin : null
  return [
    `The accuracy of ${modelsWords(plan.models, facts)} was measured on ${imagesWords(plan.data, facts)} under ${plan.types.length} types of common corruptions ${cite('hendrycks2019')} (${listed(plan.types.map((type) => type.replaceAll('_', ' ').replaceAll('-', ' ')))}) at ${plan.severities.length === 1 ? 'severity' : 'severities'} ${listed(plan.severities.map(String))}.`,
    ...(origin === null
      ? []
      : [`Corrupted images: ${origin.label}${origin.seed === null ? '' : ` (seed ${origin.seed})`}.`]),
    'Means are unweighted over types and severities, with 95 % intervals over images.',
  ]
}

function filter(plan: PlanOf<'filter'>, facts: MethodsFacts): string[] {
  return [
    `The accuracy of ${modelsWords(plan.models, facts)} was measured on low- and high-passed versions of ${imagesWords(plan.data, facts)}.`,
  ]
}

function fourierMap(plan: PlanOf<'fourier-map'>, facts: MethodsFacts, cite: Cite): string[] {
  return [
    `The error rate of ${modelsWords(plan.models, facts)} was measured on ${imagesWords(plan.data, facts)} under a perturbation along each direction of the Fourier basis ${cite('yin2019')}, of L2 norm ${formatNumber(plan.norm.value)} per channel (${plan.norm.origin}).`,
  ]
}

/** `4 models (baseline; σ = 1, 2 and 3 pixels)` with the beginnings of their weights' hashes. */
function modelsWords(
  chosen: readonly { id: string; weights: string }[],
  { models }: Pick<MethodsFacts, 'models'>,
): string {
  const names = chosen.map(({ id, weights }) => {
    const model = models.find((each) => each.id === id)
    return `${model?.name ?? id}: weights SHA-256 ${weights.slice(0, 8)}`
  })
  return `${chosen.length} ${chosen.length === 1 ? 'model' : 'models'} (${names.join('; ')})`
}

function imagesWords(data: DataChoice, facts: Pick<MethodsFacts, 'dataSets'>): string {
  const used = data.limit ?? data.images
  const seed = data.selection && 'seed' in data.selection ? data.selection.seed : undefined
  const part = used === data.images ? 'all' : formatNumber(used)
  return `${part} ${used === data.images ? formatNumber(data.images) : `of the ${formatNumber(data.images)}`} images of ${dataSetWords(data, facts)}${typeof seed === 'number' ? `, drawn with seed ${seed}` : ''}`
}

function dataSetWords(
  { dataSet, split, hash }: DataChoice,
  { dataSets }: Pick<MethodsFacts, 'dataSets'>,
): string {
  const name = dataSets.find(({ id }) => id === dataSet)?.name ?? dataSet
  return `"${name}"${split === null ? '' : ` (${split})`} (content SHA-256 ${hash.slice(0, 8)})`
}

function ending({ study, plan, threads, version, finished }: MethodsFacts): string[] {
  return [
    `Everything was computed with Halfpower ${version} on the device ${plan.device}${threads === null ? '' : ` with ${threads} ${threads === 1 ? 'thread' : 'threads'}`} (study ${study}).`,
    ...(finished.done < finished.total
      ? [`THE STUDY IS NOT FINISHED: ${finished.done} of ${finished.total} units are.`]
      : []),
  ]
}
