/** A Fourier map as a document for scripts and as tables for people. */
import { intervalWords } from '../../contract/interval-words'
import { formatPercent } from '../../statistics/number-with-interval'
import { imagesLines, table, weightsCell } from '../document/text'
import type { FourierMapResult } from '../../contract/kinds/fourier-map/study'

export function fourierMapDocument(result: FourierMapResult): Record<string, unknown> {
  const { kind: _kind, models, ...rest } = result
  return {
    ...rest,
    interval: `clean accuracy: ${intervalWords('accuracy')}; the map has none`,
    models: models.map(({ clean, ...model }) => ({
      ...model,
      clean: clean && { accuracy: clean.value, low: clean.low, high: clean.high, images: clean.count },
    })),
  }
}

export function fourierMapTable(result: FourierMapResult): string {
  const { norm, images, models } = result
  const parts = [`L2 norm ${norm.value} per channel (${norm.origin}), ${images} images; means over rings`]
  for (const { clean, rows, radial, ...model } of models) {
    const unfinished = rows.done < rows.total ? `, ${rows.done} of ${rows.total} rows` : ''
    const { values } = radial.frequencies
    parts.push(
      `${model.id} (weights ${weightsCell(model)}), clean error ${formatPercent({ value: clean && 1 - clean.value })}${unfinished}\n${table(
        ['frequency (cycles/pixel)', 'error rate', 'change of logits (L2)'],
        values.map((frequency, i) => [
          frequency.toFixed(3),
          formatPercent({ value: radial.errorRate[i] ?? null }),
          radial.featureChange[i]?.toFixed(3) ?? '–',
        ]),
      )}`,
    )
  }
  if (result.missing.length > 0) parts.push(`Not finished: ${result.missing.join(', ')}`)
  return `${parts.join('\n')}${imagesLines(result.which)}`
}
