/** Which studies of populations there are to show of one, and what asking for more sends. Pure. */
import { SCALING_WORDS } from '../../../src-main/contract/kinds/neural/scaling'
import type { Scaling } from '../../../src-main/contract/kinds/neural/scaling'
import type { NeuralRequest, NeuralResult } from '../../../src-main/contract/kinds/neural/study'
import type { StudyRequestInput } from '../../../src-main/contract/plans'
import type { ErrorData } from '../../../src-main/contract/errors'
import type { StudyInfo } from '../../../src-main/contract/studies'

export type NeuralRequestInput = Extract<StudyRequestInput, { kind: 'neural' }>
export type Question = NeuralRequest['question']['kind']

export const QUESTIONS: Readonly<Record<Question, { title: string; ask: string }>> = {
  tuning: { title: 'Frequency tuning', ask: 'Measure tuning' },
  manifold: { title: 'Manifold', ask: 'Measure manifold' },
  similarity: { title: 'Similarity of models', ask: 'Compare models' },
  maximal: { title: 'Neuron by neuron', ask: 'Show neurons' },
}

/** A study whose result cannot be had; of which population, where its plan says it. */
export interface UnreadStudy {
  study: string
  population: string | null
  error: ErrorData
}

/** Studies of populations that have something to show, the latest last. */
export function finished(studies: readonly StudyInfo[]): string[] {
  return studies
    .filter(({ kind, units }) => kind === 'neural' && units.done > 0)
    .sort((a, b) => a.created.localeCompare(b.created))
    .map(({ id }) => id)
}

/** Of one population the latest result for each question that has one. */
export function latest(
  results: readonly NeuralResult[],
  population: string,
): Partial<Record<Question, NeuralResult>> {
  const found: Partial<Record<Question, NeuralResult>> = {}
  for (const result of results) {
    if (result.population.id !== population) continue
    if (result.question === 'similarity' ? result.models.length > 0 : result[result.question] !== null)
      found[result.question] = result
  }
  return found
}

/** Tuning and maximal images are made of gratings and noise. */
export function needsImages(question: Question): boolean {
  return question === 'manifold' || question === 'similarity'
}

/** What the field says of the neurons; `usual`: what each question takes where nothing is said. */
export const SCALING_CHOICES = [
  { value: 'usual', text: 'SD in similarities, none in the manifold' },
  { value: 'sd', text: SCALING_WORDS.sd },
  { value: 'none', text: SCALING_WORDS.none },
] as const satisfies readonly { value: 'usual' | Scaling; text: string }[]
export type ScalingChoice = (typeof SCALING_CHOICES)[number]['value']

/** @param dataSet null: none is needed, or none is chosen */
export function requestFor(
  question: Question,
  population: string,
  dataSet: string | null,
  scaling: ScalingChoice = 'usual',
): NeuralRequestInput {
  return {
    kind: 'neural',
    population,
    question:
      (question === 'similarity' || question === 'manifold') && scaling !== 'usual'
        ? { kind: question, scaling }
        : { kind: question },
    ...(question === 'similarity' ? { models: ['all'] } : {}),
    ...(needsImages(question) && dataSet !== null ? { dataSet } : {}),
  }
}

/** Why it cannot be asked; null where it can. */
export function obstacle(
  question: Question,
  recorded: boolean,
  ownImages: boolean,
  dataSets: number,
  models: number,
): string | null {
  if (!needsImages(question))
    return !recorded
      ? null
      : question === 'tuning'
        ? 'A recording cannot be shown gratings.'
        : 'A recording answers its own images only.'
  if (!ownImages && dataSets === 0) return 'Add a data set first: its images are shown to the population.'
  if (question === 'similarity' && models === 0) return 'There are no models to compare yet.'
  return null
}
