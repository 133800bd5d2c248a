/** Tables as text for people, and what stands below them. */
import { passWords } from '../../figures/pass-spread'
import { shortHash } from '../../figures/short-hash'
import { formatPercent } from '../../statistics/number-with-interval'
import type { MeasuredImages } from '../../contract/images/selection'
import type { PassAccuracy } from '../../contract/model'

/** Columns under their headings; columns of numbers are aligned to the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const numeric = headings.map((_, column) =>
    rows.every((row) => /^([−-]?\d|none$|–$|$)/.test(row[column] ?? '')),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        numeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd()
  return [line(headings), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n')
}

/** An accuracy with its interval; of a stochastic model also how single passes spread. */
export function accuracyWords(accuracy: PassAccuracy): string {
  const { overPasses } = accuracy
  const text = formatPercent(accuracy)
  return overPasses ? `${text} ${passWords(overPasses)}` : text
}

/** Lines below a table: which images the numbers are of, and what has to be said with them. */
export function imagesLines(which: MeasuredImages | undefined): string {
  if (which === undefined) return ''
  return [`Images: ${which.words}`, ...which.notices, ...(which.classes ?? [])]
    .map((line) => `\n${line}`)
    .join('')
}

/** How the hash of a model's weights begins, in a cell beside its id. */
export function weightsCell({ weights }: { weights?: string }): string {
  return weights === undefined ? '–' : shortHash(weights)
}
