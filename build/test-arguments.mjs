/**
 * The words behind `npm test --`.
 *
 * @typedef {{ quick: boolean, filters: string[] }} TestArguments
 */

export const USAGE = `npm test                  everything
npm test -- --quick       no windows, no kills, no training: a few minutes
npm test -- WORD …        only the test files with a WORD in their path`

/**
 * @param {string[]} words
 * @returns {TestArguments | string} a sentence when a word is not understood
 */
export function testArguments(words) {
  const filters = words.filter((word) => !word.startsWith('-'))
  const options = words.filter((word) => word.startsWith('-'))
  const unknown = options.find((option) => option !== '--quick')
  if (unknown !== undefined) return `There is no option "${unknown}".\n${USAGE}`
  const quick = options.length > 0
  if (quick && filters.length > 0) return `--quick and "${filters.join(' ')}" exclude each other.\n${USAGE}`
  return { quick, filters }
}
