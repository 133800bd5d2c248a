/**
 * The addresses of pictures of corruption, filter and Fourier map studies; part of image-addresses.ts.
 *   image/corrupted/DATASET/PART/INDEX/TYPE/SEVERITY/TABLE/SEED.png     made here, before any study
 *   image/corruption/STUDY/INDEX/TYPE/SEVERITY.png                      of a study: made here or official
 *   image/filtered/DATASET/PART/INDEX/FILTER/CUTOFF.png                 FILTER low-pass or high-pass
 *   image/fourier/DATASET/PART/INDEX/ROW/COLUMN/NORM/SEED.png           INDEX a number, or basis
 */
import {
  corruptionTableSchema,
  corruptionTypeSchema,
  severitySchema,
} from '../contract/kinds/corruption/corruptions'
import { filterKindSchema } from '../contract/kinds/filter/study'
import { WHOLE, decimalNumber, wholeNumber } from './address-words'
import type { CorruptionTable, CorruptionType, Severity } from '../contract/kinds/corruption/corruptions'
import type { FilterKindName } from '../contract/kinds/filter/study'

interface OfPart {
  dataSet: string
  split: string | null
}

export type ProbeAddress =
  | (OfPart & {
      kind: 'corrupted'
      index: number
      type: CorruptionType
      severity: Severity
      table: CorruptionTable
      seed: number
    })
  | { kind: 'corruption'; study: string; index: number; type: CorruptionType; severity: Severity }
  | (OfPart & { kind: 'filtered'; index: number; filter: FilterKindName; cutOff: number })
  | (OfPart & {
      kind: 'fourier'
      /** Null: the basis image itself. */
      index: number | null
      row: number
      column: number
      norm: number
      seed: number
    })

export function probeParts(address: ProbeAddress): (string | number)[] {
  const { kind } = address
  if (kind === 'corruption') {
    const { study, index, type, severity } = address
    return [kind, study, index, type, severity]
  }
  const part = [kind, address.dataSet, address.split ?? WHOLE]
  switch (kind) {
    case 'corrupted':
      return [...part, address.index, address.type, address.severity, address.table, address.seed]
    case 'filtered':
      return [...part, address.index, address.filter, address.cutOff]
    case 'fourier': {
      const { index, row, column, norm, seed } = address
      return [...part, index ?? 'basis', row, column, norm, seed]
    }
    default:
      throw kind satisfies never
  }
}

type Reader = (parts: string[]) => ProbeAddress | null

export const PROBE_READERS: Readonly<Record<ProbeAddress['kind'], Reader>> = {
  corrupted([dataSet, part, index, type, severity, table, seed, ...more]) {
    const place = partOf(dataSet, part)
    const cell = cellOf(type, severity)
    const [image, known, number] = [
      wholeNumber(index),
      corruptionTableSchema.safeParse(table),
      wholeNumber(seed),
    ]
    if (!place || !cell || image === null || !known.success || number === null || more.length > 0) return null
    return { kind: 'corrupted', ...place, index: image, ...cell, table: known.data, seed: number }
  },
  corruption([study, index, type, severity, ...more]) {
    const cell = cellOf(type, severity)
    const image = wholeNumber(index)
    if (!study || !cell || image === null || more.length > 0) return null
    return { kind: 'corruption', study, index: image, ...cell }
  },
  filtered([dataSet, part, index, filter, cutOff, ...more]) {
    const place = partOf(dataSet, part)
    const [image, known, value] = [
      wholeNumber(index),
      filterKindSchema.safeParse(filter),
      decimalNumber(cutOff, 0, 1),
    ]
    if (!place || image === null || !known.success || value === null || more.length > 0) return null
    return { kind: 'filtered', ...place, index: image, filter: known.data, cutOff: value }
  },
  fourier([dataSet, part, index, row, column, norm, seed, ...more]) {
    const place = partOf(dataSet, part)
    const image = index === 'basis' ? null : wholeNumber(index)
    const [r, c, size, number] = [
      wholeNumber(row),
      wholeNumber(column),
      decimalNumber(norm, Number.MIN_VALUE, 1e4),
      wholeNumber(seed),
    ]
    if (!place || (image === null && index !== 'basis') || more.length > 0) return null
    if (r === null || c === null || size === null || number === null) return null
    return { kind: 'fourier', ...place, index: image, row: r, column: c, norm: size, seed: number }
  },
}

function partOf(dataSet: string | undefined, part: string | undefined): OfPart | null {
  return dataSet && part ? { dataSet, split: part === WHOLE ? null : part } : null
}

function cellOf(type: string | undefined, severity: string | undefined) {
  const known = corruptionTypeSchema.safeParse(type)
  const level = severitySchema.safeParse(wholeNumber(severity))
  return known.success && level.success ? { type: known.data, severity: level.data } : null
}
