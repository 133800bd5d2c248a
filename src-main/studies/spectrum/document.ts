/** Spectra of perturbations as a document for scripts and as tables for people. */
import { intervalLine, intervalWords } from '../../contract/interval-words'
import { NORM_OPTIONS } from '../attack/document'
import { formatInterval } from '../../statistics/number-with-interval'
import { imagesLines, table, weightsCell } from '../document/text'
import type { HalfPower, SpectrumResult } from '../../contract/kinds/spectrum/study'

export function spectrumDocument(result: SpectrumResult): Record<string, unknown> {
  const { kind: _kind, norm, ...document } = result
  return {
    ...document,
    norm: NORM_OPTIONS[norm],
    interval: `f_0.5: ${intervalWords('half-power frequency')}`,
  }
}

export function spectrumTable(result: SpectrumResult): string {
  const rows = result.models.map(({ f_half, ...model }) => [
    model.id,
    weightsCell(model),
    model.group,
    `${model.images}`,
    f_half.effectiveImages?.toFixed(1) ?? '–',
    formatInterval(f_half),
    formatInterval(ofNyquist(f_half)),
    formatInterval({ value: f_half.exact }),
    f_half.perImage === null ? '–' : formatInterval(f_half.perImage),
  ])
  const groups = result.groups.map(
    ({ group, models, settings, f_half }) =>
      `\nMean of ${settings === models ? `${models} models` : `${settings} ${settings === 1 ? 'setting' : 'settings'} (${models} models, each setting once)`} of the group ${group}: f_0.5 ${formatInterval(f_half)} cycles/pixel`,
  )
  const sentences = result.models.flatMap(({ id, f_half }) =>
    [f_half.sentence, f_half.intervalRemark].flatMap((sentence) =>
      sentence === null ? [] : [`\n${id}: ${sentence}`],
    ),
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
      'of Nyquist [95 %]',
      'exact',
    ],
    'per image [95 %]',
  ]
  const interval = result.models.some(({ f_half }) => f_half.low !== null)
    ? `\n${intervalLine(intervalWords('half-power frequency'))}`
    : ''
  const weights = result.models.some(({ f_half }) => f_half.value !== null)
    ? `${interval}\nf_0.5 is of the mean spectrum, in which large perturbations weigh more ("effective": of how many equal ones it is worth); "per image": every image weighs the same.`
    : ''
  return `${result.caption}; ${result.origin}\n${table(headings, rows)}${weights}${groups.join('')}${sentences.join('')}${missing}${imagesLines(result.which)}`
}

function ofNyquist({ value, low, high }: HalfPower): Parameters<typeof formatInterval>[0] {
  const twice = (each: number | null): number | null => each && 2 * each
  return { value: twice(value), low: twice(low), high: twice(high) }
}
