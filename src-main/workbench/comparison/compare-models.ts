/**
 * Two models of a project side by side: for every quantity the newest work that both were measured on, compared image by
 * image by the job process. What they do not share is named with the reason.
 */
import { UserError } from '../../contract/errors'
import { factsOf } from '../../studies/facts'
import { lostWords, readableResult } from '../../studies/readable-result'
import { resultOf } from '../studies/service'
import { modelDifferences } from './differences'
import { offersOf, partOf } from './offers'
import { describe, inUnits } from './words'
import type { ModelComparison } from '../../contract/comparisons/comparison'
import type { ModelFile } from '../../contract/model'
import type { Project } from '../../project/project'
import type { Desk } from '../desk'
import type { Offer } from './offers'

export async function compareModels(desk: Desk, names: readonly [string, string]): Promise<ModelComparison> {
  const { project, viewer } = desk.open
  const first = await project.models.find(names[0])
  const second = await project.models.find(names[1])
  if (first.id === second.id)
    throw new UserError('usage', `"${first.id}" is one model: name two different ones to compare.`)
  const { offers, damaged } = await finishedOffers(project, [first.id, second.id])
  const comparison: ModelComparison = {
    models: [
      { id: first.id, name: first.name, weights: first.weights },
      { id: second.id, name: second.name, weights: second.weights },
    ],
    level: 0.95,
    quantities: [],
    differences: await modelDifferences(project, first, second),
    missing: damaged.map(({ offer: { words }, sentence }) => ({ words, sentence })),
  }
  const isDamaged = (words: string): boolean => damaged.some(({ offer }) => offer.words === words)
  for (const quantity of quantitiesOf(offers)) {
    const of = (model: ModelFile): Offer[] =>
      offers.filter((offer) => offer.quantity === quantity && offer.model === model.id)
    const pair = newestShared(of(first), of(second))
    const { words } = offers.find((offer) => offer.quantity === quantity)!
    const reason =
      pair === null
        ? whyNot(first, second, of(first), of(second))
        : await withoutReversal(project, [first, second], pair)
    if (pair === null || reason !== null) {
      // That one is "not measured" would be wrong of what is damaged.
      if (pair !== null || !isDamaged(words)) comparison.missing.push({ words, sentence: reason ?? '' })
      continue
    }
    const answer = await viewer.ask({ request: 'comparison', part: partOf(pair[0].files, pair[1].files) })
    for (const number of answer.numbers) {
      const described = describe(pair[0], number)
      const sentences = [number.sentence, trainingWords(pair)].filter((each) => each !== null)
      const sentence = sentences.length === 0 ? null : sentences.join(' ')
      comparison.quantities.push({
        ...described,
        ...inUnits({ ...number, sentence }, described),
        work: pair[0].work.words,
        studies: [pair[0].study, pair[1].study],
      })
    }
  }
  for (const words of ['f_rev', 'Clean accuracy'])
    if (!offers.some((offer) => offer.words === words) && !isDamaged(words))
      comparison.missing.push({
        words,
        sentence:
          words === 'f_rev'
            ? 'neither model is measured with hybrid images: "halfpower hybrid" with both.'
            : 'neither model has its answers to single images stored, which a training does not keep: a corruption study with both stores them, and so does "halfpower model test" with each.',
      })
  return comparison
}

/** What a study would offer, were the results that it needs not damaged. */
export interface DamagedOffer {
  offer: Offer
  sentence: string
}

/** Oldest first, as studies were queued. A study that reads what is gone offers nothing; its own page says why. */
export async function finishedOffers(
  project: Project,
  models: readonly string[],
): Promise<{ offers: Offer[]; damaged: DamagedOffer[] }> {
  const offers: Offer[] = []
  const damaged: DamagedOffer[] = []
  for (const { id } of await project.studies.list()) {
    const plan = (await project.studies.plan(id))?.plan
    if (!plan || plan.kind === 'sweep' || plan.kind === 'neural') continue
    if (!plan.models.some((choice) => models.includes(choice.id))) continue
    const facts = await factsOf(project, plan).catch(() => null)
    if (facts === null) continue
    for (const offer of offersOf(id, plan, facts, models)) {
      let lost = 0
      const results = await Promise.all(
        offer.needs.map((key) => readableResult(project, key, () => void lost++)),
      )
      if (lost > 0)
        damaged.push({ offer, sentence: `the study "${id}" of "${offer.model}". ${lostWords(lost)}` })
      else if (results.every((result) => result !== null)) offers.push(offer)
    }
  }
  return { offers, damaged }
}

/** In the order of the Map: frequencies and clean accuracy first. */
function quantitiesOf(offers: readonly Offer[]): string[] {
  const names = [...new Set(offers.map(({ quantity }) => quantity))]
  const rank = (name: string): number => {
    const place = ['f_rev', 'f_half', 'accuracy', 'corruptions', 'epsilon'].findIndex((start) =>
      name.startsWith(start),
    )
    return place < 0 ? Infinity : place
  }
  return names.sort((a, b) => rank(a) - rank(b))
}

/** Two offers on the same work, the newest there are; of images that a model was trained on only where there are no others. */
export function newestShared(first: readonly Offer[], second: readonly Offer[]): [Offer, Offer] | null {
  let known: [Offer, Offer] | null = null
  for (const one of first.toReversed()) {
    const two = second.findLast(({ work }) => work.key === one.work.key)
    if (!two) continue
    if (one.training.images + two.training.images === 0) return [one, two]
    known ??= [one, two]
  }
  return known
}

function trainingWords(pair: readonly [Offer, Offer]): string | null {
  const { images, of } = pair.map(({ training }) => training).sort((a, b) => b.images - a.images)[0]!
  return images === 0
    ? null
    : `A model of the study was trained on ${images} of the ${of} images: not of new images${images < of ? ' only' : ''}.`
}

function whyNot(
  first: ModelFile,
  second: ModelFile,
  one: readonly Offer[],
  two: readonly Offer[],
): string | null {
  const newest = (offers: readonly Offer[]): Offer | undefined => offers[offers.length - 1]
  const [a, b] = [newest(one), newest(two)]
  if (a && b)
    return `"${first.name}" and "${second.name}" were measured on other work: ${a.work.words}; ${b.work.words}. Measure both in one study.`
  return `"${(a ? second : first).name}" is not measured, only "${(a ? first : second).name}" is: ${(a ?? b)!.work.words}.`
}

/** Why one of the two has no f_rev (near chance, for one), which its curve alone does not say. */
async function withoutReversal(
  project: Project,
  models: readonly ModelFile[],
  pair: readonly Offer[],
): Promise<string | null> {
  if (pair[0]!.files.kind !== 'reversal') return null
  for (const [i, { study }] of pair.entries()) {
    const plan = (await project.studies.plan(study))!.plan
    const result = await resultOf(project, study, plan)
    const found = result.kind === 'hybrid' ? result.models.find(({ id }) => id === models[i]!.id) : undefined
    if (found?.f_rev.value === null)
      return `"${models[i]!.name}" has no f_rev: ${found.f_rev.sentence ?? 'its curve has no single crossing.'}`
  }
  return null
}
