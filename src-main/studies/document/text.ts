/** Tables and numbers as text for people, each number with its interval. */
import { passWords } from '../../figures/pass-spread'
import { shortHash } from '../../figures/short-hash'
import type { MeasuredImages } from '../../contract/image-selection'
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

/** A proportion in percent with one decimal. */
export function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`
}

/** A proportion in percent with its interval. */
export function percentInterval({ value, low, high }: { value: number; low: number; high: number }): string {
  return `${(value * 100).toFixed(1)} % [${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`
}

/** An accuracy with its interval; of a stochastic model also how single passes spread. */
export function accuracyWords(accuracy: PassAccuracy): string {
  const { overPasses } = accuracy
  return overPasses ? `${percentInterval(accuracy)} ${passWords(overPasses)}` : percentInterval(accuracy)
}

/** A value with its interval and three decimals; `–` where there is none. */
export function interval({
  value,
  low,
  high,
}: {
  value: number | null
  low: number | null
  high: number | null
}): string {
  if (value === null) return '–'
  return low === null || high === null
    ? value.toFixed(3)
    : `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`
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

export function share(value: number | null): string {
  return value === null ? '–' : percent(value)
}
