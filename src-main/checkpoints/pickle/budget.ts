/**
 * What one pickle may cost. A pickle is a program; these bounds make it end, and end within memory, whatever
 * it says: every opcode, every byte of text that is kept, and the height of the stack are counted.
 */
import { UserError } from '../../contract/errors'

export interface PickleLimits {
  /** A training checkpoint with all its losses has some hundred thousand. */
  opcodes: number
  /** Bytes of text, bytes and numbers that are kept in memory. */
  bytes: number
  /** Values that wait on the stack, marks included. */
  stack: number
  memo: number
}

/** What no pickle exceeds, however large its file. */
export const PICKLE_LIMITS: PickleLimits = {
  opcodes: 8_000_000,
  bytes: 512 * 1024 ** 2,
  stack: 2_000_000,
  memo: 4_000_000,
}

/** What every pickle may have, however small its file. */
const FREE: PickleLimits = {
  opcodes: 1_000_000,
  bytes: 96 * 1024 ** 2,
  stack: 1_000_000,
  memo: 1_000_000,
}

/**
 * What a pickle may cost in a file of so many bytes: a packed one, or one that copies itself, is larger in memory than
 * on the disk, and must not be so without end.
 */
export function pickleLimits(fileBytes: number): PickleLimits {
  return {
    opcodes: Math.min(PICKLE_LIMITS.opcodes, FREE.opcodes + fileBytes),
    bytes: Math.min(PICKLE_LIMITS.bytes, FREE.bytes + 4 * fileBytes),
    stack: Math.min(PICKLE_LIMITS.stack, FREE.stack + fileBytes),
    memo: Math.min(PICKLE_LIMITS.memo, FREE.memo + fileBytes),
  }
}

/** What a container, an object and an entry of a dictionary take in memory, roughly; in bytes. */
export const CONTAINER_BYTES = 128
export const OBJECT_BYTES = 256
export const ENTRY_BYTES = 96
export const ITEM_BYTES = 16

/** Text and bytes up to this size are kept in memory, larger ones stay in the file: 64 KiB. */
export const IN_MEMORY_BYTES = 64 * 1024

/** A line of the text protocol, such as a module's name. */
export const LINE_BYTES = 64 * 1024

/** Integers are at most this long, in bytes or digits: converting them takes time that grows with the square. */
export const INTEGER_BYTES = 1024

export class Budget {
  #opcodes = 0
  #bytes = 0

  constructor(
    private readonly name: string,
    private readonly limits: PickleLimits,
  ) {}

  opcode(): void {
    if (++this.#opcodes > this.limits.opcodes) throw this.exceeded('instructions', this.limits.opcodes)
  }

  keep(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > this.limits.bytes) throw this.exceeded('bytes of text and numbers', this.limits.bytes)
  }

  stack(height: number): void {
    if (height > this.limits.stack) throw this.exceeded('values at once', this.limits.stack)
  }

  memo(entries: number): void {
    if (entries > this.limits.memo) throw this.exceeded('remembered values', this.limits.memo)
  }

  private exceeded(what: string, limit: number): UserError {
    return new UserError(
      'input',
      `The pickle in ${this.name} has more than ${limit} ${what}, which no checkpoint and no data set needs; get the file again, or save only the model's state_dict and open that.`,
    )
  }
}
