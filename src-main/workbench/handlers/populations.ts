/** Populations of neurons of the project. */
import {
  addPopulation,
  describePopulation,
  inspectPopulation,
  relinkPopulation,
  respondTo,
  simulatePopulation,
} from '../populations/service'
import { populationSeries } from '../populations/series'
import type { Desk, Handlers } from '../desk'

export function populationHandlers(
  desk: Desk,
): Handlers<
  | 'population.inspect'
  | 'population.add'
  | 'population.simulate'
  | 'population.series'
  | 'population.list'
  | 'population.get'
  | 'population.describe'
  | 'population.relink'
  | 'population.respond'
> {
  return {
    'population.inspect': ({ path }) => inspectPopulation(desk, path),
    'population.add': (input) => addPopulation(desk, input),
    'population.simulate': (input) => simulatePopulation(desk, input),
    'population.series': (input) => populationSeries(desk, input),
    'population.list': () => desk.open.project.populations.list(),
    'population.get': ({ population }) => desk.open.project.populations.find(population),
    'population.describe': (input) => describePopulation(desk, input),
    'population.relink': (input) => relinkPopulation(desk, input),
    'population.respond': (input) => respondTo(desk, input),
  }
}
