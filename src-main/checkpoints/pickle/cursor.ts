/**
 * Reads a pickle's bytes in order from a source, through a window: small things come from memory, large runs
 * of bytes are skipped and stay in the file. Positions are bytes from the start of the source.
 */
import { UserError } from '../../contract/errors'
import type { ByteSource } from '../byte-source'

const WINDOW_BYTES = 256 * 1024
/** No opcode has more fixed bytes than this (1 for itself, 8 for a length). */
export const OPCODE_BYTES = 9

export class Cursor {
  #window: Buffer = Buffer.alloc(0)
  #start: number
  #at = 0

  constructor(
    readonly source: ByteSource,
    start: number,
  ) {
    this.#start = start
  }

  get position(): number {
    return this.#start + this.#at
  }

  /** Bytes that can be taken without waiting. */
  get ready(): number {
    return this.#window.length - this.#at
  }

  get left(): number {
    return this.source.size - this.position
  }

  /** Makes `wanted` bytes ready, or as many as there are. */
  async fill(wanted: number): Promise<void> {
    if (this.ready >= wanted) return
    const position = this.position
    const length = Math.min(Math.max(wanted, WINDOW_BYTES), this.source.size - position)
    const bytes = await this.source.read(position, length)
    this.#window = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#start = position
    this.#at = 0
  }

  /** Exactly `length` bytes; a copy, so that the window is not kept alive by them. */
  async bytes(length: number): Promise<Buffer> {
    if (this.ready < length) {
      if (length > this.left) throw this.ended()
      await this.fill(length)
    }
    const start = this.need(length)
    return Buffer.from(this.#window.subarray(start, start + length))
  }

  /** Leaves `length` bytes where they are and says where that is. */
  skip(length: number): number {
    if (!Number.isSafeInteger(length) || length < 0 || length > this.left) throw this.ended()
    const position = this.position
    if (length <= this.ready) {
      this.#at += length
    } else {
      this.#start = position + length
      this.#window = Buffer.alloc(0)
      this.#at = 0
    }
    return position
  }

  /** The bytes before the next newline, which is taken as well. */
  async line(most: number): Promise<Buffer> {
    let end = this.#window.indexOf(10, this.#at)
    if (end < 0) {
      await this.fill(Math.min(most + 1, this.left))
      end = this.#window.indexOf(10, this.#at)
    }
    if (end < 0 || end - this.#at > most) {
      throw new UserError(
        'input',
        `The pickle in ${this.source.name} is truncated or damaged: a line of it has no end within ${most} bytes.`,
      )
    }
    const line = Buffer.from(this.#window.subarray(this.#at, end))
    this.#at = end + 1
    return line
  }

  uint8(): number {
    return this.#window.readUInt8(this.need(1))
  }

  uint16(): number {
    return this.#window.readUInt16LE(this.need(2))
  }

  int32(): number {
    return this.#window.readInt32LE(this.need(4))
  }

  uint32(): number {
    return this.#window.readUInt32LE(this.need(4))
  }

  /** A length; beyond 2^53 it is inexact, and far beyond the end in any case. */
  uint64(): number {
    return Number(this.#window.readBigUInt64LE(this.need(8)))
  }

  float64(): number {
    return this.#window.readDoubleBE(this.need(8))
  }

  ended(): UserError {
    return new UserError(
      'input',
      `${this.source.name} is truncated or damaged: its pickle ends early, at byte ${this.source.size}; download or copy it again.`,
    )
  }

  private need(length: number): number {
    if (length > this.ready) throw this.ended()
    const at = this.#at
    this.#at += length
    return at
  }
}
