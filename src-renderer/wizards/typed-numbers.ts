/**
 * Numbers as people type them into forms. Pure. What may be given is a schema's business: what is no number
 * becomes NaN, which no schema accepts.
 */
import { gridWordSchema } from '../../src-main/contract/kinds/hybrid/options'
import type { GridAsked } from '../../src-main/contract/kinds/hybrid/options'

/** A number as people type it; undefined for nothing, NaN (which no schema accepts) for anything else. */
export function numberOf(text: string): number | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : NaN
}

/** Numbers between commas (or blanks); nothing gives undefined. */
export function numbersOf(text: string): number[] | undefined {
  const words = text.split(/[,;\s]+/).filter((word) => word !== '')
  return words.length === 0 ? undefined : words.map((word) => numberOf(word) ?? NaN)
}

/** A grid of mixing frequencies: numbers, or a word that means one. */
export function gridOf(text: string): GridAsked | undefined {
  return gridWordSchema.safeParse(text.trim()).data ?? numbersOf(text)
}

/** A key only where there is a value: what is left out of a request gets its default. */
export function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value })
}
