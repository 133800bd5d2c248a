/** Counts and lists in words. */

/** `10 000`, with narrow spaces that do not break. */
export function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
}

/** `1 model`, `2 models`. */
export function counted(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  // Names of models have commas of their own: a comma between them would leave open where one ends.
  if (words.some((each) => each.includes(', ')))
    return `${words.slice(0, -1).join('; ')}; and ${words.at(-1)!}`
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]!}`
}
