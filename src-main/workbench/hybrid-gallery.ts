/** A page of the gallery: pairs, their pictures' addresses, and every model's stored answer. */
import { UserError } from '../contract/errors'
import { imageAddress } from './image-addresses'
import type { LookMessageOf } from '../contract/look'
import type { CheckedInput } from '../contract/methods'
import type { Gallery, GalleryPair } from '../contract/kinds/hybrid/window'
import type { Desk } from './desk'
import type { HybridPart } from './image-addresses'
import type { HybridView } from './hybrid-views'

export async function readGallery(desk: Desk, input: CheckedInput<'hybrid.gallery'>): Promise<Gallery> {
  const { project, viewer, hybridViews } = desk.open
  const view = await hybridViews.of(input.study)
  const value = view.plan.fMix.values[input.fMixIndex]
  if (value === undefined)
    throw new UserError(
      'usage',
      `The study "${view.study}" has ${view.plan.fMix.values.length} mixing frequencies, and none at place ${input.fMixIndex}.`,
    )
  const model = input.model === null ? null : (await project.models.find(input.model)).id
  if (model !== null && !view.plan.models.some(({ id }) => id === model))
    throw new UserError('usage', `The model "${model}" is not in the study "${view.study}".`)
  const page = await viewer.ask({
    request: 'gallery',
    pairings: view.pairings.map(({ models }) => ({ models })),
    fMixIndex: input.fMixIndex,
    filter: input.filter,
    model,
    start: input.start,
    count: input.count,
  })
  return {
    total: page.total,
    fMix: { value, unit: 'fraction of Nyquist' },
    pairs: page.pairs.map((pair) => describe(view, input.fMixIndex, pair)),
  }
}

function describe(
  { study, plan, classNames, pairings }: HybridView,
  fMixIndex: number,
  pair: LookMessageOf<'gallery'>['pairs'][number],
): GalleryPair {
  const seed = pairings[pair.pairing]!.seed
  const { position } = pair
  const className = (label: number): string => classNames[label] ?? `${label}`
  const { dataSet, split } = plan.data
  const image = ({ index, label }: { index: number; label: number }): GalleryPair['low'] => ({
    index,
    label: className(label),
    url: imageAddress({ kind: 'data', dataSet, split, index }),
  })
  const mixed = (part: HybridPart): { url: string } => ({
    url: imageAddress({ kind: 'hybrid', study, seed, position, fMixIndex, part }),
  })
  return {
    position,
    seed,
    low: image(pair.low),
    high: image(pair.high),
    hybrid: mixed('hybrid'),
    lowPart: mixed('low'),
    highPart: mixed('high'),
    answers: pair.answers.map((answer) => ({ ...answer, predicted: className(answer.predicted) })),
  }
}
