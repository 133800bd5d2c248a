/**
 * Damaged files for the readers' fuzz tests: an endless, seeded series of mutations of one valid file. Each
 * does one to three of the things that break readers: flipped bits, a cut, a part copied over or put into
 * another place, a length that lies (binary, or as digits in a text), bytes put in or taken out.
 * Invariant: the same seed and bytes give the same series; the given bytes are never changed.
 */
import { generator } from '../../src-main/random/generator'
import type { Generator } from '../../src-main/random/generator'

export interface Mutation {
  /** What was done, e.g. `flip 3 bits; cut at 120`: for the message of a test that fails. */
  what: string
  bytes: Uint8Array
}

type Step = (random: Generator, bytes: Uint8Array) => Mutation

const STEPS: readonly Step[] = [flipBits, cut, splice, lieBinary, lieBinary, lieInDigits, insert, remove]

/** The series; take as many as the test has time for. */
export function* mutations(seed: number, bytes: Uint8Array): Series<Mutation> {
  const random = generator(seed, 'mutated files')
  for (;;) {
    let mutated: Uint8Array = bytes.slice()
    const done: string[] = []
    for (let steps = 1 + random.integer(3); steps > 0; steps--) {
      const result = STEPS[random.integer(STEPS.length)]!(random, mutated)
      mutated = result.bytes
      done.push(result.what)
    }
    yield { what: done.join('; '), bytes: mutated }
  }
}

type Series<T> = globalThis.Generator<T, never>

/**
 * A place in the file: half of them in its first or last 256 bytes, where headers and directories are. One
 * of 0 … length − 1 (0 in an empty file).
 */
function place(random: Generator, length: number): number {
  if (length === 0) return 0
  const near = Math.min(length, 256)
  switch (random.integer(4)) {
    case 0:
      return random.integer(near)
    case 1:
      return length - 1 - random.integer(near)
    default:
      return random.integer(length)
  }
}

function flipBits(random: Generator, bytes: Uint8Array): Mutation {
  const count = 1 + random.integer(8)
  if (bytes.length > 0)
    for (let i = 0; i < count; i++) bytes[place(random, bytes.length)]! ^= 1 << random.integer(8)
  return { what: `flip ${count} bits`, bytes }
}

function cut(random: Generator, bytes: Uint8Array): Mutation {
  const at = place(random, bytes.length)
  return { what: `cut at ${at}`, bytes: bytes.slice(0, at) }
}

/** Copies a part over another place, or puts it in there. */
function splice(random: Generator, bytes: Uint8Array): Mutation {
  const from = place(random, bytes.length)
  const part = bytes.slice(from, from + 1 + random.integer(64))
  const to = place(random, bytes.length)
  const over = random.integer(2) === 0
  return {
    what: `${part.length} bytes from ${from} ${over ? 'over' : 'into'} ${to}`,
    bytes: join(bytes.subarray(0, to), part, bytes.subarray(over ? to + part.length : to)),
  }
}

/** Overwrites 1, 2, 4 or 8 bytes with a number that a careless reader would believe. */
function lieBinary(random: Generator, bytes: Uint8Array): Mutation {
  const width = [1, 2, 4, 8][random.integer(4)]!
  const lies = [0, 1, 127, 128, 255, 65535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 40, 2 ** 53, -1, -8]
  lies.push(bytes.length, bytes.length - 1, bytes.length + 1, bytes.length * 2)
  const lie = lies[random.integer(lies.length)]!
  const littleEndian = random.integer(4) !== 0
  const at = place(random, bytes.length)
  const encoded = new Uint8Array(8)
  new DataView(encoded.buffer).setBigInt64(0, BigInt(lie), littleEndian)
  const part = littleEndian ? encoded.subarray(0, width) : encoded.subarray(8 - width)
  bytes.set(part.subarray(0, Math.max(0, bytes.length - at)), at)
  return { what: `${lie} in ${width} bytes at ${at}`, bytes }
}

/** Replaces a number that is written in digits (JSON, a NumPy header) by another. */
function lieInDigits(random: Generator, bytes: Uint8Array): Mutation {
  const start = place(random, bytes.length)
  let from = start
  while (from < bytes.length && !isDigit(bytes[from]!)) from++
  if (from === bytes.length) return lieBinary(random, bytes)
  let to = from
  while (to < bytes.length && isDigit(bytes[to]!)) to++
  const lies = ['0', '1', '-1', '00', '1e9', '0.5', '2147483648', '9007199254740993', '1'.repeat(400), '"1"']
  lies.push('null', '[]', '{}', String(bytes.length), String(random.integer(1000)))
  const lie = lies[random.integer(lies.length)]!
  return {
    what: `the digits at ${from} become ${lie.slice(0, 20)}`,
    bytes: join(bytes.subarray(0, from), new TextEncoder().encode(lie), bytes.subarray(to)),
  }
}

function insert(random: Generator, bytes: Uint8Array): Mutation {
  const at = place(random, bytes.length)
  const part = new Uint8Array(1 + random.integer(32))
  // Often a run of one byte: spaces, zeros, brackets, 0xff.
  const same = random.integer(2) === 0 ? random.integer(256) : null
  for (let i = 0; i < part.length; i++) part[i] = same ?? random.integer(256)
  return {
    what: `${part.length} bytes put in at ${at}`,
    bytes: join(bytes.subarray(0, at), part, bytes.subarray(at)),
  }
}

function remove(random: Generator, bytes: Uint8Array): Mutation {
  const at = place(random, bytes.length)
  const length = 1 + random.integer(32)
  return {
    what: `${length} bytes taken out at ${at}`,
    bytes: join(bytes.subarray(0, at), bytes.subarray(at + length)),
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
