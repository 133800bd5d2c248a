/** Computes the frequency tuning of a population (neural N.3). */
import { UserError } from '../../contract/errors'
import { pixelsPerDegree, squareSide } from '../../contract/population'
import { GRATINGS_PER_FREQUENCY, gratingGrid } from '../../neural/gratings'
import { answersOf, readCurves, tunePopulation } from '../../neural/tuning'
import { summariseTuning } from '../../neural/tuning-summary'
import { encodeTuning } from './tuning-file'
import type { TuningFound } from '../../contract/kinds/neural/results'
import type { TuningTask } from '../../contract/kinds/neural/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { UnitContext } from '../context'

export async function runTuning(task: TuningTask, context: UnitContext): Promise<UnitOutcome> {
  const { file } = task.population
  const side = squareSide(file)
  const grid = gratingGrid({ pixelsPerDegree: pixelsPerDegree(file), side }, task.frequencies)
  const population = await context.population(task.population)
  try {
    const { responder } = population
    if (!responder) throw new Error('A recording is not shown gratings.')
    const tuning = await tunePopulation(answersOf(responder), responder.neurons, grid, task.rule, (done) =>
      context.progress({ work: done * GRATINGS_PER_FREQUENCY, imagesPerSecond: null, label: null }),
    )
    const wrong = tuning.curves.findIndex((value) => !Number.isFinite(value))
    if (wrong >= 0)
      throw new UserError(
        'input',
        `Neuron ${wrong % tuning.neurons} of "${file.id}" answers a grating with no finite number: the population cannot be what it says it is; add it again.`,
      )
    const { apart: _apart, ...summary } = summariseTuning(readCurves(tuning, grid), grid)
    const found: TuningFound = {
      ...summary,
      unit: grid.unit,
      cyclesPerImage: grid.cyclesPerPixel * side,
      cyclesPerPixel: grid.cyclesPerPixel,
      carried: grid.carried,
      rule: task.rule,
      mean: tuning.mean,
      meanResponse: tuning.meanResponse,
    }
    const arrays = await context.writeArrays(
      encodeTuning({ curves: tuning.curves, orientation: Int32Array.from(tuning.orientation) }),
    )
    return { data: { ...found }, arrays }
  } finally {
    await population.close()
  }
}
