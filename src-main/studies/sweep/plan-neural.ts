/** From what a request says of a population to the neural term of a sweep's plan (neural N.6). */
import { UserError } from '../../contract/errors'
import { USUAL_TERM } from '../../contract/kinds/sweep/neural'
import { MEASURED_PARTS } from '../../contract/images/measured-parts'
import { groupOfDrawn } from '../../contract/population-group'
import { graphOf } from '../../networks/graph-of'
import { layersOf, trainedLayer } from '../../networks/sections'
import { choosePart } from '../../project/data-sets'
import { populationIdentity } from '../neural/identity'
import { choice } from '../planning/measured'
import { distinct } from '../planning/planning'
import { learntImages } from './neural-runs'
import { simulatedTerm } from './simulated-term'
import type { NeuralTermPlan, NeuralTermRequest } from '../../contract/kinds/sweep/neural'
import type { NetworkGraph } from '../../networks/graph'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { PopulationFile } from '../../contract/population'
import type { Project } from '../../project/project'

/** Of the low-passed control, in pixels of 32 (measured in N.6). */
const BLUR = 1.5

export async function planNeuralTerm(
  project: Project,
  request: NeuralTermRequest,
  plan: Pick<SweepPlan, 'train' | 'recipe' | 'network'>,
): Promise<NeuralTermPlan> {
  const [population, ...others] = await populationsOf(project, request)
  const { controls, batchSize, scaling } = request
  const coTrained = request.method === 'co-training'
  if (coTrained) checkCoTraining(request)
  const alphas = coTrained ? [1] : (request.alphas ?? [...USUAL_TERM.alphas])
  if (alphas.every((alpha) => alpha === 0))
    throw new UserError(
      'usage',
      'With α = 0 alone the population plays no part: leave out --neural, or give an α above 0.',
    )
  const graph = graphOf({ ...plan.network, sigma: null })
  const layers = coTrained
    ? [readLayer(graph, request.layers)]
    : layersOf(graph, request.layers ?? null).map(({ name }) => name)
  const images = imagesOf(population, request.images, plan)
  if (batchSize > images.count)
    throw new UserError(
      'usage',
      `${batchSize} images a step are more than the ${images.count} whose similarities can be known: ask for fewer with --neural-batch.`,
    )
  return {
    ...termPopulation(population),
    ...(others.length === 0 ? {} : { others: others.map(termPopulation) }),
    ...(coTrained ? { method: 'co-training' } : {}),
    alphas: distinct('α', alphas),
    controls: distinct('control', controls),
    layers: distinct('layer', layers),
    images,
    shown: await shownOf(project, population),
    batchSize,
    scaling,
    seed: 0,
    blur: BLUR,
  }
}

/** What means nothing where responses are co-trained is refused rather than left aside. */
function checkCoTraining({ alphas, controls }: NeuralTermRequest): void {
  if (alphas !== undefined)
    throw new UserError(
      'usage',
      'Co-training has no α: the two losses are weighted by what is learned of their uncertainty; leave out --alpha.',
    )
  const pixels = controls.find((control) => control === 'pixels' || control === 'blurred')
  if (pixels !== undefined)
    throw new UserError(
      'usage',
      `Co-training has no control "${pixels}", which has no responses: there are none and shuffled.`,
    )
}

/** The one layer that a read-out of neurons reads: of those where a network is read the third (Safarani et al. 2021). */
function readLayer(graph: NetworkGraph, asked: readonly string[] | undefined): string {
  if (asked && asked.length !== 1)
    throw new UserError(
      'usage',
      `Co-training reads one layer, and ${asked.length} are named: give one with --layers.`,
    )
  const sections = layersOf(graph, null).map(({ name }) => name)
  const name = asked?.[0] ?? sections[2] ?? sections.at(-1)!
  trainedLayer(graph, name)
  return name
}

/** The populations of a request; several answer the same images, which a recording cannot. */
async function populationsOf(
  project: Project,
  { population, others = [] }: NeuralTermRequest,
): Promise<[PopulationFile, ...PopulationFile[]]> {
  const first = await project.populations.find(population)
  const more: PopulationFile[] = []
  for (const name of others) more.push(await project.populations.find(name))
  const all = [first, ...more]
  const recorded = all.find(({ kind }) => kind === 'recorded')
  if (recorded && more.length > 0)
    throw new UserError(
      'usage',
      `"${recorded.id}" is a recording, which has answers to its own images only: sweep it by itself.`,
    )
  distinct(
    'population',
    all.map(({ id }) => id),
  )
  return [first, ...more]
}

function termPopulation(file: PopulationFile): Pick<NeuralTermPlan, 'population' | 'group'> {
  const { id, name } = file
  const simulated = simulatedTerm(file)
  return {
    population: {
      ...{ id, identity: populationIdentity(file), name },
      ...(simulated ? { simulated } : {}),
    },
    group: groupOfDrawn(file),
  }
}

function imagesOf(
  { source }: PopulationFile,
  asked: number,
  plan: Pick<SweepPlan, 'train' | 'recipe'>,
): NeuralTermPlan['images'] {
  return source.kind === 'recorded'
    ? { from: 'recorded', count: Math.min(asked, source.images) }
    : { from: 'training', count: Math.min(asked, learntImages(plan)) }
}

async function shownOf(project: Project, { id, source }: PopulationFile): Promise<NeuralTermPlan['shown']> {
  if (source.kind !== 'recorded' || source.shown === null) return null
  const { shown } = source
  const file = await project.dataSets.find(shown.dataSet)
  await project.dataSets.assertAvailable(file)
  const part = choosePart(file, shown.split, MEASURED_PARTS)
  if (part.hash !== shown.hash)
    throw new UserError(
      'input',
      `The images of "${file.id}" are not those that the recording "${id}" was added with: restore them, or add the recording again.`,
    )
  return choice(file, part, undefined)
}
