/** Decisions read from a list of numbers. Every list is valid, and smaller numbers are simpler decisions. */
export class Choices {
  #position = 0

  constructor(readonly numbers: readonly number[]) {}

  next(): number {
    return this.numbers[this.#position++] ?? 0
  }

  /** 0 … count − 1. */
  integer(count: number): number {
    return this.next() % count
  }

  pick<T>(list: readonly T[]): T {
    return list[this.integer(list.length)]!
  }

  /** A permutation of 0 … count − 1. */
  permutation(count: number): number[] {
    const rest = Array.from({ length: count }, (_, i) => i)
    return Array.from({ length: count }, () => rest.splice(this.integer(rest.length), 1)[0]!)
  }

  /** A list of one or more of 0 … count − 1, in order. */
  subset(count: number): number[] {
    const bits = 1 + this.integer(2 ** count - 1)
    return Array.from({ length: count }, (_, i) => i).filter((i) => ((bits >> i) & 1) === 1)
  }
}
