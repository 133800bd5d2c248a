/**
 * What goes to stdout: a table for people, or one JSON document.
 */
import { shownJson, shownText } from '../../contract/shown'

/** Prints one machine-readable document. */
export function printJson(document: unknown): void {
  process.stdout.write(`${shownJson(JSON.stringify(document))}\n`)
}

/** Says something for people on stderr. */
export function say(text: string): void {
  process.stderr.write(`${shownText(text)}\n`)
}

/** Prints lines for people. */
export function print(text: string): void {
  process.stdout.write(`${shownText(text)}\n`)
}

/** A duration as people say it. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`
}
