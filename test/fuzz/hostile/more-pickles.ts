/** Pickles and PyTorch files of other kinds than pickles.ts: parts that hold each other, protocols 0, 4 and 5, thousands of names, sides and storages. */
import {
  bytesOf,
  dictionary,
  integer,
  named,
  pickle,
  storage,
  tensor,
  text,
  torchLegacy,
  torchZip,
  tuple,
  uint32,
  uint64,
} from '../../support/pickles'
import { get, inZip, module, one, put, repeated, times, weight, weights } from './file-parts'
import type { Hostile } from './hostile'

export const morePickles: Hostile[] = [
  inZip(
    'modules that hold each other as hidden attributes, forty levels of two',
    module('}'),
    put(0),
    '0',
    ...times(40, (i) =>
      bytesOf(module('}', bytesOf(text('left'), get(i), text('right'), get(i))), put(i + 1), '0'),
    ),
    get(40),
  ),
  inZip(
    'a module of sixty parts that are all one, sixty times',
    module('}'),
    put(0),
    '0',
    ...times(3, (i) =>
      bytesOf(
        module(bytesOf('}(', ...times(60, (k) => bytesOf(text(`p${k}`), get(i))), 'u')),
        put(i + 1),
        '0',
      ),
    ),
    get(3),
  ),
  inZip(
    'a module that is its own child and its own attribute',
    named('m', 'B'),
    ')',
    0x81,
    put(0),
    '}(',
    text('_modules'),
    '}(',
    text('a'),
    get(0),
    'u',
    text('self'),
    get(0),
    'ub',
  ),
  inZip(
    'modules with names of three thousand characters, sixty deep',
    module('}'),
    put(0),
    '0',
    ...times(60, (i) => bytesOf(module(bytesOf('}(', text('n'.repeat(60)), get(i), 'u')), put(i + 1), '0')),
    get(60),
  ),
  inZip(
    'module attributes: a dictionary in a dictionary, eighteen levels of three',
    '}',
    put(0),
    '0',
    ...times(30, (i) =>
      bytesOf('}(', text('a'), get(i), text('b'), get(i), text('c'), get(i), 'u', put(i + 1), '0'),
    ),
    module('}', bytesOf(text('configuration'), get(30))),
  ),
  inZip(
    'module attributes: tuples of tuples, thirty levels of three',
    ')',
    put(0),
    '0',
    ...times(30, (i) => bytesOf(get(i), get(i), get(i), 0x87, put(i + 1), '0')),
    module('}', bytesOf(text('configuration'), get(30))),
  ),
  inZip(
    'a list that holds itself a hundred thousand times',
    ']',
    put(0),
    '(',
    repeated(100_000, get(0)),
    'e',
  ),
  inZip(
    'a dictionary whose keys are tuples of tuples',
    '}(',
    ...times(9000, (i) => bytesOf(tuple(integer(i), tuple(integer(i), text('k'))), 'N')),
    'u',
  ),
  inZip(
    'a dictionary with one key two hundred thousand times',
    '}(',
    repeated(100_000, bytesOf('K\x01N')),
    'u',
  ),
  inZip(
    'persistent ids of a hundred thousand storages',
    '](',
    ...times(12_000, (i) => storage(`${i}`, 2 ** 30)),
    'e',
  ),
  inZip(
    'one persistent id, sixty thousand times',
    ']',
    storage('0', 1),
    put(0),
    '(',
    repeated(100_000, get(0)),
    'e',
  ),
  inZip('integers whose lengths are lies', '](', bytesOf(0x8b, uint32(0x7fffffff)), 'e'),
  inZip(
    'nine hundred integers of 255 bytes in decimal notes',
    '}(',
    ...times(3000, (i) => bytesOf(text(`n${i}`), 0x8a, 255, new Uint8Array(255).fill(0x7f))),
    'u',
  ),
  weights('protocol 0: a decimal number of 60,000 digits, again and again', 'w.pt', () =>
    bytesOf('(l', ...times(14, () => `L${'9'.repeat(60_000)}L\n`.concat('a')), '.'),
  ),
  weights('protocol 0: numbers with exponents and nonsense', 'w.pt', () =>
    bytesOf('(lp0\n', ...times(60_000, (i) => `F${i}e99999\na`), '.'),
  ),
  weights('protocol 0: memo numbers of sixty digits', 'w.pt', () =>
    bytesOf('(lp0\n', ...times(12_000, (i) => `Np${String(i).padStart(60, '9')}\na`), '.'),
  ),
  weights('protocol 4: frames in frames', 'w.pt', () =>
    bytesOf(0x80, 4, ...times(90_000, () => bytesOf(0x95, uint64(1))), 'N.'),
  ),
  weights('protocol 5: buffers out of band', 'w.pt', () =>
    bytesOf(0x80, 5, '](', repeated(400_000, bytesOf(0x97, 0x98)), 'e.'),
  ),
  weights('protocol 5: a bytearray of 2^40', 'w.pt', () => bytesOf(0x80, 5, 0x96, uint64(2n ** 40n), 'x.')),
  weights('eighty thousand pickles one after another', 'w.pt', () =>
    bytesOf(...times(80_000, () => bytesOf(0x80, 2, 'N.'))),
  ),
  inZip(
    'a rebuilt parameter of a parameter of a parameter',
    weight,
    put(0),
    '0',
    '](',
    ...times(8000, () =>
      bytesOf(
        named('torch._utils', '_rebuild_parameter'),
        tuple(get(0), 0x88, bytesOf(named('collections', 'OrderedDict'), ')R')),
        'R',
      ),
    ),
    'e',
  ),
  inZip(
    'a tensor of thirty thousand sides',
    '}(',
    text('w'),
    tensor(
      storage('0', 1),
      times(30_000, () => 1),
    ),
    'u',
  ),
  inZip(
    'two hundred tensors of a thousand sides',
    '}(',
    ...times(60, (i) =>
      bytesOf(
        text(`w${i}`),
        tensor(
          storage('0', 1),
          times(1000, () => 1),
        ),
      ),
    ),
    'u',
  ),
  inZip(
    'a tensor with negative strides and offset',
    '}(',
    text('w'),
    tensor(storage('0', 1), [2, 2], [-1, -1], -5),
    text('v'),
    tensor(storage('0', 1), [4], [0], 2 ** 31 - 1),
    'u',
  ),
  inZip(
    'optimiser states beside each other, ten thousand',
    '](',
    ...times(9000, () => dictionary({ param_groups: ']', state: '}' })),
    'e',
  ),
  inZip(
    'ten thousand state dictionaries of one shared tensor',
    weight,
    put(0),
    '0',
    '}(',
    ...times(15_000, (i) => bytesOf(text(`d${i}`), '}(', text('conv.weight'), get(0), 'u')),
    'u',
  ),
  inZip(
    'thirty thousand frozen sets',
    '](',
    repeated(30_000, bytesOf(named('builtins', 'frozenset'), ')R')),
    'e',
  ),
  inZip(
    'names with line ends, terminals and __proto__',
    dictionary({ ['__proto__']: weight, constructor: weight, 'a\u001b[2J\nb': weight, '=cmd|x': weight }),
  ),
  weights('legacy: a hundred thousand storage keys without a storage', 'w.pt', () => {
    const plainFile = torchLegacy(
      pickle(
        '}(',
        ...times(100, (i) => bytesOf(text(`w${i}`), tensor(storage(`k${i}`, 2 ** 31 - 1), [1]))),
        'u',
      ),
      {},
    )
    return plainFile
  }),
  weights('legacy: storages whose counts are 2^60', 'w.pt', () => {
    const bytes = Buffer.from(
      torchLegacy(pickle('}(', text('w'), tensor(storage('k', 4), [4]), 'u'), {
        k: Float32Array.of(1, 2, 3, 4),
      }),
    )
    bytes.writeBigUInt64LE(2n ** 60n, bytes.length - 24)
    return bytes
  }),
  weights('TorchScript: a thousand classes that mention each other', 'w.pt', () =>
    torchZip(
      pickle(named('__torch__', 'M'), ')', 0x81, '}(', text('w'), weight, 'ub'),
      one,
      Object.fromEntries(
        times(
          3000,
          (i) =>
            [`archive/code/c${i}.py`, Buffer.from(`class C${i}(Module):\n  x : __torch__.C${i + 1}\n`)] as [
              string,
              Uint8Array,
            ],
        ),
      ),
    ),
  ),
  weights('a zip of PyTorch with data.pkl in sixty folders', 'w.pt', () =>
    torchZip(
      pickle(dictionary({ w: weight })),
      one,
      Object.fromEntries(times(4000, (i) => [`f${i}/data.pkl`, new Uint8Array(0)] as [string, Uint8Array])),
    ),
  ),
]
