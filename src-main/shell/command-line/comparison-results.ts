/** A comparison of two models as `halfpower compare` prints it. */
import { differenceText, numberText } from '../../figures/comparison-words'
import { citedInTerminal } from '../../contract/methods-text/citation'
import { table, weightsCell } from '../../studies/document/text'
import { REACHED, epsilonReaching, successModels } from '../../figures/beside-success'
import { formatInterval } from '../../statistics/number-with-interval'
import { sizeUnit } from '../../figures/sizes'
import { formatNumber } from '../../contract/units'
import type { ModelComparison } from '../../contract/comparisons/comparison'
import type { AttackResultDocument } from '../../contract/kinds/attack/study'
import type { Beside } from '../../figures/beside'
import type { SuccessSource } from '../../figures/beside-success'
import type { Interval } from '../../statistics/number-with-interval'

export function comparisonText({ models, quantities, differences, missing }: ModelComparison): string {
  const [first, second] = models
  const head = [
    `first: ${first.name} (${first.id}, weights ${weightsCell(first)})`,
    `second: ${second.name} (${second.id}, weights ${weightsCell(second)})`,
  ]
  const apart = differenceLines(differences)
  const none = missing.map(({ words, sentence }) => `${words} is not compared: ${sentence}`)
  if (quantities.length === 0)
    return [...head, ...apart, 'There is nothing that both were measured on.', ...none].join('\n')
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
    ...apart,
  ].join('\n')
}

/** What else differs, so that no ranking is read off two models that differ in more than one thing. */
export function differenceLines(differences: ModelComparison['differences']): string[] {
  return differences.length === 0
    ? [
        'The two do not differ in architecture, front end, normaliser, data, first weights, training, loss or training seed.',
      ]
    : [
        `The two differ, or may, in ${differences.map(({ aspect }) => aspect).join(', ')}${differences.length > 1 ? ', so that no number above is the effect of one of these alone' : ''}:`,
        ...differences.map(({ aspect, first, second }) => `  ${aspect}: ${first}; ${second}`),
      ]
}

/** Success against ε of the rows of one norm: the document of `--json`. */
export interface BesideSuccess {
  norm: string
  unit: string
  method: string
  /** By the portion of images: the least ε that reaches it; null: none was found. */
  models: { id: string; images: number; success: number; epsilon: Record<string, number | null> }[]
  notes: string[]
}

export function besideSuccess(
  source: SuccessSource,
  rows: Beside['rows'],
  documents: ReadonlyMap<string, AttackResultDocument>,
): BesideSuccess {
  const { models, method } = successModels(source, rows, documents)
  return {
    norm: source.norm,
    unit: sizeUnit(source.norm),
    method,
    models: models.map(({ result }) => ({
      id: result.id,
      images: result.count,
      success: result.success,
      epsilon: Object.fromEntries(REACHED.map((portion) => [portion, epsilonReaching(result, portion)])),
    })),
    notes: source.notes,
  }
}

function successText({ norm, unit, method, models, notes }: BesideSuccess, rows: Beside['rows']): string {
  return [
    `Success against ε, ${norm} (${unit}; ${method}):`,
    table(
      ['model', 'images', 'perturbed', ...REACHED.map((portion) => `ε for ${100 * portion} %`)],
      models.map(({ id, images, success, epsilon }) => [
        `${rows.findIndex((row) => row.id === id) + 1}`,
        `${images}`,
        `${(100 * success).toFixed(1)} %`,
        ...REACHED.map((portion) => {
          const value = epsilon[portion] ?? null
          return value === null ? '–' : formatNumber(value)
        }),
      ]),
    ),
    ...notes,
  ].join('\n')
}

/** A network that knows neurons beside its baseline and controls: a table of numbers, and what each differs in. */
export function besideText({ rows, columns, notes }: Beside, success: readonly BesideSuccess[] = []): string {
  const number = (value: Interval | null): string => (value === null ? '–' : formatInterval(value))
  return [
    table(
      ['quantity', 'unit', ...rows.map((_, i) => `${i + 1}`)],
      columns.map(({ words, unit, values }) => [words, unit, ...values.map(number)]),
    ),
    ...rows.map(
      ({ id, role, differs, weights }, i) =>
        `${i + 1}: ${id} (${role}; ${differs}; weights ${weightsCell({ weights })})`,
    ),
    ...notes,
    ...success.map((each) => successText(each, rows)),
    'Brackets: 95 % interval of each number by itself, of that trained network, over images (f_rev: and pairings). Two of the models, paired: name both.',
  ].join('\n')
}
