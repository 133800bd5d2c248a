/** What a paragraph of methods is made from, and the words for models and images that all kinds of study share. */
import { imageCount } from '../../contract/studies/choices'
import { imagesInWords, placeOf } from '../../contract/images/words'
import { formatCount } from '../numbers'
import type { DataChoice } from '../../contract/studies/choices'
import type { DataSetInfo } from '../../contract/data-set'
import type { ModelFile } from '../../contract/model'
import type { Plan } from '../../contract/plans'
import type { StudyResult } from '../../contract/studies/results'
import type { Citation } from './citations'

export interface MethodsFacts {
  study: string
  /** What its user wrote about it; null: nothing. */
  note: string | null
  plan: Plan
  result: StudyResult
  models: readonly ModelFile[]
  dataSets: readonly DataSetInfo[]
  /** Threads that its results were computed with; null: not known. */
  threads: number | null
  /** Of Halfpower. */
  version: string
  finished: { done: number; total: number }
}

export type PlanOf<Kind extends Plan['kind']> = Extract<Plan, { kind: Kind }>

/** `[@key; @key]`, which remembers what was cited. */
export type Cite = (...keys: Citation[]) => string

/** `4 models (baseline; σ = 1, 2 and 3 pixels)` with the beginnings of their weights' hashes. */
export function modelsWords(
  chosen: readonly { id: string; weights: string }[],
  { models }: Pick<MethodsFacts, 'models'>,
): string {
  const names = chosen.map(({ id, weights }) => {
    const model = models.find((each) => each.id === id)
    return `${model?.name ?? id}: weights SHA-256 ${weights.slice(0, 8)}`
  })
  return `${formatCount(chosen.length)} ${chosen.length === 1 ? 'model' : 'models'} (${names.join('; ')})`
}

/**
 * e.g. `a class-balanced subset of 500 images (subset seed 0) of the 2000 of "digits" (test) (content SHA-256 0a1b2c3d)`.
 * @param images how many, where the plan's choice does not say (pairs that were listed)
 */
export function imagesWords(
  data: DataChoice,
  facts: Pick<MethodsFacts, 'dataSets'>,
  images?: number,
): string {
  const count = images ?? imageCount(data)
  const of = count === data.images ? 'of' : `of the ${data.images} of`
  return `${imagesInWords(data, count)} ${of} ${dataSetWords(data, facts)}`
}

/** What has to be said with the images of a result: training images among them, classes that are missing, matched classes. */
export function noticesOf({ result }: Pick<MethodsFacts, 'result'>): string[] {
  const which = 'which' in result ? result.which : undefined
  return which === undefined ? [] : [...which.notices, ...(which.classes ?? [])]
}

export function dataSetWords(data: DataChoice, { dataSets }: Pick<MethodsFacts, 'dataSets'>): string {
  const name = dataSets.find(({ id }) => id === data.dataSet)?.name ?? data.dataSet
  return `${placeOf({ dataSet: name, split: data.split })} (content SHA-256 ${data.hash.slice(0, 8)})`
}
