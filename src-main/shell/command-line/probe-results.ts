/** Corruptions, filters and Fourier maps as the command line shows them: JSON documents for scripts, tables for people. */
import { imagesLines, percent, percentInterval, table, weightsCell } from './output'
import { citedInTerminal } from '../../contract/methods-citation'
import { withoutIntervals } from '../../figures/corruption-model'
import type { CorruptionResult } from '../../contract/kinds/corruption/study'
import type { FilterResult } from '../../contract/kinds/filter/study'
import type { FourierMapResult } from '../../contract/kinds/fourier-map/study'

export function corruptionDocument(result: CorruptionResult): Record<string, unknown> {
  const { kind: _kind, models, ...rest } = result
  return {
    ...rest,
    models: models.map(({ cells, clean, ...model }) => ({
      ...model,
      clean: clean && { accuracy: clean.value, low: clean.low, high: clean.high, images: clean.count },
      cells: cells.map(({ type, severity, accuracy }) => ({
        type,
        severity,
        accuracy: accuracy.value,
        low: accuracy.low,
        high: accuracy.high,
        images: accuracy.count,
      })),
    })),
  }
}

export function corruptionTable(result: CorruptionResult): string {
  const { models, severities, types, origin } = result
  const parts = [`${origin.label}; ${result.images} images per cell; accuracies`]
  if (models.length > 0) {
    const headings = ['model', 'weights', 'clean [95 %]', 'mean [95 %]', 'low', 'medium', 'high']
    const withError = models.some(({ mce }) => mce)
    parts.push(
      table(
        [...headings, ...severities.map((severity) => `s ${severity}`), ...(withError ? ['mCE'] : [])],
        models.map((model) => [
          model.id,
          weightsCell(model),
          model.clean ? percentInterval(model.clean) : '–',
          shareOf(model.mean, model.intervals?.mean),
          shareOf(model.groups.low, model.intervals?.groups.low),
          shareOf(model.groups.medium, model.intervals?.groups.medium),
          shareOf(model.groups.high, model.intervals?.groups.high),
          ...model.bySeverity.map(({ mean }) => share(mean)),
          ...(withError ? [model.mce ? `${model.mce.value.toFixed(1)} %` : '–'] : []),
        ]),
      ),
      table(
        ['type', ...models.map(({ id }) => id)],
        types.map((type, i) => [type, ...models.map(({ byType }) => share(byType[i]?.mean ?? null))]),
      ),
    )
  }
  if (result.spectra) parts.push(spectraTable(result.spectra))
  if (result.kept.length > 0) parts.push(`Kept images: ${result.kept.map(({ file }) => file).join(', ')}`)
  parts.push(...result.notices.map(citedInTerminal))
  if (withoutIntervals(models).length > 0)
    parts.push(
      `The means have no intervals yet: "halfpower study resume DIR ${result.study}" computes them from the stored answers.`,
    )
  const unfinished = models.filter(({ missing }) => missing > 0)
  for (const { id, missing } of unfinished) parts.push(`${id}: ${missing} cells are not finished.`)
  if (result.missing.length > 0) parts.push(`Not finished: ${result.missing.join(', ')}`)
  return `${parts.join('\n')}${imagesLines(result.which)}`
}

/** A mean with its interval over images. */
function shareOf(value: number | null, interval: { low: number; high: number } | null | undefined): string {
  return value === null || !interval ? share(value) : percentInterval({ value, ...interval })
}

/** Where half of a corruption's power lies, read off the stored profile. */
function spectraTable({ profiles, thresholds, images }: NonNullable<CorruptionResult['spectra']>): string {
  const rows = profiles.map(({ type, severity, cumulative, meanPower }) => {
    const place = cumulative.findIndex((value) => value !== null && value >= 0.5)
    const radius = place < 0 ? '–' : `≤ ${thresholds.values[place]!.toFixed(3)}`
    return [type, `${severity}`, radius, meanPower.toPrecision(3)]
  })
  return `Spectra of ${images} images\n${table(
    ['type', 'severity', 'half of the power (cycles/pixel)', 'mean power per coefficient'],
    rows,
  )}`
}

export function filterDocument(result: FilterResult): Record<string, unknown> {
  const { kind: _kind, models, ...rest } = result
  return {
    ...rest,
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
        return point ? percentInterval(point.accuracy) : '–'
      }),
    ])
    const headings = ['cut-off (of Nyquist)', ...curves.map(({ filter }) => `${filter} [95 %]`)]
    return `${model.id} (weights ${weightsCell(model)}), clean ${clean ? percentInterval(clean) : '–'}\n${table(headings, rows)}`
  })
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

export function fourierMapDocument(result: FourierMapResult): Record<string, unknown> {
  const { kind: _kind, models, ...rest } = result
  return {
    ...rest,
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
      `${model.id} (weights ${weightsCell(model)}), clean error ${clean ? percent(1 - clean.value) : '–'}${unfinished}\n${table(
        ['frequency (cycles/pixel)', 'error rate', 'change of logits (L2)'],
        values.map((frequency, i) => [
          frequency.toFixed(3),
          share(radial.errorRate[i] ?? null),
          radial.featureChange[i]?.toFixed(3) ?? '–',
        ]),
      )}`,
    )
  }
  if (result.missing.length > 0) parts.push(`Not finished: ${result.missing.join(', ')}`)
  return `${parts.join('\n')}${imagesLines(result.which)}`
}

function share(value: number | null): string {
  return value === null ? '–' : percent(value)
}
