/** The Goldilocks σ of a project's families as `halfpower goldilocks` prints them. */
import { GOLDILOCKS_INTERVAL, goldilocksVerdict } from '../../figures/goldilocks-words'
import { shortHash } from '../../figures/short-hash'
import { quoted } from '../../project/quoted'
import { percentNumber } from '../../statistics/number-with-interval'
import { table } from '../../studies/document/text'
import type { Goldilocks, GoldilocksAnswer } from '../../contract/comparisons/goldilocks'

/** @param folder of the project, as it was typed */
export function goldilocksText({ found, missing }: GoldilocksAnswer, folder: string): string {
  if (found.length + missing.length === 0)
    return 'There is no blur family: train one with "halfpower sweep … --sigma 1,2,3".'
  return [...found.map((family) => familyText(family, folder)), ...missing].join('\n\n')
}

function familyText(family: Goldilocks, folder: string): string {
  const { name, candidates, sentence, notice, origin, work, model, dataSet, split } = family
  const rows = candidates.map((each) => [
    `${each.sigma}`,
    each.models.map(({ weights }) => shortHash(weights)).join(', '),
    percentNumber(each),
    each.behind === null ? '–' : percentNumber(each.behind),
    goldilocksVerdict(each),
    (100 * each.highest).toFixed(1),
  ])
  const head = [
    ...['σ (pixels)', 'networks (weights)', 'mean accuracy (%) [95 %]', 'below the highest (points) [95 %]'],
    ...['on these images', 'highest in (% of resamples)'],
  ]
  const part = split === null ? [] : ['--split', split]
  const attack = [
    'halfpower',
    'attack',
    folder,
    '--model',
    model,
    '--dataset',
    dataSet,
    ...part,
    '--norm',
    'linf',
  ]
  return [
    `${name}\n${origin}; ${work}`,
    table(head, rows),
    `[95 %]: ${GOLDILOCKS_INTERVAL}.`,
    sentence,
    ...(notice === undefined ? [] : [notice]),
    `Attack only this one: ${attack.map((word) => quoted(word)).join(' ')}`,
  ].join('\n\n')
}
