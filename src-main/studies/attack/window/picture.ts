/** The addresses of perturbed images and of differences: made, and read. */
import { decimalNumber, pictureAddress, wholeNumber } from '../../address-words'
import { blockOf } from './views'
import type { PictureOf } from '../../../contract/kinds/kinds'
import type { AttackViews } from './views'

interface PerturbedAddress {
  study: string
  model: string
  index: number
}

export function perturbedAddress({ study, model, index }: PerturbedAddress): string {
  return pictureAddress('perturbed', study, model, index)
}

/** @param gain above 0: what the attack has changed is multiplied by it */
export function differenceAddress({
  study,
  model,
  index,
  gain,
}: PerturbedAddress & { gain: number }): string {
  return pictureAddress('difference', study, model, index, gain)
}

/** From the words of an address to what is drawn; null: they are none. */
export async function perturbedPicture(
  views: AttackViews,
  [study, model, index, ...more]: string[],
): Promise<PictureOf<'attack'> | null> {
  const number = wholeNumber(index)
  if (!study || !model || number === null || more.length > 0) return null
  return { kind: 'perturbed', ...(await blockPicture(views, { study, model, index: number })) }
}

/** The same for a difference. */
export async function differencePicture(
  views: AttackViews,
  [study, model, index, gain, ...more]: string[],
): Promise<PictureOf<'attack'> | null> {
  const [number, factor] = [wholeNumber(index), decimalNumber(gain, Number.MIN_VALUE, 1e6)]
  if (!study || !model || number === null || factor === null || more.length > 0) return null
  return { kind: 'difference', ...(await blockPicture(views, { study, model, index: number })), gain: factor }
}

async function blockPicture(views: AttackViews, { study, model, index }: PerturbedAddress) {
  const view = await views.of(study)
  return { images: view.source, index, block: blockOf(view, model, index) }
}
