/** A comparison of two models as `halfpower compare` prints it. */
import { differenceText, numberText } from '../../figures/comparison-words'
import { citedInTerminal } from '../../contract/methods-citation'
import { table, weightsCell } from '../../studies/document/text'
import type { ModelComparison } from '../../contract/comparison'

export function comparisonText({ models, quantities, missing }: ModelComparison): string {
  const [first, second] = models
  const head = [
    `first: ${first.name} (${first.id}, weights ${weightsCell(first)})`,
    `second: ${second.name} (${second.id}, weights ${weightsCell(second)})`,
  ]
  const none = missing.map(({ words, sentence }) => `${words} is not compared: ${sentence}`)
  if (quantities.length === 0)
    return [...head, 'There is nothing that both were measured on.', ...none].join('\n')
  const rows = quantities.map((each) => [
    each.words,
    numberText(each.first, each),
    numberText(each.second, each),
    differenceText(each),
    each.differenceUnit,
    String(each.images),
  ])
  const methods = new Map<string, string[]>()
  for (const { words, work, method } of quantities) {
    const key = `${work}; ${method}`
    methods.set(key, [...(methods.get(key) ?? []), words])
  }
  return [
    ...head,
    table(['quantity', 'first', 'second', 'first − second [95 %]', 'unit', 'images'], rows),
    ...[...methods].map(
      ([how, words]) => `${words[0]!}${words.length > 1 ? ', …' : ''}: ${citedInTerminal(how)}.`,
    ),
    'Each interval covers 95 % by itself: among many, some miss.',
    ...quantities.flatMap(({ words, sentence }) => (sentence === null ? [] : [`${words}: ${sentence}`])),
    ...none,
  ].join('\n')
}
