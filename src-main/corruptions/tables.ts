/** Which constants belong to a size, and which version of the corruptions this is: what planning needs, without them. */
import { CORRUPTION_TABLES, TABLE_SIDES } from '../contract/kinds/corruption/corruptions'
import type { CorruptionTable } from '../contract/kinds/corruption/corruptions'

/** Raised when the same question starts to give other bits; part of the hash of generated data. */
export const CORRUPTIONS_VERSION = 1

/** The table that was made for the side length nearest to these (as a ratio): the default, to be recorded. */
export function tableForSize(height: number, width: number): CorruptionTable {
  const side = Math.sqrt(height * width)
  const distance = (table: CorruptionTable) => Math.abs(Math.log(TABLE_SIDES[table] / side))
  return CORRUPTION_TABLES.reduce((best, table) => (distance(table) < distance(best) ? table : best))
}
