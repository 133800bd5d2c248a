/**
 * How the images of a panel are written among its options: `12+7+40` by index in the data set, pairs `0/12+0/7` by the seed of
 * their pairing (or `listed`) and their place in it. Pure.
 */
import { UserError } from '../../contract/errors'

/** Of one panel. */
export const MOST_PANEL_IMAGES = 60

export interface PairName {
  /** Null: of listed pairs. */
  seed: number | null
  position: number
}

const NUMBER = /^\d{1,10}$/

export function imageWords(images: readonly number[]): string {
  return images.join('+')
}

export function pairWord({ seed, position }: PairName): string {
  return `${seed ?? 'listed'}/${position}`
}

export function pairWords(pairs: readonly PairName[]): string {
  return pairs.map(pairWord).join('+')
}

/** UserError('usage') for anything else. */
export function imagesOf(text: string, study: string): number[] {
  return wordsOf(text, study, 'by index, e.g. images=12+7').map((word) => {
    if (NUMBER.test(word)) return Number(word)
    throw new UserError('usage', `"${word}" is no image: write images by index, e.g. images=12+7.`)
  })
}

export function pairsOf(text: string, study: string): PairName[] {
  return wordsOf(text, study, 'by the seed of their pairing and their place in it, e.g. images=0/12+0/7').map(
    (word) => {
      const [, pairing, position] = /^(\d{1,10}|listed)\/(\d{1,10})$/.exec(word) ?? []
      if (pairing !== undefined && position !== undefined)
        return { seed: pairing === 'listed' ? null : Number(pairing), position: Number(position) }
      throw new UserError(
        'usage',
        `"${word}" is no pair: write the seed of its pairing (or listed), a slash and its place in it, e.g. 0/12.`,
      )
    },
  )
}

function wordsOf(text: string, study: string, how: string): string[] {
  const words = [...new Set(text.split('+').filter((word) => word !== ''))]
  if (words.length === 0)
    throw new UserError('usage', `Which images of the study "${study}"? Name them ${how}.`)
  if (words.length > MOST_PANEL_IMAGES)
    throw new UserError(
      'usage',
      `${words.length} images are too many for one panel: it takes ${MOST_PANEL_IMAGES}, so that each can be seen.`,
    )
  return words
}
