/** Pickles and PyTorch files that ask for much with few bytes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, dictionary, floats, integer, named, pickle, storage } from '../../support/pickles'
import { tensor, text, torchLegacy, torchZip, tuple, uint32 } from '../../support/pickles'
import type { Hostile } from './hostile'

type Part = Uint8Array | string | number

/** Parts a number of times; the builder gets the number. */
function times(count: number, part: (i: number) => Part): Part[] {
  return Array.from({ length: count }, (_, i) => part(i))
}

const one = { 0: floats(1) }
const weight = tensor(storage('0', 1), [1])

function file(name: string, bytes: () => Uint8Array): Hostile {
  return {
    name,
    what: 'model',
    make(folder) {
      const path = join(folder, 'weights.pt')
      writeFileSync(path, bytes())
      return path
    },
  }
}

const inZip = (name: string, ...parts: Part[]): Hostile => file(name, () => torchZip(pickle(...parts), one))
const put = (i: number): Uint8Array => bytesOf('r', uint32(i))
const get = (i: number): Uint8Array => bytesOf('j', uint32(i))

/** A module of a class of its own with this state. */
function module(state: Part, children: Part, name = 'Block'): Uint8Array {
  return bytesOf(
    named('my.models', name),
    ')',
    0x81,
    '}(',
    text('_parameters'),
    '}(',
    text('w'),
    weight,
    'u',
    text('_modules'),
    children,
    state,
    'ub',
  )
}

/** Modules that each have the one before `width` times as children, `depth` deep: width^depth parts. */
function tree(width: number, depth: number, state: Part): Part[] {
  const parts: Part[] = [module(state, '}'), put(0)]
  for (let level = 1; level < depth; level++) {
    const children = times(width, (i) => bytesOf(text(String(i)), get(level - 1)))
    parts.push('0', module(state, bytesOf('}(', ...children, 'u')), put(level))
  }
  return parts
}

const attributes = (count: number): Uint8Array =>
  bytesOf(...times(count, (i) => bytesOf(text(`a${i}`), 'K\x01')))

export const pickles: Hostile[] = [
  inZip('module tree of 50 × 50 × 15 parts with 500 attributes each', ...tree(50, 3, attributes(500))),
  inZip('module tree of 2^15 parts with 300 attributes each', ...tree(2, 15, attributes(300))),
  inZip('module tree of 36 levels, two children each', ...tree(2, 36, '')),
  inZip(
    'module whose attribute is one list of 1,000 items, 2^15 times',
    ...tree(2, 15, bytesOf(text('a'), '](', ...times(1000, () => 'K\x01'), 'e')),
  ),
  inZip(
    'module with a text of 2,000 characters as attribute, 2^15 times',
    ...tree(2, 15, bytesOf(...times(30, (i) => bytesOf(text(`t${i}`), text('x'.repeat(2000)))))),
  ),
  inZip(
    'dictionaries with keys of 500 characters, forty deep',
    ...times(39, () => bytesOf('}(', text('k'.repeat(500)))),
    dictionary({ w: weight }),
    ...times(39, () => 'u'),
  ),
  inZip(
    'five thousand dictionaries that hold the same two thousand tensors',
    dictionary({}),
    bytesOf('}(', ...times(2000, (i) => bytesOf(text(`w${i}`), weight)), 'u', put(1), '0'),
    bytesOf('](', ...times(5000, () => bytesOf(named('collections', 'OrderedDict'), '(', get(1), 'tR')), 'e'),
  ),
  inZip(
    'a list of lists of lists, sixteen levels of two',
    ']',
    put(0),
    ...times(40, (i) => bytesOf('](', get(i), get(i), 'e', put(i + 1))),
  ),
  inZip(
    'tuples of tuples, forty levels of two',
    ')',
    put(0),
    ...times(40, (i) => bytesOf(get(i), get(i), 0x86, put(i + 1))),
  ),
  inZip('a million Nones in one list', '](', 'N'.repeat(900_000), 'e'),
  inZip('nine hundred thousand empty dictionaries', '](', '}'.repeat(900_000), 'e'),
  inZip('nine hundred thousand empty sets', '](', '\x8f'.repeat(900_000), 'e'),
  inZip('nine hundred thousand marks', '('.repeat(900_000)),
  inZip('a list nested 400,000 deep', ']'.repeat(400_000), 'a'.repeat(399_999)),
  inZip('nine hundred thousand memo entries', 'N', '\x94'.repeat(900_000)),
  inZip('calls of calls, a hundred thousand', named('a', 'b'), ')R'.repeat(400_000)),
  inZip('an inert object with a hundred thousand items', named('a', 'b'), ')\x81(', 'N'.repeat(900_000), 'e'),
  inZip(
    'objects with one state of a hundred thousand entries, set sixteen times',
    bytesOf('}(', ...times(30_000, (i) => bytesOf(integer(i), 'N')), 'u', put(0), '0'),
    '](',
    ...times(20_000, () => bytesOf(named('a', 'b'), ')\x81', get(0), 'b', get(0), 'b')),
    'e',
  ),
  inZip(
    'copies of one dictionary',
    bytesOf('}(', ...times(30_000, (i) => bytesOf(integer(i), 'N')), 'u', put(0), '0'),
    '](',
    ...times(20_000, () => bytesOf(named('collections', 'OrderedDict'), '(', get(0), 'tR')),
    'e',
  ),
  inZip(
    'copies of one list',
    bytesOf('](', 'N'.repeat(100_000), 'e', put(0), '0'),
    '](',
    ...times(20_000, () => bytesOf(named('builtins', 'set'), '(', get(0), 'tR')),
    'e',
  ),
  inZip('a hundred thousand names', '](', ...times(40_000, (i) => named('m', `n${i}`)), 'e'),
  inZip(
    'integers of a thousand bytes',
    '](',
    ...times(900, () => bytesOf(0x8b, uint32(1020), new Uint8Array(1020).fill(0x7f))),
    'e',
  ),
  inZip(
    'notes: five thousand lists of a thousand items',
    bytesOf('](', 'N'.repeat(1000), 'e', put(0), '0'),
    '}(',
    text('w'),
    weight,
    ...times(5000, (i) => bytesOf(text(`n${i}`), get(0))),
    'u',
  ),
  inZip(
    'notes: five thousand texts of 2,000 characters under keys of 500',
    bytesOf(text('x'.repeat(2000)), put(0), '0'),
    '}(',
    text('w'),
    weight,
    ...times(5000, (i) => bytesOf(text(String(i).padEnd(100, 'k')), get(0))),
    'u',
  ),
  inZip(
    'thousands of tensors of one storage with huge strides',
    '}(',
    ...times(3000, (i) => bytesOf(text(`t${i}`), tensor(storage('0', 1), [1, 1], [2 ** 30, 2 ** 30]))),
    'u',
  ),
  file('expanded tensors of 16 million numbers', () =>
    torchZip(
      pickle(
        '}(',
        ...times(4, (i) => bytesOf(text(`t${i}`), tensor(storage('0', 1), [4096, 4096], [0, 0]))),
        'u',
      ),
      one,
    ),
  ),
  file('expanded convolutions of a network, 16 million numbers each', () =>
    torchZip(
      pickle(
        '}(',
        ...times(4, (i) =>
          bytesOf(text(`layer${i}.conv.weight`), tensor(storage('0', 1), [2048, 910, 3, 3], [0, 0, 0, 0])),
        ),
        'u',
      ),
      one,
    ),
  ),
  file('a pickle of a megabyte that deflates to a kilobyte, 200 MB', () =>
    torchZip(bytesOf(0x80, 2, '](', new Uint8Array(200_000_000).fill(0x4e), 'e.'), one, {}, 6),
  ),
  file('a legacy file with a hundred thousand storages', () =>
    torchLegacy(
      pickle('}(', ...times(5000, (i) => bytesOf(text(`w${i}`), tensor(storage(`k${i}`, 1), [1]))), 'u'),
      Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, Float32Array.of(1)])),
    ),
  ),
  file('a bare pickle of a million storages loaded from bytes', () => {
    const inner = torchLegacy(pickle(storage('0', 2)), { 0: Float32Array.of(8, 9) })
    return pickle(
      bytesOf('B', uint32(inner.length), inner, put(0), '0'),
      '](',
      ...times(60_000, () => bytesOf(named('torch.storage', '_load_from_bytes'), get(0), 0x85, 'R')),
      'e',
    )
  }),
  file('a protocol-0 line of a megabyte', () => bytesOf("(dp0\nS'", 'x'.repeat(900_000), "'\nNs.")),
  file('protocol-0 text of backslashes', () => bytesOf('(dp0\nV', '\\'.repeat(900_000), '\nNs.')),
  file('an archive with sixty thousand members', () =>
    torchZip(
      pickle(dictionary({ w: weight })),
      one,
      Object.fromEntries(Array.from({ length: 9000 }, (_, i) => [`archive/data/x${i}`, new Uint8Array(1)])),
    ),
  ),
  file('state dictionary of forty thousand tensors named like a network', () =>
    torchZip(
      pickle(
        '}(',
        ...times(7000, (i) =>
          bytesOf(text(`layer1.${i}.conv1.weight`), tensor(storage('0', 1), [1, 1, 1, 1])),
        ),
        'u',
      ),
      one,
    ),
  ),
  file('state dictionaries under two thousand prefixes', () =>
    torchZip(
      pickle(
        '}(',
        ...times(3000, (i) =>
          bytesOf(
            text(`d${i}`),
            dictionary({ 'conv1.weight': weight, 'bn1.weight': weight, 'fc.weight': weight }),
          ),
        ),
        'u',
      ),
      one,
    ),
  ),
  file('a NumPy array that says it is huge', () =>
    pickle(
      bytesOf(
        named('numpy.core.multiarray', '_reconstruct'),
        tuple(named('numpy', 'ndarray'), tuple('K\x00'), 'C\x01b'),
        'R',
        tuple(
          'K\x01',
          tuple(integer(2 ** 30), integer(2 ** 30)),
          bytesOf(named('numpy', 'dtype'), tuple(text('f4'), 0x89, 0x88), 'R'),
          0x89,
          'C\x04abcd',
        ),
        'b',
      ),
    ),
  ),
]
