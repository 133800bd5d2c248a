/**
 * What differs between two models besides what is measured: architecture, front end, data, training and loss. Stated beside
 * every comparison, so that no ranking of methods is read off two models that differ in more than the method.
 */
import { architectureWords } from '../../contract/architectures'
import { canonicalJson } from '../../contract/json'
import { frontEndWords } from '../../studies/sweep/expand'
import { termWords } from '../../studies/sweep/neural-runs'
import type { ModelComparison } from '../../contract/comparison'
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
    if (a !== b) found.push({ aspect, first: a, second: b })
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
  differ('data', dataOf(first, one), dataOf(second, two))
  differ('training', trainingOf(first, one), trainingOf(second, two))
  differ('loss', lossOf(first), lossOf(second))
  differ('training seed', seedOf(first), seedOf(second))
  return found
}

function frontEndOf({ configuration: { sigma, components, noise } }: ModelFile): string {
  return frontEndWords({ sigma, components: components ?? null, noise: noise ?? null })
}

const ELSEWHERE = 'not known: it was trained elsewhere'

function dataOf({ provenance }: ModelFile, plan: SweepPlan | null): string {
  if (provenance.kind !== 'trained') return ELSEWHERE
  const images = plan === null ? '' : `, ${plan.train.limit ?? plan.train.images} images`
  return `${provenance.dataSet} (${provenance.dataHash.slice(0, 8)})${images}`
}

function trainingOf({ provenance }: ModelFile, plan: SweepPlan | null): string {
  if (provenance.kind !== 'trained') return ELSEWHERE
  if (plan === null) return `${provenance.epochs} epochs, of a sweep that is gone`
  const { epochs, batchSize, learningRate, momentum, weightDecay, schedule, augmentation } = plan.recipe
  return `${epochs} epochs, batches of ${batchSize}, largest rate ${learningRate}, momentum ${momentum}, weight decay ${weightDecay}, ${schedule.kind}, ${augmentation === null ? 'no augmentation' : 'augmented'}`
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
