/**
 * Mutated PyTorch files and pickles, made by hand so that they are there in every clone: each opens with tensors
 * that are inside it, or is refused in a sentence. 1,000 files in `npm test`, 20,000 with HALFPOWER_LONG=1.
 */
import { describe, expect, it } from 'vitest'
import { bytesAsSource } from '../../src-main/checkpoints/byte-source'
import { matchPytorch } from '../../src-main/checkpoints/pytorch/match'
import { openPytorch } from '../../src-main/checkpoints/pytorch/open'
import { bytesOf, call, dictionary, floats, integer, named, pickle, storage } from '../support/pickles'
import { tensor, text, torchLegacy, torchZip, tuple, uint32 } from '../support/pickles'
import { filesToTry, surviveMutations } from './survive'

const four = floats(1, 2, 3, 4)
const state = dictionary({
  epoch: 'K\x17',
  state_dict: dictionary({
    'module.conv1.weight': tensor(storage('0', 4), [2, 1, 2]),
    'module.conv1.bias': tensor(storage('1', 2), [2]),
    'module.transposed': tensor(storage('0', 4), [2, 2], [1, 2]),
    'module.count': tensor(storage('2', 1, 'LongStorage'), []),
  }),
  losses: bytesOf('](', 'G', Buffer.from('3ff8000000000000', 'hex'), 'K\x01', 'e'),
})
const storages = { 0: four, 1: floats(5, 6), 2: new Uint8Array(BigInt64Array.of(7n).buffer) }
const convolution = bytesOf(
  named('torch.nn.modules.conv', 'Conv2d'),
  ')',
  0x81,
  dictionary({
    stride: tuple('K\x01', 'K\x01'),
    _parameters: dictionary({ weight: tensor(storage('0', 4), [1, 1, 2, 2]), bias: 'N' }),
    _modules: '}',
  }),
  'b',
)
const module = bytesOf(
  named('my.models', 'Network'),
  ')',
  0x81,
  dictionary({
    _parameters: '}',
    _buffers: '}',
    _modules: dictionary({ conv: convolution, again: convolution }),
  }),
  'b',
)
const array = (...values: number[]) =>
  bytesOf(
    call('numpy.core.multiarray', '_reconstruct', named('numpy', 'ndarray'), tuple('K\x00'), 'C\x01b'),
    tuple(
      'K\x01',
      tuple(integer(values.length)),
      call('numpy', 'dtype', text('f4'), 0x89, 0x88),
      0x89,
      bytesOf('C', values.length * 4, floats(...values)),
    ),
    'b',
  )
const archive = pickle(
  dictionary({
    '0A1B2C3D': dictionary({
      best_epoch: 'K\x03',
      best_state: dictionary({ 'fc.weight': tuple(array(1, 2, 3), named('torch', 'float32')) }),
    }),
  }),
)

const inner = torchLegacy(pickle(storage('0', 2)), { 0: Float32Array.of(8, 9) })
const nested = call('torch.storage', '_load_from_bytes', bytesOf('B', uint32(inner.length), inner))

interface Sample {
  what: string
  bytes: Uint8Array
  dictionaries: number
  /** The most values per byte; deflate packs up to 1,032 bytes into one. */
  valuesPerByte?: number
  /** Puts the mutated part into its file; a zip's checksum would otherwise hide it from the interpreter. */
  wrap?: (mutated: Uint8Array) => Uint8Array
}

const SAMPLES: Sample[] = [
  { what: 'a zip', bytes: torchZip(pickle(state), storages), dictionaries: 1 },
  {
    what: 'a deflated zip',
    bytes: torchZip(pickle(state), storages, {}, 6),
    dictionaries: 1,
    valuesPerByte: 1032,
  },
  {
    what: 'the pickle of a state dictionary in a zip',
    bytes: pickle(state),
    wrap: (mutated) => torchZip(mutated, storages),
    dictionaries: 1,
  },
  {
    what: 'the pickle of a module in a zip',
    bytes: pickle(dictionary({ model: module })),
    wrap: (mutated) => torchZip(mutated, { 0: four }),
    dictionaries: 1,
  },
  {
    what: 'a legacy file',
    bytes: torchLegacy(
      pickle(dictionary({ w: tensor(storage('0', 4), [2, 2]), v: tensor(storage('1', 2), [2]) })),
      { 0: Float32Array.of(1, 2, 3, 4), 1: Float32Array.of(5, 6) },
    ),
    dictionaries: 1,
  },
  { what: 'a jarvis archive', bytes: archive, dictionaries: 1 },
  {
    what: 'a pickle of text',
    bytes: bytesOf("(dp0\nS'a'\np1\n(lp2\nI1\naF0.5\naVb\np3\nasS'w'\n", array(1, 2), 's.'),
    dictionaries: 1,
  },
  {
    what: 'a pickle of tensors without torch.save',
    bytes: pickle(dictionary({ w: tensor(nested, [2]) })),
    dictionaries: 1,
  },
]

describe('mutated PyTorch files', () => {
  it.each(SAMPLES)('$what is valid to begin with', async ({ bytes, wrap, dictionaries }) => {
    const source = bytesAsSource(wrap ? wrap(bytes) : bytes, '"valid.pt"')
    expect(await matchPytorch(source)).not.toBeNull()
    const opened = await openPytorch(source)
    expect(opened.dictionaries).toHaveLength(dictionaries)
    for (const each of opened.dictionaries[0]!.tensors) expect((await each.read()).length).toBeGreaterThan(0)
  })

  it.each(SAMPLES.map((sample, i) => ({ ...sample, seed: 500 + i })))(
    '$what survives',
    async ({ bytes, wrap, valuesPerByte = 1, seed }) => {
      const open = async (mutated: Uint8Array) => {
        const source = bytesAsSource(wrap ? wrap(mutated) : mutated, '"mutated.pt"')
        if (source.size > 0) await matchPytorch(source)
        return openPytorch(source)
      }
      const count = filesToTry(125)
      // A view may repeat numbers (expanded tensors), up to 2^24 of them, whatever the size of the file.
      const options = { seed, count, valuesPerByte: valuesPerByte * 2 ** 18, shared: true }
      const { opened, refused } = await surviveMutations(bytes, open, options)
      expect(opened + refused).toBe(count)
      expect(refused).toBeGreaterThan(count / 4)
    },
    3_600_000,
  )
})
