/**
 * Unit keys: SHA-256 over canonical JSON of everything that determines a result. Two units with the same
 * key have the same result, so one of them need not be computed; golden tests keep the rule from drifting.
 */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../contract/json'
import type { JsonObject } from '../contract/json'

/** What a unit's result is determined by. */
export interface UnitInputs {
  /** What is computed, e.g. `train`. */
  kind: string
  /** Raised whenever the same inputs give another result than before. */
  methodVersion: number
  /** The device: another one has other last bits. */
  device: string
  /** Hashes of weights and data, settings, keys of the units before. */
  settings: JsonObject
}

/** The key of a unit: 64 hexadecimal digits. */
export function unitKey(inputs: UnitInputs): string {
  return sha256(canonicalJson(inputs))
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
