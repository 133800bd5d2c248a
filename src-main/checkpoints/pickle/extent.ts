/**
 * How much may be made of one pickle's values, counted over the whole file. A pickle of a few kilobytes can refer to one
 * module, one dictionary or one list so often that walking all of it would take hours and gigabytes; what an honest file
 * holds is written in it once, and so is bounded by its size.
 */
import { UserError } from '../../contract/errors'

/** Tensors, attributes and parts that every file may have; ResNet-152 as a pickled module has 10,000. */
const PARTS = 200_000
/** Honest files have one more for each of so many bytes: a tensor takes a hundred and more to describe. */
const BYTES_PER_PART = 64
/** Values that are looked at on the way; each is at least a byte of the file where it is written. */
const LOOKS = 2 ** 20
/** Characters of all names together. */
const CHARACTERS = 8 * 1024 ** 2
/** Characters and items of all notes together. */
const NOTES = 256 * 1024

export class Extent {
  #parts = 0
  #looks = 0
  #characters = 0
  #notes = 0

  /**
   * @param file how sentences call it
   * @param bytes of the file, its numbers included
   */
  constructor(
    private readonly file: string,
    private readonly bytes: number,
  ) {}

  /** One tensor, attribute or part under its full name. */
  part(name: string): void {
    this.#characters += name.length
    if (++this.#parts > PARTS + this.bytes / BYTES_PER_PART) throw this.exceeded('parts', this.#parts)
    if (this.#characters > CHARACTERS + this.bytes)
      throw this.exceeded('characters of names', this.#characters)
  }

  /** Values that are about to be looked at. */
  look(values: number): void {
    this.#looks += values
    if (this.#looks > LOOKS + this.bytes) throw this.exceeded('values', this.#looks)
  }

  /** Whether a note of this length (characters and items) still has room; if not, it is left out. */
  note(length: number): boolean {
    if (this.#notes + length > NOTES) return false
    this.#notes += length
    return true
  }

  private exceeded(what: string, count: number): UserError {
    return new UserError(
      'input',
      `${this.file} was made to deceive: what is in it refers to itself so often that it comes to more than ${count - 1} ${what}, which no file of ${this.bytes} bytes needs; get the file again from where it comes from.`,
    )
  }
}
