/** Perturbations as a document for scripts and as tables for people. */
import { intervalLine, intervalWords } from '../../contract/interval-words'
import { formatSize } from '../../figures/sizes'
import { formatPercent } from '../../statistics/number-with-interval'
import { imagesLines, table, weightsCell } from '../document/text'
import type { NormName } from '../../contract/kinds/attack/methods'
import type {
  AttackModelResult,
  AttackResultDocument,
  EpsilonSummary,
} from '../../contract/kinds/attack/study'

/** The norm as the option --norm says it. */
export const NORM_OPTIONS: Readonly<Record<NormName, string>> = { L2: 'l2', Linf: 'linf' }

export function attackDocument(result: AttackResultDocument): Record<string, unknown> {
  const { study, models, missing, settings, caption, startFrom, origin, which, subset, targets, unit } =
    result
  return {
    study,
    models: models.map(({ median, ...model }) => ({
      ...model,
      norm: NORM_OPTIONS[model.norm],
      median: median.value,
      medianInterval: { low: median.low, high: median.high },
      unit,
    })),
    missing,
    settings,
    caption,
    ...(startFrom ? { startFrom } : {}),
    origin,
    which,
    subset,
    targets,
    interval: `median ε: ${intervalWords('median size')}; success: ${intervalWords('accuracy')}`,
  }
}

/** @param signed whether L∞ sizes are also given as the paper's figures have them */
export function attackTable(result: AttackResultDocument, signed: boolean): string {
  const { norm } = result.settings
  const headings = ['model', 'weights', 'success', `median ε (${result.unit}) [95 %]`, 'passes per image']
  const withSigned = signed && norm === 'Linf'
  if (withSigned) headings.splice(4, 0, 'median of max(δ), not |δ|')
  const rows = result.models.map((model) => {
    const cells = [
      model.id,
      weightsCell(model),
      `${formatPercent({ value: model.success })} of ${model.count}`,
      size(model, norm),
      `${Math.round(model.queries.forward)} + ${Math.round(model.queries.backward)} back`,
    ]
    if (withSigned) cells.splice(4, 0, model.signedMaximum ? size(model.signedMaximum.plus, norm) : '–')
    return cells
  })
  const sentences = result.models.flatMap((model) =>
    [...startOf(model, result), ...sentencesOf(model)].map((sentence) => `\n${model.id}: ${sentence}`),
  )
  const interval = result.models.length === 0 ? '' : `\n${intervalLine(intervalWords('median size'))}`
  const missing = result.missing.length === 0 ? '' : `\nNot finished: ${result.missing.join(', ')}`
  return `${result.caption}; ${result.origin}\n${table(headings, rows)}${interval}${sentences.join('')}${missing}${imagesLines(result.which)}`
}

/** A median with its interval; L∞ also in the 255 steps of a pixel. */
function size({ median }: Pick<EpsilonSummary, 'median'>, norm: NormName): string {
  const { value, low, high } = median
  return value === null ? 'censored' : formatSize({ value, low, high }, norm)
}

/** How many images began with another model's perturbation. */
function startOf({ warm, count }: AttackModelResult, { startFrom }: AttackResultDocument): string[] {
  return startFrom === undefined
    ? []
    : [
        `${warm ?? 0} of ${count} images began with the perturbation of ${startFrom.name} (study ${startFrom.study}); the others were searched for anew.`,
      ]
}

function sentencesOf({ warnings }: AttackModelResult): string[] {
  return warnings.map(({ sentence }) => sentence)
}
