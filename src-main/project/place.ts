/**
 * Where an open project is, and whether it may be written: what every store of the project is given.
 */
import { UserError } from '../contract/errors'
import { WriteDoor } from './write-atomically'

export interface Place {
  /** Absolute path of the project's folder. */
  readonly folder: string
  /** One sentence why nothing may be written; null when writing is allowed. */
  readonly readOnlyBecause: string | null
}

/** The door for writing into a project. UserError('project') where nothing may be written. */
export function doorOf(place: Place): WriteDoor {
  assertWritable(place)
  return new WriteDoor(place.folder)
}

/** Before what will write is begun. */
export function assertWritable(place: Place): void {
  if (place.readOnlyBecause !== null) throw new UserError('project', place.readOnlyBecause)
}
