/** What each PyTorch container comes down to, before it is looked through. */
import type { Value } from '../pickle/values'
import type { CheckpointFormat } from '../checkpoint'

export interface Contents {
  format: CheckpointFormat
  /** The interpreted pickle, its storages found and checked. */
  root: Value
  /** Classes and functions that were named and left inert. */
  inert: ReadonlySet<string>
  /** Bytes of all numbers, unpacked. */
  dataBytes: number
  warnings: string[]
}
