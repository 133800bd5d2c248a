/**
 * What differs between two models besides what is measured: architecture, front end, normaliser, data, first weights, training
 * and loss. Stated beside every comparison, so that no ranking of methods is read off two models that differ in more than the
 * method. What is not known of either is stated, too: that it is the same is not known.
 */
import { architectureWords } from '../../contract/architectures'
import { canonicalJson } from '../../contract/json'
import { formatNumber } from '../../contract/units'
import { frontEndWords } from '../../studies/sweep/expand'
import { termWords } from '../../studies/sweep/neural-runs'
import type { ModelComparison } from '../../contract/comparisons/comparison'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { ModelFile } from '../../contract/model'
import type { Project } from '../../project/project'

type Difference = ModelComparison['differences'][number]

export async function modelDifferences(
  project: Project,
  first: ModelFile,
  second: ModelFile,
): Promise<Difference[]> {
  const [one, two] = [await planOf(project, first), await planOf(project, second)]
  const found: Difference[] = []
  const differ = (aspect: Difference['aspect'], a: string, b: string): void => {
    if (a !== b || !isKnown(a)) found.push({ aspect, first: a, second: b })
  }
  const structure = ({ configuration }: ModelFile): string => {
    const {
      sigma: _sigma,
      components: _components,
      noise: _noise,
      mean: _mean,
      std: _std,
      ...rest
    } = configuration
    return canonicalJson(rest)
  }
  if (structure(first) !== structure(second)) {
    const [a, b] = [first, second].map(
      ({ configuration, parameters }) =>
        `${architectureWords(configuration)}, width ${configuration.width}, ${parameters} parameters`,
    ) as [string, string]
    found.push({
      aspect: 'architecture',
      first: a,
      second: a === b ? 'the same in these words, with other details' : b,
    })
  }
  differ('front end', frontEndOf(first), frontEndOf(second))
  differ('normaliser', normaliserOf(first), normaliserOf(second))
  differ('data', dataOf(first, one), dataOf(second, two))
  differ('first weights', startOf(first, one), startOf(second, two))
  differ('training', trainingOf(first, one), trainingOf(second, two))
  differ('loss', lossOf(first), lossOf(second))
  differ('training seed', seedOf(first), seedOf(second))
  return found
}

function frontEndOf({ configuration: { sigma, components, noise } }: ModelFile): string {
  return frontEndWords({ sigma, components: components ?? null, noise: noise ?? null })
}

const ELSEWHERE = 'not known: it was trained elsewhere'
const GONE = 'not known: the plan of its sweep is gone'

function isKnown(words: string): boolean {
  return !words.startsWith('not known')
}

/** What is taken off each channel and what it is divided by, of pixels in [0,1]: with every digit, because the last one counts. */
function normaliserOf({ configuration: { mean, std } }: ModelFile): string {
  return `mean ${mean.join(', ')}, SD ${std.join(', ')}`
}

function dataOf({ provenance }: ModelFile, plan: SweepPlan | null): string {
  if (provenance.kind !== 'trained') return ELSEWHERE
  const images = plan === null ? '' : `, ${plan.train.limit ?? plan.train.images} images`
  return `${provenance.dataSet} (${provenance.dataHash.slice(0, 8)})${images}`
}

function startOf({ provenance }: ModelFile, plan: SweepPlan | null): string {
  if (provenance.kind !== 'trained') return ELSEWHERE
  const { from } = provenance
  if (from === undefined) return 'random, drawn with the training seed'
  const { weights, readOut, freezeUntil, reestimate } = from
  const parts = [
    `those of "${plan?.from?.name ?? from.model}" (${weights.slice(0, 8)})`,
    readOut.kind === 'new' ? 'with a new last layer' : null,
    freezeUntil === undefined ? null : `fixed up to and including "${freezeUntil}"`,
    reestimate === undefined ? null : `running statistics found anew over ${reestimate} images`,
  ]
  return parts.filter((part) => part !== null).join(', ')
}

/** The whole recipe: what is left out here would be said to be the same. */
function trainingOf({ provenance }: ModelFile, plan: SweepPlan | null): string {
  if (provenance.kind !== 'trained') return ELSEWHERE
  if (plan === null) return GONE
  const { recipe, splitSeed } = plan
  const { epochs, batchSize, microBatch, learningRate, momentum, weightDecay, schedule, augmentation } =
    recipe
  const batches =
    microBatch === undefined || microBatch === batchSize
      ? `${batchSize}`
      : `${batchSize} in parts of ${microBatch}`
  return [
    `${epochs} epochs`,
    `batches of ${batches}`,
    `largest rate ${learningRate}`,
    `momentum ${momentum}`,
    `weight decay ${weightDecay}`,
    `${schedule.kind}${settingsOf(schedule, 'kind')}`,
    augmentation === null ? 'no augmentation' : `augmented${settingsOf(augmentation)}`,
    `${formatNumber(recipe.validationFraction * 100)} % kept apart to choose the epoch (${splitSeed === undefined ? 'drawn with the training seed' : `split seed ${splitSeed}`})`,
  ].join(', ')
}

/** E.g. ` (rise 0.3, anneal cosine)`, of everything but some of it. */
function settingsOf(what: object, ...but: string[]): string {
  const words = Object.entries(what).flatMap(([name, value]: [string, unknown]): string[] => {
    if (but.includes(name)) return []
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return [`${name}${settingsOf(value)}`]
    return [
      `${name} ${Array.isArray(value) ? value.join('–') : value === null ? 'none' : `${value as string | number | boolean}`}`,
    ]
  })
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

function lossOf({ provenance }: ModelFile): string {
  if (provenance.kind !== 'trained') return ELSEWHERE
  return provenance.neural === undefined
    ? 'cross-entropy alone'
    : `cross-entropy, ${termWords(provenance.neural)}, layers ${provenance.neural.layers.join(', ')}`
}

function seedOf({ provenance }: ModelFile): string {
  return provenance.kind === 'trained' ? `${provenance.seed}` : 'not known'
}

async function planOf(project: Project, { provenance }: ModelFile): Promise<SweepPlan | null> {
  if (provenance.kind !== 'trained') return null
  const file = await project.studies.plan(provenance.study).catch(() => null)
  return file?.plan.kind === 'sweep' ? file.plan : null
}
