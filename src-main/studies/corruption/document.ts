/** Corruptions as a document for scripts and as tables for people. */
import { citedInTerminal } from '../../contract/methods-text/citation'
import { intervalLine, intervalWords } from '../../contract/interval-words'
import { withoutIntervals } from '../../figures/corruption-model'
import { formatPercent } from '../../statistics/number-with-interval'
import { imagesLines, table, weightsCell } from '../document/text'
import type { CorruptionResult } from '../../contract/kinds/corruption/study'

/** Cells that end at a precision are looked at several times, which a wider interval makes up for (methods M.9). */
function intervalsOf({ precision, models }: CorruptionResult): string {
  const means = models.some(({ intervals }) => intervals !== null)
    ? [`means: ${intervalWords('mean of cells')}`]
    : []
  const cells =
    precision === undefined ? '' : '; of cells with the quantile 2.1, since each is looked at several times'
  return [...means, `cells and clean accuracy: ${intervalWords('accuracy')}${cells}`].join('; ')
}

export function corruptionDocument(result: CorruptionResult): Record<string, unknown> {
  const { kind: _kind, models, ...rest } = result
  return {
    ...rest,
    interval: intervalsOf(result),
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
  const parts = [
    `${origin.label}; ${result.precision ? 'at most ' : ''}${result.images} images per cell; accuracies`,
  ]
  if (models.length > 0) {
    const headings = ['model', 'weights', 'clean [95 %]', 'mean [95 %]', 'low', 'medium', 'high']
    const withError = models.some(({ mce }) => mce)
    parts.push(
      table(
        [
          ...headings,
          ...severities.map((severity) => `s ${severity}`),
          ...(withError ? ['mCE (no interval)'] : []),
        ],
        models.map((model) => [
          model.id,
          weightsCell(model),
          model.clean ? formatPercent(model.clean) : '–',
          shareOf(model.mean, model.intervals?.mean),
          shareOf(model.groups.low, model.intervals?.groups.low),
          shareOf(model.groups.medium, model.intervals?.groups.medium),
          shareOf(model.groups.high, model.intervals?.groups.high),
          ...model.bySeverity.map(({ severity, mean }) =>
            shareOf(mean, model.intervals?.bySeverity.find((each) => each.severity === severity)?.interval),
          ),
          ...(withError ? [model.mce ? `${model.mce.value.toFixed(1)} %` : '–'] : []),
        ]),
      ),
      table(
        ['type [95 %]', ...models.map(({ id }) => id)],
        types.map((type, i) => [
          type,
          ...models.map(({ byType, intervals }) =>
            shareOf(byType[i]?.mean ?? null, intervals?.byType.find((each) => each.type === type)?.interval),
          ),
        ]),
      ),
      intervalLine(intervalsOf(result)),
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
  return formatPercent({ value, ...interval })
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
