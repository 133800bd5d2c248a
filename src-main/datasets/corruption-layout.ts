/** What an opened set of corrupted images is, and what a reader of one layout knows of it. */
import type {
  CorruptionCrop,
  CorruptionType,
  OfficialCorruptionSet,
  Severity,
} from '../contract/kinds/corruption/corruptions'
import type { DataSet } from './data-set'

/** How a cell is read. */
export interface CellChoices {
  /** Reduce colour to one channel: 0.2989 R + 0.587 G + 0.114 B (methods F.2). */
  gray: boolean
  /** What happens to 224×224 files (methods L.7); for other sizes 'as stored' only. */
  crop: CorruptionCrop
}

export interface CorruptionSet {
  /** Null where the layout is one of theirs, but not the numbers (a subset, another data set's own). */
  readonly kind: OfficialCorruptionSet | null
  readonly layout: 'arrays' | 'folders'
  /** The types that are there, in the benchmark's order. */
  readonly types: readonly CorruptionType[]
  /** Benchmark types that are not there. */
  readonly missing: readonly CorruptionType[]
  readonly severities: readonly Severity[]
  /** Per cell. */
  readonly images: number
  /** One sentence about what is missing; null when all 15 types are there. */
  readonly notice: string | null
  /**
   * Opens one type at one severity; the caller closes it.
   * @throws UserError('input') when it is not there or damaged, UserError('usage') when the crop is impossible.
   */
  cell(type: CorruptionType, severity: Severity, choices: CellChoices): Promise<DataSet>
}

/** What a reader of one layout knows. */
export type CorruptionLayout = Omit<CorruptionSet, 'missing' | 'notice' | 'severities'>
