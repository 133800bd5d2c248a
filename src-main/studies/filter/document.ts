/** Low- and high-passed images as a document for scripts and as tables for people. */
import { intervalLine, intervalWords } from '../../contract/interval-words'
import { formatPercent } from '../../statistics/number-with-interval'
import { imagesLines, table, weightsCell } from '../document/text'
import type { FilterResult } from '../../contract/kinds/filter/study'

export function filterDocument(result: FilterResult): Record<string, unknown> {
  const { kind: _kind, models, ...rest } = result
  return {
    ...rest,
    interval: `accuracies: ${intervalWords('accuracy')}`,
    models: models.map(({ curves, clean, ...model }) => ({
      ...model,
      clean: clean && { accuracy: clean.value, low: clean.low, high: clean.high, images: clean.count },
      curves: curves.map(({ filter, points }) => ({
        filter,
        points: points.map(({ cutOff, accuracy, confidence }) => ({
          cut_off: cutOff,
          accuracy: accuracy.value,
          low: accuracy.low,
          high: accuracy.high,
          confidence,
        })),
      })),
    })),
  }
}

export function filterTable(result: FilterResult): string {
  const { cutOffs, models, naturalness } = result
  const parts = models.map(({ clean, curves, ...model }) => {
    const rows = cutOffs.values.map((cutOff) => [
      `${cutOff}`,
      ...curves.map(({ points }) => {
        const point = points.find((each) => each.cutOff === cutOff)
        return point ? formatPercent(point.accuracy) : '–'
      }),
    ])
    const headings = ['cut-off (of Nyquist)', ...curves.map(({ filter }) => `${filter} [95 %]`)]
    return `${model.id} (weights ${weightsCell(model)}), clean ${clean ? formatPercent(clean) : '–'}\n${table(headings, rows)}`
  })
  if (models.length > 0) parts.push(intervalLine(intervalWords('accuracy')))
  if (naturalness) {
    const rows = naturalness.sets.map(({ kind, cutOff, distances }) => [
      kind,
      cutOff === null ? '' : `${cutOff}`,
      distances.wasserstein.toFixed(4),
      distances.logSpectral.toFixed(2),
    ])
    const { floor } = naturalness
    parts.push(
      `How far from natural, ${naturalness.images} images (halves of the natural ones differ by ${floor.wasserstein.toFixed(4)} and ${floor.logSpectral.toFixed(2)} dB)\n${table(
        ['images', 'cut-off or f_mix', 'pixel values (Wasserstein)', 'spectrum (dB)'],
        rows,
      )}`,
    )
  }
  if (result.missing.length > 0) parts.push(`Not finished: ${result.missing.join(', ')}`)
  return `${parts.join('\n')}${imagesLines(result.which)}`
}
