/** From a plan about a population back to what was asked. */
import { imagesAgain, partAgain } from '../again/again'
import { usualImages } from './plan'
import type { NeuralPlan } from '../../contract/kinds/neural/study'
import type { RequestInputOf } from '../../contract/plans'
import type { Again, Known } from '../again/again'

export function neuralAgain(plan: NeuralPlan, known: Known): Again<'neural'> {
  const { population, question, models, batchSize, device } = plan
  return {
    request: {
      kind: 'neural',
      population: population.id,
      question,
      models: models.map(({ id }) => id),
      ...shownAgain(plan, known),
      batchSize,
      device,
    },
    lost: [],
  }
}

/** A recording knows its images: only how many of them is asked. */
function shownAgain(
  { data, most, question }: NeuralPlan,
  { dataSets }: Known,
): Partial<RequestInputOf<'neural'>> {
  const usual = usualImages(question.kind)
  if (most !== null) return most === usual ? {} : { limit: most }
  if (data === null) return {}
  return {
    dataSet: data.dataSet,
    ...partAgain(data, dataSets.get(data.dataSet)),
    ...imagesAgain(data, usual),
  }
}
