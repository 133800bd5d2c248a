/**
 * Sizes, counts and times as people read them. Pure. (A measured number with its interval:
 * statistics/number-with-interval.ts.)
 */

/** Significant digits without an exponent for what people meet here. */
export function formatSignificant(value: number, digits = 3): string {
  if (value === 0 || !Number.isFinite(value)) return String(value)
  return String(Number(value.toPrecision(digits))).replace('-', '\u2212')
}

/** `10 000`, `1.2 M` for what is only a size. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
}

export function formatMillions(count: number): string {
  if (count < 10_000) return formatCount(count)
  if (count < 1_000_000) return `${formatSignificant(count / 1000)} k`
  return `${formatSignificant(count / 1_000_000)} M`
}

/** Seconds as `40 s`, `11 min`, `3 h 10 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 0.95) return 'less than 1 s'
  if (seconds < 59.5) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} days`
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${formatSignificant(bytes / 1000 ** power)} ${units[power - 1] ?? 'TB'}`
}

/** A moment of this day as `12:04:31`. */
export function formatTime(moment: Date): string {
  return moment.toLocaleTimeString('en-GB')
}

/** A moment as `22 Nov 2026, 12:04`. */
export function formatMoment(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}

/** `none` or the number: how σ is written everywhere. */
export function formatSigma(sigma: number | null): string {
  return sigma === null ? 'none' : String(sigma)
}

/** One, or more than one: `1 model`, `21 models`. */
export function plural(count: number, one: string, several = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : several}`
}
