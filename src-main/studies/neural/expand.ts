/**
 * A measurement of a population as units: one for its tuning or its manifold; for similarities the products of the images by
 * its responses, once, and then one unit for each model; for maximal images the tuning of all, and then some neurons at a time.
 */
import { imageCount, imagesKey, imagesOf, makeUnit, modelOf } from '../study'
import { UserError } from '../../contract/errors'
import { usualNorm } from '../../neural/maximal-norm'
import { populationIdentity } from './identity'
import type { NeuralPlan } from '../../contract/kinds/neural/study'
import type { TuningRule } from '../../neural/tuning'
import type { PopulationChoice } from '../../contract/population'
import type { Facts, Unit } from '../study'

/** Raise each when the same settings give other numbers. */
const VERSIONS = { tuning: 2, manifold: 4, products: 3, similarity: 2, maximal: 1 } as const
/** Gratings of one frequency, and how many frequencies there usually are. */
const GRATINGS = 64 * 11

/** The population of a plan, for a task. @throws UserError('project') when it is not what it was */
export function populationOf({ id, identity }: NeuralPlan['population'], facts: Facts): PopulationChoice {
  const choice = facts.populations.get(id)
  if (!choice) throw new Error(`The population "${id}" was not looked up.`)
  if (populationIdentity(choice.file) !== identity)
    throw new UserError(
      'project',
      `The population "${id}" is not what it was when the study was planned: start the study anew.`,
    )
  return choice
}

/** Of the gallery's curves: those of tuning when nothing is said, so that they are computed once. */
const CURVES = { rule: 'peak', frequencies: null } as const
/** Neurons of one unit: what a kill can cost at most. */
const TOGETHER = 8

function tuningUnit(
  { population: planned, device }: NeuralPlan,
  { rule, frequencies }: { rule: TuningRule; frequencies: number[] | null },
  facts: Facts,
): Unit {
  const population = populationOf(planned, facts)
  return makeUnit({
    methodVersion: VERSIONS.tuning,
    device,
    settings: { population: planned.identity, rule, frequencies },
    label: `${population.file.name}, gratings`,
    work: GRATINGS,
    needs: [],
    arrays: 'safetensors',
    temporary: false,
    task: { kind: 'neural tuning', population, rule, frequencies },
  })
}

/** The units with the images of a plan's neurons; none for other questions. */
export function maximalUnits(
  plan: NeuralPlan,
  facts: Facts,
): { bound: number; pieces: { neurons: number[]; unit: Unit }[] } {
  const { question, device } = plan
  const population = populationOf(plan.population, facts)
  if (question.kind !== 'maximal' || question.neurons === null) return { bound: 0, pieces: [] }
  const { neurons: all, steps, seed } = question
  const norm = question.norm ?? usualNorm(population.file.image)
  const tuning = tuningUnit(plan, CURVES, facts)
  const pieces: { neurons: number[]; unit: Unit }[] = []
  for (let from = 0; from < all.length; from += TOGETHER) {
    const neurons = all.slice(from, from + TOGETHER)
    const unit = makeUnit({
      methodVersion: VERSIONS.maximal,
      device,
      settings: { tuning: tuning.key, neurons, norm, steps, seed },
      label: `${population.file.name}, images for neurons ${neurons.join(', ')}`,
      work: neurons.length * steps,
      needs: [tuning.key],
      arrays: 'safetensors',
      temporary: false,
      task: {
        kind: 'neural maximal',
        ...{ population, neurons, norm, steps, seed },
        curves: facts.arraysPath(tuning.key, 'safetensors'),
      },
    })
    pieces.push({ neurons, unit })
  }
  return { bound: norm, pieces }
}

export interface NeuralUnits {
  /** Tuning, manifold, or the products. */
  first: Unit
  /** Similarities, in the order of the plan's models. */
  models: { id: string; unit: Unit }[]
}

export function neuralUnits(plan: NeuralPlan, facts: Facts): NeuralUnits {
  const { question, device } = plan
  const population = populationOf(plan.population, facts)
  if (question.kind === 'tuning') return { first: tuningUnit(plan, question, facts), models: [] }
  if (question.kind === 'maximal') return { first: tuningUnit(plan, CURVES, facts), models: [] }
  const { data, most, batchSize } = plan
  const images = data === null ? null : imagesOf(data, facts)
  const shown = { population, images, most, batchSize }
  const settings = {
    population: plan.population.identity,
    images: data === null ? null : imagesKey(data),
    most,
    batchSize,
    scaling: question.scaling,
    seed: question.seed,
  }
  const work = data === null ? (most ?? 1) : imageCount(data)
  const described = { device, work, needs: [] }
  if (question.kind === 'manifold')
    return {
      first: makeUnit({
        ...described,
        methodVersion: VERSIONS.manifold,
        settings: { ...settings, components: question.components },
        label: `${population.file.name}, manifold`,
        arrays: 'safetensors',
        temporary: false,
        task: { kind: 'neural manifold', ...shown, ...pick(question), components: question.components },
      }),
      models: [],
    }
  const { source } = population.file
  const hasCeiling = source.kind === 'recorded' && source.repeats.most > 1
  const first = makeUnit({
    ...described,
    // Ceilings of recordings were too high before: halves of the repeats were scaled by themselves (ceiling.ts).
    methodVersion: VERSIONS.products + (hasCeiling && question.scaling === 'sd' ? 1 : 0),
    settings,
    label: `${population.file.name}, responses`,
    arrays: 'safetensors',
    temporary: false,
    task: { kind: 'neural products', ...shown, ...pick(question) },
  })
  const { layers, spatialMean, seed } = question
  return {
    first,
    models: plan.models.map((choice) => {
      const model = modelOf(choice, facts)
      return {
        id: choice.id,
        unit: makeUnit({
          methodVersion: VERSIONS.similarity,
          device,
          settings: { products: first.key, weights: model.key, layers, spatialMean, seed, batchSize },
          label: `${choice.id}, layers`,
          work,
          needs: [first.key],
          arrays: null,
          temporary: false,
          task: {
            kind: 'neural similarity',
            ...shown,
            model: model.task,
            layers,
            spatialMean,
            products: facts.arraysPath(first.key, 'safetensors'),
            seed,
          },
        }),
      }
    }),
  }
}

function pick({ scaling, seed }: { scaling: 'none' | 'sd'; seed: number }): {
  scaling: 'none' | 'sd'
  seed: number
} {
  return { scaling, seed }
}

export function expandNeural(plan: NeuralPlan, facts: Facts): Unit[] {
  const { first, models } = neuralUnits(plan, facts)
  return [first, ...[...models, ...maximalUnits(plan, facts).pieces].map(({ unit }) => unit)]
}
