/**
 * A cache bounded by bytes: what was not used for longest goes first. Nothing larger than the whole
 * bound is kept.
 */
export class ByteCache<Value extends { byteLength: number }, Key = number> {
  readonly #entries = new Map<Key, Value>()
  readonly #limit: number
  #bytes = 0

  /** @param limit the most bytes that are kept. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** How many bytes are kept now. */
  get bytes(): number {
    return this.#bytes
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    // A Map iterates in the order of insertion: moving to the end makes the first entry the oldest.
    this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }

  set(key: Key, value: Value): void {
    this.#drop(key)
    if (value.byteLength > this.#limit) return
    this.#entries.set(key, value)
    this.#bytes += value.byteLength
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#limit) break
      this.#drop(oldest)
    }
  }

  clear(): void {
    this.#entries.clear()
    this.#bytes = 0
  }

  #drop(key: Key): void {
    const value = this.#entries.get(key)
    if (value === undefined) return
    this.#entries.delete(key)
    this.#bytes -= value.byteLength
  }
}
