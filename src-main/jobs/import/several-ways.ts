/** What is said where a file can be read in several ways: what is open, and with which options it is said. Pure. */
import { READING_KEYS, READING_QUESTIONS, readingOptions } from '../../contract/import/readings'
import type { ImportCandidate } from '../../contract/import/import'
import type { Reading } from '../../contract/import/readings'

/**
 * @param fitting what the choice leaves
 * @param all of the file: their numbers last, those of readings that were made of what was said do not
 * @param said what the choice says of the reading
 */
export function severalWays(
  file: string,
  fitting: readonly ImportCandidate[],
  all: readonly ImportCandidate[],
  said: Reading | undefined,
): string {
  const begin = `"${file}" can be read in ${fitting.length} ways`
  const open = questions(fitting)
  const networks = oneOfEach(fitting).map((network) => usualOf(network, all))
  const which = networks.length > 1 ? ` (${listed(networks)})` : ''
  if (open === '')
    return `${begin}${which}: choose one of them by its number ("--candidate")${fitting.every(({ output }) => output !== null) ? ' or its output ("--output")' : ''}.`
  const usual = networks[0]!
  const trial = 'a trial on a data set ("--dataset … --try") shows the accuracy of each'
  if (said !== undefined && Object.keys(said).length > 0)
    return `${begin}${which} with ${readingOptions(said)}, because its weights do not say ${open} either: say that, too, or give "--candidate ${usual.number + 1}" with what you said, which is no more than the most usual answer to the rest; ${trial}.`
  return `${begin}${which}, because its weights do not say ${open}: say what you know of that, or choose by number ("--candidate"; "model inspect" lists them, and number ${usual.number + 1}, ${usual.title}, is no more than the most usual); ${trial}.`
}

/** What is open among candidates, with the options that say it and the answers that are offered; '' for nothing. */
export function questions(candidates: readonly ImportCandidate[]): string {
  return READING_KEYS.flatMap((key) => {
    const values = [...new Set(candidates.flatMap(({ reading }) => reading[key] ?? []))]
    const { title, option } = READING_QUESTIONS[key]
    const words = title.charAt(0).toLowerCase() + title.slice(1)
    return values.length > 1 ? [`${words} ("${option}" ${values.join(', ')})`] : []
  }).join(', ')
}

/** Candidates with their numbers and places in the file. */
export function listed(candidates: readonly ImportCandidate[]): string {
  return candidates.map((candidate) => `${candidate.number + 1}: ${placedTitle(candidate)}`).join('; ')
}

/** What a candidate is, and where in the file it stands. */
export function placedTitle({ title, dictionary, prefix }: ImportCandidate): string {
  const place = [...dictionary, ...(prefix === '' ? [] : [`${prefix}*`])].join(' › ')
  return place === '' ? title : `${title} (${place})`
}

/** Whether they are readings of different networks of the file, and not only of one. */
export function areSeveral(candidates: readonly ImportCandidate[]): boolean {
  return oneOfEach(candidates).length > 1
}

/** The first reading of each network. */
function oneOfEach(candidates: readonly ImportCandidate[]): ImportCandidate[] {
  const seen = new Set<string>()
  return candidates.filter((candidate) => {
    const key = networkOf(candidate)
    return !seen.has(key) && Boolean(seen.add(key))
  })
}

/** The most usual reading of a network: the first that is listed. */
function usualOf(candidate: ImportCandidate, all: readonly ImportCandidate[]): ImportCandidate {
  const network = networkOf(candidate)
  return all.find((each) => each.fits && networkOf(each) === network) ?? candidate
}

function networkOf({ dictionary, prefix, architecture, channels, output }: ImportCandidate): string {
  return JSON.stringify([dictionary, prefix, architecture, channels, output])
}
