/**
 * Whether official images come nearer to the clean ones as their severity rises: names cannot tell severities that were
 * stored from 5 to 1, and every number by severity would be turned round.
 */
import type { CorruptionType } from '../../contract/kinds/corruption/corruptions'
import type { DataSet } from '../../datasets/data-set'

/** Images that are compared, spread over the cell: their mean distance tells 1 from 5 by far. */
const LOOKED_AT = 16
/** Less than this part of the weakest severity's distance at the strongest is no chance. */
const CLEARLY = 0.95

/** Its published constants do not rise in all their parts. */
export function canFall(type: CorruptionType): boolean {
  return type !== 'elastic_transform'
}

/** The images that are looked at, as values 0 … 1; `data` stays open. */
export async function someOf(data: DataSet): Promise<Float32Array> {
  const count = Math.min(LOOKED_AT, data.count)
  return await data.read(Array.from({ length: count }, (_, i) => Math.floor((i * data.count) / count)))
}

/** @param weakest, strongest, clean the same images, of the same size */
export function isFalling(clean: Float32Array, weakest: Float32Array, strongest: Float32Array): boolean {
  return distance(clean, strongest) < CLEARLY * distance(clean, weakest)
}

/** Sum of absolute differences. */
function distance(ones: Float32Array, others: Float32Array): number {
  return ones.reduce((sum, value, i) => sum + Math.abs(value - others[i]!), 0)
}
