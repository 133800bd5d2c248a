/**
 * Values made by fast-check, pickled by Python in every protocol, read here: the same values. Objects of classes
 * that exist only over there come out as inert records.
 */
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesAsSource } from '../../../src-main/checkpoints/byte-source'
import { readPickle } from '../../../src-main/checkpoints/pickle/interpret'
import {
  Collection,
  Dictionary,
  Inert,
  LazyBytes,
  List,
  Tuple,
} from '../../../src-main/checkpoints/pickle/values'
import type { Value } from '../../../src-main/checkpoints/pickle/values'
import { pythonWith } from '../../support/torch'

const python = pythonWith('pickle')

/** A value as JSON that Python can build it from: a tag and a content. */
type Described =
  | ['none']
  | ['bool', boolean]
  | ['int' | 'float' | 'text' | 'bytes', string]
  | ['list' | 'tuple' | 'set' | 'frozenset' | 'object' | 'slots', Described[]]
  | ['dict' | 'ordered' | 'default', [string, Described][]]

const PROGRAM = `
import base64, collections, json, pickle, sys
class Thing:
    def __init__(self, parts): self.parts = parts
class Slots:
    __slots__ = ['parts', 'other']
    def __init__(self, parts): self.parts = parts; self.other = 1
def build(described):
    tag, content = described[0], described[1] if len(described) > 1 else None
    if tag == 'none': return None
    if tag == 'bool': return content
    if tag == 'int': return int(content)
    if tag == 'float': return float(content)
    if tag == 'text': return content
    if tag == 'bytes': return base64.b64decode(content)
    if tag == 'list': return [build(x) for x in content]
    if tag == 'tuple': return tuple(build(x) for x in content)
    if tag == 'set': return {build(x) for x in content}
    if tag == 'frozenset': return frozenset(build(x) for x in content)
    if tag == 'object': return Thing([build(x) for x in content])
    if tag == 'slots': return Slots([build(x) for x in content])
    pairs = [(key, build(x)) for key, x in content]
    if tag == 'dict': return dict(pairs)
    if tag == 'ordered': return collections.OrderedDict(pairs)
    result = collections.defaultdict(list); result.update(pairs); return result
result = []
for described in json.load(sys.stdin):
    value = build(described)
    for protocol in range(6):
        # Slots have no pickle below protocol 2.
        if protocol < 2 and 'slots' in json.dumps(described): continue
        result.append([described, protocol, base64.b64encode(pickle.dumps(value, protocol)).decode()])
json.dump(result, sys.stdout)
`

const tagged = <T extends string, V>(tag: T, content: fc.Arbitrary<V>) =>
  content.map((value): [T, V] => [tag, value])

/** Numbers as Python's repr, so that JSON loses none. */
const integers = fc
  .oneof(fc.integer(), fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }))
  .map(String)
const floats = fc
  .oneof(fc.double(), fc.constantFrom(0, -0, 1e308, 5e-324, 0.1))
  .map((value) => (Object.is(value, -0) ? '-0.0' : String(value)))
// Lone surrogates, newlines, backslashes and characters beyond 16 bits among them.
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('\\u0041\\', '\n\\n', '\u0000', '\ud800', '\udfff x', '😀', '\'"', '\u001a', '\\'),
)
const bytes = fc.uint8Array().map((value) => Buffer.from(value).toString('base64'))
const leaf = fc.oneof(
  fc.constant<Described>(['none']),
  tagged('bool', fc.boolean()),
  tagged('int', integers),
  tagged('float', floats),
  tagged('text', texts),
  tagged('bytes', bytes),
)
const hashable = fc.oneof(tagged('int', integers), tagged('text', texts))
const described: fc.Arbitrary<Described> = fc.letrec<{ value: Described }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .tuple(fc.constantFrom('list', 'tuple', 'object', 'slots'), fc.array(tie('value'), { maxLength: 5 }))
      .map((pair) => pair as Described),
    fc
      .tuple(fc.constantFrom('set', 'frozenset'), fc.array(hashable, { maxLength: 4 }))
      .map((pair) => pair as Described),
    fc
      .tuple(
        fc.constantFrom('dict', 'ordered', 'default'),
        fc.array(fc.tuple(texts, tie('value')), { maxLength: 4 }),
      )
      .map((pair) => pair as Described),
  ),
})).value

/** What the description should come out as, in the same words as `shown` below. */
function wanted(value: Described): unknown {
  switch (value[0]) {
    case 'none':
      return null
    case 'bool':
      return value[1]
    case 'int':
      return { int: BigInt(value[1]).toString() }
    case 'float':
      return { float: value[1] === '-0.0' ? '-0' : String(Number(value[1])) }
    case 'text':
      return value[1]
    case 'bytes':
      return { bytes: value[1] }
    case 'list':
    case 'tuple':
      return { [value[0]]: value[1].map(wanted) }
    case 'set':
    case 'frozenset':
      return { set: [...new Set(value[1].map((item) => JSON.stringify(wanted(item))))].sort() }
    case 'object':
      return { object: '__main__.Thing', parts: { list: value[1].map(wanted) } }
    case 'slots':
      return { object: '__main__.Slots', parts: { list: value[1].map(wanted) } }
    default:
      return { dict: [...new Map(value[1].map(([key, part]) => [key, wanted(part)]))] }
  }
}

/** A value that was read, in words of its own: an integer is never told from a float by its JavaScript type. */
function shown(value: Value, like: unknown): unknown {
  if (typeof value === 'number' && like instanceof Object && 'float' in like)
    return { float: Object.is(value, -0) ? '-0' : String(value) }
  if (typeof value === 'number' || typeof value === 'bigint') return { int: String(value) }
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') }
  const children = (items: readonly Value[], tag: string) => {
    const likes = like instanceof Object && tag in like ? (like as Record<string, unknown[]>)[tag]! : []
    return items.map((item, i) => shown(item, likes[i]))
  }
  if (value instanceof List) return { list: children(value.items, 'list') }
  if (value instanceof Tuple) return { tuple: children(value.items, 'tuple') }
  if (value instanceof Collection)
    return { set: value.items.map((item) => JSON.stringify(shown(item, undefined))).sort() }
  if (value instanceof Dictionary) {
    const likes = new Map((like as { dict?: [string, unknown][] } | null)?.dict)
    return { dict: [...value.entries()].map(([key, part]) => [key, shown(part, likes.get(key as string))]) }
  }
  if (value instanceof Inert) {
    const likes = (like as { parts?: unknown } | null)?.parts
    return { object: value.path, parts: shown(value.attribute('parts') ?? null, likes) }
  }
  return value
}

describe.skipIf(!python)(`Python's pickles${python ? '' : ' (skipped: python3 is not installed)'}`, () => {
  it('of 400 values in six protocols are read as what they were', async () => {
    const values = fc.sample(described, { numRuns: 400, seed: 11 })
    const output = execFileSync(python!, ['-c', PROGRAM], {
      input: JSON.stringify(values),
      maxBuffer: 1 << 28,
    })
    const pickles = JSON.parse(output.toString()) as [Described, number, string][]
    expect(pickles.length).toBeGreaterThan(1500)
    for (const [value, protocol, content] of pickles) {
      const source = bytesAsSource(Buffer.from(content, 'base64'), '"value.pkl"')
      const read = await readPickle(source)
      const like = wanted(value)
      expect(read.end).toBe(source.size)
      expect(shown(read.value, like), `protocol ${protocol}: ${JSON.stringify(value).slice(0, 500)}`).toEqual(
        like,
      )
    }
  })

  it('of large text and bytes leave them in the file', async () => {
    const program = `
import pickle, sys
sys.stdout.buffer.write(pickle.dumps({'bytes': b'a' * 100000, 'text': 'b' * 100000, 'array': bytearray(100000)}, 5))`
    const output = execFileSync(python!, ['-c', program], { maxBuffer: 1 << 28 })
    const { value } = await readPickle(bytesAsSource(output, '"value.pkl"'))
    for (const [key, kind] of [
      ['bytes', 'bytes'],
      ['text', 'utf8'],
      ['array', 'bytes'],
    ] as const) {
      const lazy = (value as Dictionary).get(key)
      expect(lazy).toBeInstanceOf(LazyBytes)
      expect(lazy).toMatchObject({ length: 100_000, kind })
    }
  })
})
