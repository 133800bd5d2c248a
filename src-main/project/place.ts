/**
 * Where an open project is, and whether it may be written: what every store of the project is given.
 */
import { UserError } from '../contract/errors'

export interface Place {
  /** Absolute path of the project's folder. */
  readonly folder: string
  /** One sentence why nothing may be written; null when writing is allowed. */
  readonly readOnlyBecause: string | null
}

/** To be called before every write. */
export function assertWritable(place: Place): void {
  if (place.readOnlyBecause !== null) throw new UserError('project', place.readOnlyBecause)
}
