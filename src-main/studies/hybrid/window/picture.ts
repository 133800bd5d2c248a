/** The addresses of hybrid pictures: made, and read. */
import { UserError } from '../../../contract/errors'
import { pictureAddress, wholeNumber } from '../../address-words'
import type { PictureOf } from '../../../contract/kinds/kinds'
import type { HybridViews } from './views'

export type HybridPart = PictureOf<'hybrid'>['part']

interface HybridAddress {
  study: string
  /** Null: of listed pairs. */
  seed: number | null
  position: number
  fMixIndex: number
  part: HybridPart
}

export function hybridAddress({ study, seed, position, fMixIndex, part }: HybridAddress): string {
  return pictureAddress('hybrid', study, seed ?? 'listed', position, fMixIndex, part)
}

/** From the words of an address to what is drawn; null: they are none. */
export async function hybridPicture(
  views: HybridViews,
  words: string[],
): Promise<PictureOf<'hybrid'> | null> {
  const address = read(words)
  if (!address) return null
  const { plan, source, pairings } = await views.of(address.study)
  const fMix = plan.fMix.values[address.fMixIndex]
  const pairing = pairings.find(({ seed }) => seed === address.seed)
  if (fMix === undefined || !pairing)
    throw new UserError('usage', `The study "${address.study}" has no such hybrid image.`)
  const { position, part } = address
  const picture = { kind: 'hybrid' as const, images: source, fMix, part }
  if (plan.pairing.kind === 'seeded') {
    // Any model will do: the pairs are the same.
    const files = pairing.models.flatMap(({ blocks }) => blocks.slice(0, 1).map(({ file }) => file))
    return { ...picture, pair: { kind: 'stored', files, position } }
  }
  const low = plan.pairing.pairs.low[position]
  const high = plan.pairing.pairs.high[position]
  if (low === undefined || high === undefined)
    throw new UserError('usage', `The study "${address.study}" has no pair ${position}.`)
  return { ...picture, pair: { kind: 'given', low, high } }
}

function read([study, pairing, position, fMixIndex, part, ...more]: string[]): HybridAddress | null {
  const seed = pairing === 'listed' ? null : wholeNumber(pairing)
  const [place, frequency] = [wholeNumber(position), wholeNumber(fMixIndex)]
  const known = part === 'hybrid' || part === 'low' || part === 'high'
  if (!study || !known || place === null || frequency === null || more.length > 0) return null
  if (seed === null && pairing !== 'listed') return null
  return { study, seed, position: place, fMixIndex: frequency, part }
}
