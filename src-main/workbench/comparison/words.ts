/** What the numbers of a comparison are called, in which units they stand, and how their intervals are made. */
import { NORM_UNITS } from '../../contract/kinds/attack/methods'
import { CORRUPTION_NAMES, corruptionGroupSchema } from '../../contract/kinds/corruption/corruptions'
import { resampledWords } from '../../contract/kinds/hybrid/resampled'
import type { NormName } from '../../contract/kinds/attack/methods'
import type { ComparedNumber, ComparedQuantity } from '../../contract/comparisons/comparison'
import type { CorruptionType } from '../../contract/kinds/corruption/corruptions'
import type { Offer } from './offers'

const METHODS = {
  reversal: 'one draw for both models (1000 resamples); of these trained networks (methods M.8)',
  accuracy: 'Newcombe’s score interval of paired proportions, over images (methods M.8)',
  corruption: 'score interval of paired means, over images, which the cells share (methods M.8)',
  sizes: 'percentile bootstrap over images, one draw for both models (1000 resamples; methods M.8)',
  'half power': 'percentile bootstrap over images, one draw for both models (1000 resamples; methods M.8)',
} as const satisfies Record<Offer['files']['kind'], string>

type Described = Pick<ComparedQuantity, 'id' | 'words' | 'unit' | 'differenceUnit' | 'method'>

/** Per cent are differed in points: 80 % less 75 % is 5 points, not 5 %. */
export function describe({ quantity, words, files }: Offer, { part }: ComparedNumber): Described {
  const { kind } = files
  const method =
    files.kind === 'reversal'
      ? `bootstrap over ${resampledWords([files.files.length])}, ${METHODS.reversal}`
      : METHODS[kind]
  const percent = { unit: '%', differenceUnit: 'percentage points', method }
  switch (kind) {
    case 'reversal':
      return {
        ...{ id: quantity, words, method },
        ...{ unit: 'fraction of Nyquist', differenceUnit: 'fraction of Nyquist' },
      }
    case 'accuracy':
      return { id: quantity, words, ...percent }
    case 'corruption':
      return { id: `${quantity}/${part}`, words: `${words}, ${partWords(part)}`, ...percent }
    case 'sizes': {
      const norm = quantity.slice('epsilon-'.length) as NormName
      const unit = NORM_UNITS[norm]
      return part === 'ratio'
        ? { id: `epsilon-ratio-${norm}`, words: `${words}, ratio`, unit, differenceUnit: 'ratio', method }
        : { id: quantity, words, unit, differenceUnit: unit, method }
    }
    case 'half power':
      return {
        ...(part === 'per image'
          ? {
              id: quantity.replace('f_half-', 'f_half-each-'),
              words: words.replace('f_0.5', 'f_0.5 per image'),
            }
          : { id: quantity, words }),
        ...{ unit: 'cycles/pixel', differenceUnit: 'cycles/pixel', method },
      }
    default:
      throw kind satisfies never
  }
}

function partWords(part: string): string {
  if (corruptionGroupSchema.safeParse(part).success) return `${part} frequencies`
  if (part.startsWith('severity-')) return `severity ${part.slice('severity-'.length)}`
  return part === 'mean' ? 'mean' : CORRUPTION_NAMES[part as CorruptionType].toLowerCase()
}

/** Proportions as per cent and points. */
export function inUnits(number: ComparedNumber, { unit }: Described): Omit<ComparedNumber, 'part'> {
  const { part: _part, first, second, value, low, high, ...rest } = number
  const scaled = (each: number | null): number | null => (each === null || unit !== '%' ? each : each * 100)
  return {
    ...{ first: scaled(first), second: scaled(second) },
    ...{ value: scaled(value), low: scaled(low), high: scaled(high), ...rest },
  }
}
