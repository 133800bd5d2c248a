/**
 * The words behind `npm test --`.
 *
 * @typedef {{ quick: boolean, everyLayout: boolean, filters: string[] }} TestArguments
 */

export const USAGE = `npm test                           everything
npm test -- --quick                no windows, kills, training or whole studies: a few minutes
npm test -- --every-layout         what computes, under each layout and number of threads: an hour
npm test -- --every-layout WORD …  of that only the test files with a WORD in their path
npm test -- WORD …                 only the test files with a WORD in their path`

const OPTIONS = ['--quick', '--every-layout']

/**
 * @param {string[]} words
 * @returns {TestArguments | string} a sentence when a word is not understood
 */
export function testArguments(words) {
  const filters = words.filter((word) => !word.startsWith('-'))
  const options = words.filter((word) => word.startsWith('-'))
  const unknown = options.find((option) => !OPTIONS.includes(option))
  if (unknown !== undefined) return `There is no option "${unknown}".\n${USAGE}`
  const quick = options.includes('--quick')
  const everyLayout = options.includes('--every-layout')
  if (quick && everyLayout) return `--quick and --every-layout exclude each other.\n${USAGE}`
  if (quick && filters.length > 0) return `--quick and "${filters.join(' ')}" exclude each other.\n${USAGE}`
  return { quick, everyLayout, filters }
}
