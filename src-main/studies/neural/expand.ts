/**
 * A measurement of a population as units: one for its tuning or its manifold; for similarities the products of the images by
 * its responses, once, and then one unit for each model.
 */
import { imageCount, imagesKey, imagesOf, makeUnit, modelOf } from '../study'
import { UserError } from '../../contract/errors'
import { populationIdentity } from './identity'
import type { NeuralPlan } from '../../contract/kinds/neural/study'
import type { PopulationChoice } from '../../contract/population'
import type { Facts, Unit } from '../study'

/** Raise each when the same settings give other numbers. */
const VERSIONS = { tuning: 1, manifold: 1, products: 1, similarity: 1 } as const
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

export interface NeuralUnits {
  /** Tuning, manifold, or the products. */
  first: Unit
  /** Similarities, in the order of the plan's models. */
  models: { id: string; unit: Unit }[]
}

export function neuralUnits(plan: NeuralPlan, facts: Facts): NeuralUnits {
  const { question, device } = plan
  const population = populationOf(plan.population, facts)
  if (question.kind === 'tuning') {
    const { rule, frequencies } = question
    return {
      first: makeUnit({
        methodVersion: VERSIONS.tuning,
        device,
        settings: { population: plan.population.identity, rule, frequencies },
        label: `${population.file.name}, gratings`,
        work: GRATINGS,
        needs: [],
        arrays: 'safetensors',
        temporary: false,
        task: { kind: 'neural tuning', population, rule, frequencies },
      }),
      models: [],
    }
  }
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
  const first = makeUnit({
    ...described,
    methodVersion: VERSIONS.products,
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
  return [first, ...models.map(({ unit }) => unit)]
}
