/**
 * Mutations that know what they mutate, so that they get past the first check: a member of a zip archive is mutated
 * inside a whole archive, a gzip file's content inside a whole gzip file, and JSON is changed as a tree. What is none of
 * these is mutated byte by byte (mutate.ts). Seeded.
 */
import { unzipSync, zipSync } from 'fflate'
import { gunzipSync, gzipSync } from 'node:zlib'
import { generator } from '../../../src-main/random/generator'
import type { Generator } from '../../../src-main/random/generator'
import { mutations } from '../mutate'
import type { Mutation } from '../mutate'

/** The series; every second one knows the format, where it is one of those. */
export function* structuredMutations(seed: number, bytes: Uint8Array): globalThis.Generator<Mutation, never> {
  const plain = mutations(seed, bytes)
  const knowing = inside(seed, bytes)
  for (;;) {
    yield plain.next().value
    if (knowing) yield knowing.next().value
  }
}

function inside(seed: number, bytes: Uint8Array): globalThis.Generator<Mutation, never> | null {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return inZip(seed, bytes)
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return inGzip(seed, bytes)
  return isJson(bytes) ? inJson(seed, bytes) : null
}

/** A log of one object a line is none. */
function isJson(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x7b && bytes[0] !== 0x5b) return false
  try {
    JSON.parse(Buffer.from(bytes).toString('utf8'))
    return true
  } catch {
    return false
  }
}

function* inZip(seed: number, bytes: Uint8Array): globalThis.Generator<Mutation, never> {
  const random = generator(seed, 'mutated members')
  const members = unzipSync(bytes)
  const names = Object.keys(members)
  const series = names.map((name, i) => mutations(seed + 1 + i, members[name]!))
  for (;;) {
    const which = random.integer(names.length)
    const { what, bytes: mutated } = series[which]!.next().value
    const level = random.integer(2) === 0 ? 0 : 6
    yield {
      what: `in "${names[which]}": ${what}`,
      bytes: zipSync({ ...members, [names[which]!]: mutated }, { level }),
    }
  }
}

function* inGzip(seed: number, bytes: Uint8Array): globalThis.Generator<Mutation, never> {
  for (const { what, bytes: mutated } of mutations(seed + 1, new Uint8Array(gunzipSync(bytes))))
    yield { what: `packed: ${what}`, bytes: new Uint8Array(gzipSync(mutated)) }
  throw new Error('The series has no end.')
}

const ODD: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    0.5,
    1e308,
    2 ** 53,
    '',
    'x',
    '__proto__',
    'constructor',
    '../x',
    '/etc/passwd',
    '\u0000',
    '\u202e',
  ],
  ...['1'.repeat(5000), [], {}, [[]], [null], { a: { a: {} } }, 'NaN', '\ud800', 'CON', '=1+1'],
]

function* inJson(seed: number, bytes: Uint8Array): globalThis.Generator<Mutation, never> {
  const random = generator(seed, 'mutated JSON')
  const text = Buffer.from(bytes).toString('utf8')
  for (;;) {
    const tree = JSON.parse(text) as unknown
    const places: { holder: Record<string, unknown>; key: string }[] = []
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      for (const key of Object.keys(value)) {
        places.push({ holder: value as Record<string, unknown>, key })
        walk((value as Record<string, unknown>)[key])
      }
    }
    walk(tree)
    const done: string[] = []
    for (let steps = 1 + random.integer(3); steps > 0 && places.length > 0; steps--)
      done.push(change(random, places[random.integer(places.length)]!))
    yield { what: done.join('; '), bytes: new TextEncoder().encode(JSON.stringify(tree)) }
  }
}

function change(
  random: Generator,
  { holder, key }: { holder: Record<string, unknown>; key: string },
): string {
  const set = (name: string, value: unknown): void => {
    // `__proto__` as a key of its own.
    Object.defineProperty(holder, name, { value, enumerable: true, writable: true, configurable: true })
  }
  switch (random.integer(4)) {
    case 0:
      Reflect.deleteProperty(holder, key)
      return `without "${key}"`
    case 1:
      set(['__proto__', 'constructor', 'toString', `${key} `, ''][random.integer(5)]!, holder[key])
      return `one more key beside "${key}"`
    default: {
      const value = ODD[random.integer(ODD.length)]
      set(key, value)
      return `"${key}" becomes ${JSON.stringify(value).slice(0, 30)}`
    }
  }
}
