/**
 * What a study was asked, in one short phrase: what tells two studies of one kind, of the same models and data set, apart.
 * For lists of studies and their cards; captions say it at length.
 */
import { ATTACK_METHOD_FACTS, NORM_WORDS } from '../kinds/attack/methods'
import type { DataChoice } from './choices'
import type { AttackPlan } from '../kinds/attack/study'
import type { NeuralPlan } from '../kinds/neural/study'
import type { SweepPlan } from '../kinds/sweep/study'
import type { Plan } from '../plans'

/** Of a list of numbers so many are written out. */
const WRITTEN = 6

export function askedWords(plan: Plan): string {
  switch (plan.kind) {
    case 'sweep':
      return sweepWords(plan)
    case 'hybrid':
      return phrases(
        plan.pairing.kind === 'listed'
          ? `${plan.pairing.pairs.low.length} listed pairs`
          : `${images(plan.data)}, pairing ${numbered('seed', plan.pairing.seeds)}`,
        `${plan.fMix.values.length} f_mix from ${plan.fMix.values[0]!} to ${plan.fMix.values.at(-1)!}`,
      )
    case 'attack':
      return attackWords(plan)
    case 'spectrum':
      return attackWords(plan.attack)
    case 'corruption':
      return phrases(
        images(plan.data),
        plan.types.length <= 3 ? plan.types.join(', ') : `${plan.types.length} types`,
        numbered(plan.severities.length === 1 ? 'severity' : 'severities', plan.severities, ''),
        plan.source.kind === 'official' ? 'official files' : `corruption seed ${plan.source.seed}`,
      )
    case 'filter':
      return phrases(
        images(plan.data),
        `${plan.filters.join(' and ')} at ${plan.cutOffs.values.length} cut-offs`,
        plan.naturalness === null ? null : 'naturalness',
      )
    case 'fourier-map':
      return phrases(
        images(plan.data),
        `perturbations of L2 norm ${Number(plan.norm.value.toPrecision(3))} per channel`,
        plan.extent === null ? 'whole plane' : `up to ${plan.extent} cycles/image`,
        `sign seed ${plan.seed}`,
      )
    case 'evaluation':
      return images(plan.data)
    case 'neural':
      return neuralWords(plan)
    default:
      throw plan satisfies never
  }
}

/** The data set that a study measures or trains on; null: gratings, or a recording's own images. */
export function dataSetOf(plan: Plan): string | null {
  return plan.kind === 'sweep' ? plan.train.dataSet : (plan.data?.dataSet ?? null)
}

function sweepWords({
  sigmas,
  components,
  noises,
  seeds,
  network,
  recipe,
  train,
  neural,
}: SweepPlan): string {
  return phrases(
    sigmas.length === 0 ? null : `σ ${list(sigmas.map((sigma) => sigma ?? 'none'))} pixels`,
    components === undefined ? null : `${list(components)} components`,
    noises === undefined ? null : `noise σ ${list(noises)}`,
    `training ${numbered('seed', seeds)}`,
    `width ${network.width}`,
    `${recipe.epochs} ${recipe.epochs === 1 ? 'epoch' : 'epochs'} of ${images(train)}`,
    neural === undefined ? null : 'with neurons',
  )
}

function attackWords({ data, images: attacked, settings }: AttackPlan): string {
  const { method, norm, goal, margin, confidence, epsilon, samples } = settings
  return phrases(
    images(data),
    `${ATTACK_METHOD_FACTS[method].title}, ${NORM_WORDS[norm]}`,
    goal === 'targeted'
      ? (/(element|class)-wise.*$/.exec(attacked.origin)?.[0] ?? attacked.origin)
      : 'untargeted',
    margin > 0 ? `margin ${margin} logits` : null,
    confidence === null ? null : `probability ${confidence}`,
    epsilon === null ? null : `within ε = ${epsilon}`,
    samples === 1 ? null : `${samples} samples`,
  )
}

function neuralWords({ question, population, data, most }: NeuralPlan): string {
  return phrases(
    question.kind,
    population.id,
    data === null ? null : `${images(data)} of ${data.dataSet}`,
    most === null ? null : `${most} of its own images`,
  )
}

/** A plan's images, e.g. `500 of 2000 images (subset seed 1)`. */
function images({ images: all, limit, selection }: DataChoice): string {
  const count = Math.min(all, limit ?? all)
  const rule = selection?.rule
  const seed = rule && 'seed' in rule ? ` (subset seed ${rule.seed})` : ''
  if (count === all) return `all ${all} images`
  return `${rule?.kind === 'first' ? 'the first ' : ''}${count} of ${all} images${seed}`
}

function numbered(word: string, numbers: readonly number[], plural = 's'): string {
  return `${word}${numbers.length === 1 ? '' : plural} ${list(numbers)}`
}

function list(values: readonly (number | string)[]): string {
  if (values.length <= WRITTEN) return values.join(', ')
  return `${values[0]!} … ${values.at(-1)!} (${values.length})`
}

function phrases(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' · ')
}
