/** Perturbations and spectra as the command line shows them: JSON documents for scripts and tables for people. */
import { imagesLines, percent, table, weightsCell } from './output'
import type {
  AttackModelResult,
  AttackResultDocument,
  EpsilonSummary,
} from '../../contract/kinds/attack/study'
import type { NormName } from '../../contract/kinds/attack/methods'
import type { HalfPower, SpectrumResult } from '../../contract/kinds/spectrum/study'

/** The norm as the option --norm says it. */
export const NORM_OPTIONS: Readonly<Record<NormName, string>> = { L2: 'l2', Linf: 'linf' }

export function attackDocument(result: AttackResultDocument): Record<string, unknown> {
  const { study, models, missing, settings, caption, origin, which, subset, targets, unit } = result
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
    origin,
    which,
    subset,
    targets,
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
      `${percent(model.success)} of ${model.count}`,
      size(model, norm),
      `${Math.round(model.queries.forward)} + ${Math.round(model.queries.backward)} back`,
    ]
    if (withSigned) cells.splice(4, 0, model.signedMaximum ? size(model.signedMaximum.plus, norm) : '–')
    return cells
  })
  const sentences = result.models.flatMap((model) =>
    sentencesOf(model).map((sentence) => `\n${model.id}: ${sentence}`),
  )
  const missing = result.missing.length === 0 ? '' : `\nNot finished: ${result.missing.join(', ')}`
  return `${result.caption}; ${result.origin}\n${table(headings, rows)}${sentences.join('')}${missing}${imagesLines(result.which)}`
}

/** A median with its interval; L∞ also in the 255 steps of a pixel. */
function size({ median }: Pick<EpsilonSummary, 'median'>, norm: NormName): string {
  const { value, low, high } = median
  if (value === null) return 'censored'
  const inSteps = norm === 'Linf' ? ` = ${(value * 255).toPrecision(3)}/255` : ''
  const ends = `[${low === null ? '…' : low.toPrecision(3)}, ${high === null ? '…' : high.toPrecision(3)}]`
  return `${value.toPrecision(4)} ${ends}${inSteps}`
}

function sentencesOf({ warnings }: AttackModelResult): string[] {
  return warnings.map(({ sentence }) => sentence)
}

export function spectrumDocument(result: SpectrumResult): Record<string, unknown> {
  const { kind: _kind, norm, ...document } = result
  return { ...document, norm: NORM_OPTIONS[norm] }
}

export function spectrumTable(result: SpectrumResult): string {
  const rows = result.models.map(({ f_half, ...model }) => [
    model.id,
    weightsCell(model),
    model.group,
    `${model.images}`,
    f_half.effectiveImages?.toFixed(1) ?? '–',
    halfPower(f_half),
    f_half.value === null ? '–' : (f_half.value * 2).toFixed(3),
    f_half.exact?.toFixed(4) ?? '–',
    f_half.perImage === null ? '–' : halfPower(f_half.perImage),
  ])
  const groups = result.groups.map(
    ({ group, models, f_half }) =>
      `\nMean of ${models} models of the group ${group}: f_0.5 ${f_half.value?.toFixed(4) ?? '–'} cycles/pixel`,
  )
  const sentences = result.models.flatMap(({ id, f_half }) =>
    f_half.sentence === null ? [] : [`\n${id}: ${f_half.sentence}`],
  )
  const missing = result.missing.length === 0 ? '' : `\nNot finished: ${result.missing.join(', ')}`
  const headings = [
    ...[
      'model',
      'weights',
      'group',
      'images',
      'effective',
      'f_0.5 (cycles/pixel) [95 %]',
      'of Nyquist',
      'exact',
    ],
    'per image [95 %]',
  ]
  const weights = result.models.some(({ f_half }) => f_half.value !== null)
    ? '\nf_0.5 is of the mean spectrum, in which large perturbations weigh more ("effective": of how many equal ones it is worth); "per image": every image weighs the same.'
    : ''
  return `${result.caption}; ${result.origin}\n${table(headings, rows)}${weights}${groups.join('')}${sentences.join('')}${missing}${imagesLines(result.which)}`
}

function halfPower({ value, low, high }: Pick<HalfPower, 'value' | 'low' | 'high'>): string {
  if (value === null) return '–'
  return `${value.toFixed(4)} [${low?.toFixed(4) ?? '…'}, ${high?.toFixed(4) ?? '…'}]`
}
