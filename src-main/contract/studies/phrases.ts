/** What a study was asked, said shortly: numbers and images of a plan as parts of a phrase. */
import type { DataChoice } from './choices'

/** Of a list of numbers so many are written out. */
const WRITTEN = 6

/** A plan's images, e.g. `500 of 2000 images (subset seed 1)`. */
export function imagesAsked({ images: all, limit, selection }: DataChoice): string {
  const count = Math.min(all, limit ?? all)
  const rule = selection?.rule
  const seed = rule && 'seed' in rule ? ` (subset seed ${rule.seed})` : ''
  if (count === all) return `all ${all} images`
  return `${rule?.kind === 'first' ? 'the first ' : ''}${count} of ${all} images${seed}`
}

export function numbered(word: string, numbers: readonly number[], plural = 's'): string {
  return `${word}${numbers.length === 1 ? '' : plural} ${list(numbers)}`
}

export function list(values: readonly (number | string)[]): string {
  if (values.length <= WRITTEN) return values.join(', ')
  return `${values[0]!} … ${values.at(-1)!} (${values.length})`
}

export function phrases(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' · ')
}
