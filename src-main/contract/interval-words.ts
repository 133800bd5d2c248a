/**
 * What the 95 % intervals of measurements are made over (methods C.5, D.4, M.3, M.4), in the words that stand beside them in
 * captions, tables, documents and texts. Each is of the network that was measured: another training is in none of them.
 */
export const INTERVAL_OVER = {
  accuracy: 'Wilson, over images',
  'mean of cells': 'over images, which the cells share',
  'median size': 'distribution-free, from order statistics over images',
  'half-power frequency': 'bias-corrected bootstrap over images',
} as const

export const OF_EACH_NETWORK = 'of each trained network'

/** Behind a table of numbers, where nothing else says what training again would do. */
export const NOT_OF_TRAINING =
  'What training again with another training seed changes is not in it (halfpower seeds)'

/** `of each trained network; Wilson, over images` */
export function intervalWords(what: keyof typeof INTERVAL_OVER): string {
  return `${OF_EACH_NETWORK}; ${INTERVAL_OVER[what]}`
}

/** The line below a table: `[95 %]: of each trained network; …` */
export function intervalLine(words: string, of = ''): string {
  return `[95 %]${of}: ${words}. ${NOT_OF_TRAINING}.`
}
