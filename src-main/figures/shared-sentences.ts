/**
 * What is to be said of several models, once: sentences that are the same but for their numbers become one, which names
 * the models and says from where to where the numbers go.
 */
import { listed } from './numbers'

/** Numbers that stand by themselves: not those of `f_0.5`, of names or with a sign, whose order is not that of the digits. */
const NUMBERS = /(?<![\w.−+-])\d+(?:\.\d+)?(?![\w]|\.\d)/g

/** What is said of one model. */
export interface Said {
  name: string
  sentence: string
}

/**
 * @param said in the order of the models
 * @param link between the models and the sentence; two texts: of one model, and of several
 * @returns one text for each kind of sentence, in the order in which they first come
 */
export function sharedSentences(
  said: readonly Said[],
  [ofOne, ofSeveral]: readonly [string, string] = [': ', ': '],
): string[] {
  const kinds = new Map<string, Said[]>()
  for (const each of said) {
    const kind = each.sentence.replaceAll(NUMBERS, '#')
    kinds.set(kind, [...(kinds.get(kind) ?? []), each])
  }
  return [...kinds.values()].flatMap(foldable).map((all) => {
    const names = [...new Set(all.map(({ name }) => name))]
    return `${listed(names)}${names.length === 1 ? ofOne : ofSeveral}${together(all.map(({ sentence }) => sentence))}`
  })
}

/** Numbers of one sentence belong together (a value and its ends): where more than one differs, only equal sentences are one. */
function foldable(all: Said[]): Said[][] {
  const numbers = all.map(({ sentence }) => sentence.match(NUMBERS) ?? [])
  const differing = numbers[0]!.filter((own, place) => numbers.some((each) => each[place] !== own))
  if (differing.length <= 1) return [all]
  const equal = new Map<string, Said[]>()
  for (const each of all) equal.set(each.sentence, [...(equal.get(each.sentence) ?? []), each])
  return [...equal.values()]
}

/** For models that a figure has no mark for. */
export function notShown(said: readonly Said[]): string[] {
  return sharedSentences(said, [' is not shown: ', ' are not shown: '])
}

function together(sentences: readonly string[]): string {
  const numbers = sentences.map((sentence) => sentence.match(NUMBERS) ?? [])
  let place = 0
  return sentences[0]!.replaceAll(NUMBERS, (own) => {
    const here = numbers.map((each) => each[place]!).toSorted((a, b) => Number(a) - Number(b))
    place++
    const [least, most] = [here[0]!, here.at(-1)!]
    return least === most ? own : `${least} to ${most}`
  })
}
