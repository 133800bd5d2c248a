/** What such a study was asked, in one short phrase. */
import { imagesAsked, phrases } from '../../studies/phrases'
import type { NeuralPlan } from './study'

export function askedNeural({ question, population, data, most }: NeuralPlan): string {
  return phrases(
    question.kind,
    population.id,
    data === null ? null : `${imagesAsked(data)} of ${data.dataSet}`,
    most === null ? null : `${most} of its own images`,
  )
}
