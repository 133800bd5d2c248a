/**
 * Every random choice in Halfpower comes from a generator made here: one stream per purpose, derived
 * from a seed and the names of the purpose, so that adding a purpose never shifts another and a run
 * resumed at an epoch border needs no saved generator state.
 *
 * Not cryptographic. Invariant: the same seed and names give the same stream for ever (golden test);
 * uniform, integer, shuffle and permutation are exact on every machine; normal goes through Math.log,
 * Math.sin and Math.cos, whose last bit belongs to the JavaScript engine.
 *
 * The algorithm is Johannes Baagøe's Alea (multiply with carry, period about 2^116) from `seedrandom`,
 * seeded with the JSON text of [seed, ...names]: JSON keeps ('a', 1) and ('a1') and ('a', '1') apart.
 */
import seedrandom from 'seedrandom'
import { UserError } from '../contract/errors'

export interface Generator {
  /** A number in [0, 1), a multiple of 2^-32. */
  uniform(): number
  /** An integer in [0, n); `n` is an integer from 1 to 2^32. The bias is below n / 2^32. */
  integer(n: number): number
  /** A standard normal number (mean 0, variance 1), by the transformation of Box and Muller. */
  normal(): number
  /** The integers 0 … n−1 in random order. */
  permutation(n: number): Int32Array
  /** Brings the entries into random order, in place (Fisher–Yates, from the end). */
  shuffle(entries: Int32Array): void
}

/**
 * The stream of one purpose, e.g. `generator(seed, 'batch order', epoch)`.
 * @param seed any integer that a double holds exactly; another is a UserError('usage')
 * @param names what the stream is for
 */
export function generator(seed: number, ...names: (string | number)[]): Generator {
  if (!Number.isSafeInteger(seed)) {
    throw new UserError(
      'usage',
      `The seed '${seed}' is not an integer: give a whole number such as 0, 1 or 41.`,
    )
  }
  const next = seedrandom.alea(JSON.stringify([seed, ...names]))
  /** Box–Muller makes two numbers at a time; the second waits here. */
  let waiting: number | null = null

  const integer = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32)
      throw new RangeError(`integer(${n}): n must be 1 … 2^32`)
    return Math.floor(next() * n)
  }

  const shuffle = (entries: Int32Array): void => {
    for (let i = entries.length - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1))
      const held = entries[i]!
      entries[i] = entries[j]!
      entries[j] = held
    }
  }

  return {
    uniform: () => next(),
    integer,
    normal() {
      if (waiting !== null) {
        const value = waiting
        waiting = null
        return value
      }
      // 1 − u lies in (0, 1], so the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - next()))
      const angle = 2 * Math.PI * next()
      waiting = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
    permutation(n) {
      const entries = Int32Array.from({ length: n }, (_, i) => i)
      shuffle(entries)
      return entries
    },
    shuffle,
  }
}
