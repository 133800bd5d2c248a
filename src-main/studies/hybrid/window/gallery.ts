/** A page of the gallery: pairs, their pictures' addresses, and every model's stored answer. */
import { UserError } from '../../../contract/errors'
import { galleryChoice } from '../../gallery/choice'
import { dataAddress } from '../../address-words'
import { hybridAddress } from './picture'
import type { LookMessageOf } from '../../../contract/look'
import type { InputOf } from '../../../contract/kinds/kinds'
import type { Gallery, GalleryPair } from '../../../contract/kinds/hybrid/window'
import type { WindowDesk } from '../../window'
import type { HybridPart } from './picture'
import type { HybridView, HybridViews } from './views'

export async function readGallery(
  desk: WindowDesk,
  views: HybridViews,
  input: InputOf<'hybrid', 'hybrid.gallery'>,
): Promise<Gallery> {
  const { project } = desk
  const view = await views.of(input.study)
  const value = view.plan.fMix.values[input.fMixIndex]
  if (value === undefined)
    throw new UserError(
      'usage',
      `The study "${view.study}" has ${view.plan.fMix.values.length} mixing frequencies, and none at place ${input.fMixIndex}.`,
    )
  const models = view.plan.models.map(({ id }) => id)
  const choice = await galleryChoice(
    project,
    { ...view, models },
    { ...input, only: onlyPairs(view, input.pairs) },
  )
  const page = await desk.look({
    request: 'gallery',
    pairings: view.pairings.map(({ models }) => ({ models })),
    fMixIndex: input.fMixIndex,
    choice,
    start: input.start,
    count: input.count,
  })
  return {
    total: page.total,
    of: page.of,
    model: choice.model,
    beside: choice.beside,
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
    url: dataAddress({ dataSet, split, index }),
  })
  const mixed = (part: HybridPart): { url: string } => ({
    url: hybridAddress({ study, seed, position, fMixIndex, part }),
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

/** Pairs by pairing; one of a pairing that the study has not is refused. */
function onlyPairs(
  { study, pairings }: HybridView,
  pairs: InputOf<'hybrid', 'hybrid.gallery'>['pairs'],
): { group: number; image: number }[] | null {
  if (pairs === null) return null
  return pairs.map(({ seed, position }) => {
    const group = pairings.findIndex((pairing) => pairing.seed === seed)
    if (group >= 0) return { group, image: position }
    const had = pairings.map((pairing) => pairing.seed ?? 'listed').join(', ')
    throw new UserError('usage', `The study "${study}" has no pairing "${seed ?? 'listed'}": it has ${had}.`)
  })
}
