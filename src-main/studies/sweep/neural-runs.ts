/** The neural term of a sweep's runs (neural N.6): the unit that finds its similarities, its words, its cost. */
import { imageCount, imagesKey, imagesOf, makeUnit } from '../study'
import { populationOf } from '../neural/expand'
import type { NeuralControl, NeuralTermPlan } from '../../contract/kinds/sweep/neural'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { NeuralTermOfModel } from '../../contract/model'
import type { Facts, Unit } from '../study'

/** Raise when similarities are found otherwise. */
const SIMILARITIES_VERSION = 1
/**
 * Those of a recording, whose neurons are weighted by their reliability, which is averaged before it is corrected, and corrected
 * for the repeat that halves of an odd number leave out.
 */
const RELIABLE_SIMILARITIES_VERSION = 3

/** The populations of a sweep, with the groups of the models that are drawn to them. */
export function termPopulations({
  neural,
}: Pick<SweepPlan, 'neural'>): Pick<NeuralTermPlan, 'population' | 'group'>[] {
  if (neural === undefined) return []
  const { population, group, others = [] } = neural
  return [{ population, group }, ...others]
}

/** Whether a control is of no population: its models are the same for all of them. */
function ofPixels(control: NeuralControl): boolean {
  return control === 'pixels' || control === 'blurred'
}

/** The neural terms of a plan's runs. α = 0 is no term, whatever the control, and so one ordinary run. */
export function neuralTerms(plan: Pick<SweepPlan, 'neural'>): (NeuralTermOfModel | null)[] {
  if (plan.neural === undefined) return [null]
  const { alphas, controls, layers, method } = plan.neural
  const none = alphas.includes(0) ? [null] : []
  const terms = termPopulations(plan).flatMap(({ population: { id, name, identity, simulated } }, place) =>
    alphas
      .filter((alpha) => alpha > 0)
      .flatMap((alpha) =>
        controls.flatMap((control) =>
          place > 0 && ofPixels(control)
            ? []
            : [
                {
                  ...{ population: id, name, identity, alpha, control, layers },
                  ...(method ? { method } : {}),
                  ...(simulated && !ofPixels(control) ? { simulated } : {}),
                },
              ],
        ),
      ),
  )
  return [...none, ...terms]
}

/** The similarities of a control: one unit for all runs of it, and for those of other sweeps. */
export function similaritiesUnit(
  plan: SweepPlan,
  facts: Facts,
  { control, population: id }: Pick<NeuralTermOfModel, 'control' | 'population'>,
): Unit {
  const { images, shown, scaling, seed, blur, method } = plan.neural!
  const { population } = termPopulations(plan).find((each) => each.population.id === id)!
  const neurons = control === 'none' || control === 'shuffled'
  const choice = populationOf(population, facts)
  const { validationFraction } = plan.recipe
  const splitSeed = plan.splitSeed!
  const { size, channels } = plan.network
  const training = images.from === 'training'
  return makeUnit({
    methodVersion: training || method || !neurons ? SIMILARITIES_VERSION : RELIABLE_SIMILARITIES_VERSION,
    device: plan.device,
    settings: {
      control,
      ...(method ? { what: 'responses' } : {}),
      // Pixels have neither neurons nor their scaling.
      ...(neurons ? { population: population.identity, scaling } : {}),
      ...(control === 'blurred' ? { blur } : {}),
      source: training
        ? { images: imagesKey(plan.train), validationFraction, splitSeed }
        : { recording: population.identity, size, channels },
      count: images.count,
      seed,
    },
    label: `${controlWords(control, population.name)}: ${method ? 'responses to' : 'similarities of'} ${images.count} images`,
    work: images.count,
    needs: [],
    arrays: 'safetensors',
    temporary: true,
    task: {
      kind: 'neural similarities',
      ...(method ? { what: 'responses' } : {}),
      population: neurons ? choice : null,
      control,
      scaling,
      blur,
      source: training
        ? { from: 'training', images: imagesOf(plan.train, facts), validationFraction, splitSeed }
        : {
            from: 'recorded',
            shown: shown === null ? null : imagesOf(shown, facts),
            ...{ size, channels, population: choice },
          },
      count: images.count,
      seed,
    },
  })
}

/** What a step costs with the term, as a multiple of what it costs without: the images of both. */
export function termCost({ recipe, neural }: SweepPlan): number {
  return 1 + (neural?.batchSize ?? 0) / recipe.batchSize
}

function controlWords(control: NeuralControl, population: string): string {
  switch (control) {
    case 'none':
      return population
    case 'shuffled':
      return `${population}, shuffled`
    case 'pixels':
      return 'pixels'
    case 'blurred':
      return 'low-passed pixels'
    default:
      throw control satisfies never
  }
}

/** e.g. `α = 10 of Mouse V1`, `α = 10, Mouse V1, shuffled`, `co-trained with Mouse V1`. */
export function termWords({ alpha, control, population, name, method }: NeuralTermOfModel): string {
  const words = controlWords(control, name ?? population)
  if (method) return `co-trained with ${words}`
  return control === 'none' ? `α = ${alpha} of ${words}` : `α = ${alpha}, ${words}`
}

/** How many images a network learns from: of them those of the term are taken. */
export function learntImages({ train, recipe }: Pick<SweepPlan, 'train' | 'recipe'>): number {
  const all = imageCount(train)
  return Math.floor(all * (1 - recipe.validationFraction))
}
