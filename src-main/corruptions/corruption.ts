/**
 * What a corruption is: constants for every table and severity, and a function of an image, its constants and
 * a stream of random numbers. One corruption, one file in types/.
 *
 * Invariant: `apply` never changes its input, and what it returns depends on its arguments only.
 */
import type { CorruptionTable, CorruptionType, Severity } from '../contract/kinds/corruption/corruptions'
import type { Generator } from '../random/generator'
import type { ByteImage } from './image'

/** The constants of severities 1 to 5. */
export type BySeverity<Constants> = readonly [Constants, Constants, Constants, Constants, Constants]

export interface CorruptionDefinition<Constants> {
  type: CorruptionType
  constants: Record<CorruptionTable, BySeverity<Constants>>
  /** Where it is written in colour: a gray image goes through it as three equal channels and is reduced again. */
  inColour?: true
  /** @param stream of this image, type and severity; deterministic corruptions leave it alone. */
  apply(image: ByteImage, constants: Constants, stream: Generator): Uint8Array | Promise<Uint8Array>
}

/** A definition whose constants are its own business. */
export interface Corruption {
  readonly type: CorruptionType
  readonly inColour: boolean
  /** The constants, for showing and for recording. */
  constants(table: CorruptionTable, severity: Severity): unknown
  /** @returns bytes of the same height, width and channels. */
  apply(
    image: ByteImage,
    table: CorruptionTable,
    severity: Severity,
    stream: Generator,
  ): Uint8Array | Promise<Uint8Array>
}

export function defineCorruption<Constants>(definition: CorruptionDefinition<Constants>): Corruption {
  const constants = (table: CorruptionTable, severity: Severity): Constants =>
    definition.constants[table][severity - 1]!
  return {
    type: definition.type,
    inColour: definition.inColour ?? false,
    constants,
    apply: (image, table, severity, stream) => definition.apply(image, constants(table, severity), stream),
  }
}
